/**
 * Declares a test at a line of a YAML file. Playwright takes a test's location from the stack frame that calls `test`,
 * so the call is made by a function that is compiled with that file as its name and that line as its offset.
 */
import { fileURLToPath } from 'node:url';
import { compileFunction } from 'node:vm';

type Declare<Test extends (...args: never[]) => void> = (test: Test, args: Parameters<Test>) => void;

/** Calls `test(...args)` from a stack frame at `file:line` (line counted from 1). */
export function declareAt<Test extends (...args: never[]) => void>(
  file: string,
  line: number,
  test: Test,
  args: Parameters<Test>,
): void {
  const declare = compileFunction('test(...args)', ['test', 'args'], {
    filename: file,
    lineOffset: line - 1,
  }) as Declare<Test>;
  declare(test, args);
}

/**
 * The file and line that called the function which calls this one. A visit is declared there: Playwright moves a spec
 * whose tests all stand in one other file to that file, and the spec's own name would then select nothing.
 */
export function callerPlace(): { file: string; line: number } {
  const prepare = Reflect.get(Error, 'prepareStackTrace') as unknown;
  Error.prepareStackTrace = (_, frames) => frames;
  const frames = new Error().stack as unknown as NodeJS.CallSite[];
  Reflect.set(Error, 'prepareStackTrace', prepare);
  const caller = frames[2];
  const file = caller?.getFileName() ?? '';
  return { file: file.startsWith('file:') ? fileURLToPath(file) : file, line: caller?.getLineNumber() ?? 1 };
}

/** An error that Playwright shows at `file:line`; unless `quoted`, without the lines around it. */
export class CaseError extends Error {
  constructor(message: string, file: string, line: number, quoted = true) {
    super(message);
    this.name = 'corsproof';
    this.stack = quoted ? `${message}\n    at ${file}:${line}:1` : `${message}\n\n${file}:${line}`;
  }
}
