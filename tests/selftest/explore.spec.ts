/** `corsproof explore` in a real browser: few cases, the summary, and the way it ends. */
import { expect, test } from '@playwright/test';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const COMMAND = join(import.meta.dirname, '../../dist/src/cli/main.js');

function explore(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [COMMAND, 'explore', ...args], {
    encoding: 'utf8',
  });
  return { status, output: `${stdout}${stderr}` };
}

test('a short search in Chromium meets what is pinned, and nothing new', () => {
  const { status, output } = explore(
    '--engine',
    'chromium',
    '--count',
    '60',
    '--seed',
    '1',
    '--area',
    'safelist',
  );
  expect(output).toContain('60 cases of safelist; seed 1');
  expect(output).toMatch(/60 cases in \d+ s, \d+ a second/);
  expect(output).toContain('a range beyond 64 bits is none (preflight/range/simple/huge)');
  expect(output).toContain('new: none');
  expect(status).toBe(0);
});

test('an area that is not there is named with the nearest one', () => {
  const { status, output } = explore('--engine', 'chromium', '--area', 'redirect');
  expect(output).toContain('redirect is no area: did you mean redirects?');
  expect(status).toBe(1);
});
