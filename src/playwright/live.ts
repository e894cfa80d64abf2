/**
 * `corsproof/live`: one line of progress per run in a terminal, failures as they come; where there is no terminal, a
 * plain line now and then.
 */
import type {
  FullConfig,
  FullResult,
  Reporter,
  Suite,
  TestCase,
  TestError,
  TestResult,
} from '@playwright/test/reporter';
import { relative } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { Progress, clock } from './live-progress.ts';

/** Milliseconds between two lines of progress. */
const REDRAW = 100;
const PLAIN = 15_000;

const CLEAR = '\r\u001b[2K';

export interface LiveOptions {
  /** Where it writes; standard output unless told. */
  stream?: { write(text: string): unknown; isTTY?: boolean; columns?: number };
  /** Whether tests are only listed, which Playwright does itself if no reporter claims the output. */
  listing?: boolean;
}

export default class LiveReporter implements Reporter {
  readonly #progress = new Progress();
  readonly #stream: NonNullable<LiveOptions['stream']>;
  readonly #terminal: boolean;
  readonly #listing: boolean;
  readonly #coloured: boolean;
  readonly #cross: string;
  readonly #failed: TestCase[] = [];
  readonly #counts = { passed: 0, failed: 0, flaky: 0, skipped: 0 };
  #drawn = 0;
  #errors = 0;

  constructor({ stream = process.stdout, listing = process.argv.includes('--list') }: LiveOptions = {}) {
    this.#stream = listing ? { write: () => undefined } : stream;
    this.#listing = listing;
    this.#terminal = stream.isTTY === true && process.env.TERM !== 'dumb' && !process.env.CI;
    this.#coloured = isColoured(stream.isTTY === true);
    this.#cross = this.#coloured ? '\u001b[31m✕\u001b[39m' : '✕';
  }

  onBegin(config: FullConfig, suite: Suite): void {
    // From here on, not from the start of the process: loading the tests may take long.
    this.#drawn = performance.now();
    const tests = suite.allTests();
    for (const test of tests) this.#progress.expect(projectOf(test));
    const workers = `${config.workers} ${config.workers === 1 ? 'worker' : 'workers'}`;
    this.#print(
      `${tests.length} tests, ${workers}${config.shard ? `, shard ${config.shard.current}/${config.shard.total}` : ''}`,
    );
  }

  onTestEnd(test: TestCase, result: TestResult): void {
    const failed = result.status !== 'skipped' && result.status !== test.expectedStatus;
    if (!failed || result.retry === test.retries) {
      this.#progress.count(projectOf(test), failed, performance.now());
      this.#counts[COUNTED[test.outcome()]]++;
    }
    if (failed) this.#tellFailure(test, result);
    this.#draw();
  }

  onError(error: TestError): void {
    this.#errors++;
    this.#print(`\n${this.#cross} ${this.#textOf(error)}`);
  }

  onStdOut(chunk: string | Buffer): void {
    this.#print(chunk.toString().replace(/\n$/, ''));
  }

  onStdErr(chunk: string | Buffer): void {
    this.onStdOut(chunk);
  }

  onEnd({ status, duration }: FullResult): void {
    if (this.#terminal) this.#stream.write(CLEAR);
    if (this.#failed.length > 0) {
      this.#stream.write(`\n${this.#failed.length} failed:\n`);
      for (const test of this.#failed) this.#stream.write(`  ${this.#cross} ${nameOf(test)}\n`);
    }
    const { passed, failed, flaky, skipped } = this.#counts;
    const parts = Object.entries({ passed, failed, flaky, skipped, 'errors outside of tests': this.#errors })
      .filter(([, count]) => count > 0)
      .map(([name, count]) => `${count} ${name}`);
    const ended = status === 'passed' || status === 'failed' ? '' : `, ${status}`;
    this.#stream.write(`\n${parts.join(', ') || 'no tests'} in ${clock(duration / 1000)}${ended}\n`);
  }

  printsToStdio(): boolean {
    return !this.#listing;
  }

  #tellFailure(test: TestCase, { errors }: TestResult): void {
    if (!this.#failed.includes(test)) this.#failed.push(test);
    const told = errors.map((error) => indented(this.#textOf(error))).join('\n');
    this.#print(`\n${this.#cross} ${nameOf(test)}\n\n${told}\n`);
  }

  /** The message, and the place in the source where there is one; Playwright colours some of it whatever the terminal. */
  #textOf({ message, stack, value, snippet }: TestError): string {
    const text = [
      message ?? stack ?? value ?? 'an error without a message',
      ...(snippet === undefined ? [] : ['', snippet]),
    ].join('\n');
    return this.#coloured ? text : stripVTControlCharacters(text);
  }

  /** A line of its own, above the progress. */
  #print(text: string): void {
    this.#stream.write(`${this.#terminal ? CLEAR : ''}${text}\n`);
    this.#draw(true);
  }

  #draw(atOnce = false): void {
    const now = performance.now();
    const pause = this.#terminal ? REDRAW : PLAIN;
    if (!(atOnce && this.#terminal) && now - this.#drawn < pause) return;
    this.#drawn = now;
    const line = this.#progress.line(now);
    const width = (this.#stream.columns || 100) - 1;
    this.#stream.write(this.#terminal ? `${CLEAR}${line.slice(0, width)}` : `${line}\n`);
  }
}

const COUNTED = { expected: 'passed', unexpected: 'failed', flaky: 'flaky', skipped: 'skipped' } as const;

function projectOf(test: TestCase): string {
  return test.parent.project()?.name ?? '';
}

function nameOf(test: TestCase): string {
  const { file, line } = test.location;
  const [, project = '', , ...titles] = test.titlePath();
  return `[${project}] ${titles.filter(Boolean).join(' › ')}  ${relative(process.cwd(), file)}:${line}`;
}

function indented(text: string): string {
  return text.replaceAll(/^(?=.)/gm, '    ');
}

/** As Node decides it: FORCE_COLOR before NO_COLOR before what the terminal is. */
function isColoured(isTTY: boolean): boolean {
  const { FORCE_COLOR: forced, NO_COLOR: refused } = process.env;
  if (forced !== undefined) return !['0', 'false'].includes(forced);
  return isTTY && !refused;
}
