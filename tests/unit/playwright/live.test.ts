import type { FullConfig, FullResult, Suite, TestCase, TestResult } from '@playwright/test/reporter';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import LiveReporter from '../../../src/playwright/live.ts';
import { Progress, clock } from '../../../src/playwright/live-progress.ts';

beforeEach(() => {
  vi.stubEnv('CI', '');
  vi.stubEnv('TERM', 'xterm');
  vi.stubEnv('NO_COLOR', '1');
  vi.stubEnv('FORCE_COLOR', undefined);
});
afterEach(() => void vi.unstubAllEnvs());

test('progress per engine, the speed of the last seconds, and the time that is left', () => {
  const progress = new Progress();
  for (let index = 0; index < 100; index++) progress.expect(index < 50 ? 'chromium' : 'webkit');
  expect(progress.line(0)).toBe('chromium 0/50  webkit 0/50');
  for (let index = 0; index < 21; index++) progress.count('chromium', index === 3, 1000 + index * 100);
  expect(progress.line(3000)).toBe('chromium 21/50 ✕1  webkit 0/50  10/s  0:08 left');
  expect(clock(125)).toBe('2:05');
});

function testCase(title: string): TestCase {
  return {
    location: { file: `${process.cwd()}/scenarios/a/b.yaml`, line: 7, column: 1 },
    parent: { project: () => ({ name: 'firefox' }) },
    titlePath: () => ['', 'firefox', 'b.yaml', title],
    expectedStatus: 'passed',
    retries: 0,
    outcome: () => (title === 'wrong' ? 'unexpected' : 'expected'),
  } as unknown as TestCase;
}

function run(isTTY: boolean): string {
  let output = '';
  const reporter = new LiveReporter({ stream: { isTTY, columns: 80, write: (text) => (output += text) } });
  const [good, wrong] = [testCase('good'), testCase('wrong')];
  reporter.onBegin(
    { workers: 1, shard: null } as FullConfig,
    { allTests: () => [good, wrong] } as unknown as Suite,
  );
  reporter.onTestEnd(good, { status: 'passed', retry: 0, errors: [] } as unknown as TestResult);
  const errors = [{ message: 'outcome is blocked, not allowed' }];
  reporter.onTestEnd(wrong, { status: 'failed', retry: 0, errors } as unknown as TestResult);
  reporter.onEnd({ status: 'failed', duration: 2000 } as FullResult);
  return output;
}

test('without a terminal it is plain text: failures as they come, then the count', () => {
  expect(run(false)).toBe(`2 tests, 1 worker

✕ [firefox] wrong  scenarios/a/b.yaml:7

    outcome is blocked, not allowed


1 failed:
  ✕ [firefox] wrong  scenarios/a/b.yaml:7

1 passed, 1 failed in 0:02
`);
});

test('a process that has been up for long, as one that loads many tests, tells no progress before there is any', () => {
  const now = vi.spyOn(performance, 'now').mockReturnValue(60_000);
  expect(run(false)).not.toContain('firefox 0/2');
  now.mockRestore();
});

test('in a terminal one line is drawn anew', () => {
  expect(run(true)).toContain('\r\u001b[2Kfirefox 2/2 ✕1');
  expect(run(false)).not.toContain('\u001b');
});

test.each([
  { isTTY: false, env: {}, coloured: false },
  { isTTY: true, env: { NO_COLOR: undefined }, coloured: true },
  { isTTY: true, env: { NO_COLOR: '' }, coloured: true },
  { isTTY: true, env: { NO_COLOR: '1' }, coloured: false },
  { isTTY: false, env: { FORCE_COLOR: '1' }, coloured: true },
  { isTTY: true, env: { NO_COLOR: undefined, FORCE_COLOR: '0' }, coloured: false },
])('an error outside of tests is coloured where colours are wanted: %j', ({ isTTY, env, coloured }) => {
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
  let written = '';
  const stream = { isTTY, write: (text: string) => (written += text) };
  const reporter = new LiveReporter({ stream });
  // So Playwright gives the place of an error in a spec file, also with NO_COLOR.
  reporter.onError({
    message: 'it broke',
    snippet: '\u001b[90m   at \u001b[39mcorpus.spec.ts:3\n> 3 | broken();',
  });
  expect(written).toContain('it broke');
  expect(written.includes('\u001b[31m✕')).toBe(coloured);
  expect(written.includes('\u001b[90m   at')).toBe(coloured);
  if (!coloured) expect(written).toContain('✕ it broke\n\n   at corpus.spec.ts:3\n> 3 | broken();');
});

test('a list of tests is left to Playwright', () => {
  let written = '';
  const stream = { write: (text: string) => (written += text) };
  const reporter = new LiveReporter({ stream, listing: true });
  reporter.onEnd({ status: 'passed', duration: 0 } as FullResult);
  expect(reporter.printsToStdio()).toBe(false);
  expect(written).toBe('');
  expect(new LiveReporter({ stream, listing: false }).printsToStdio()).toBe(true);
});
