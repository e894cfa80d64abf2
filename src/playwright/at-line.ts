/**
 * Declares a test at a line of a YAML file. Playwright takes a test's location from the stack frame that calls `test`,
 * so the call is made by a function that is compiled with that file as its name and that line as its offset.
 */
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

/** An error that Playwright shows at `file:line`. */
export class CaseError extends Error {
  constructor(message: string, file: string, line: number) {
    super(message);
    this.name = 'CaseError';
    this.stack = `${message}\n    at ${file}:${line}:1`;
  }
}
