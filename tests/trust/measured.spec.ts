/** Short versions of `npm run soak` and `npm run bench`; those of the other commands are tests of their own. */
import { expect, test } from '@playwright/test';
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { benchRecord } from '../../src/report/trust-records.ts';
import { cleanEnvironment } from '../selftest/processes.ts';

const root = join(import.meta.dirname, '../..');

function run(script: string, args: string[]): { status: number | null; output: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(root, 'scripts', script), ...args], {
    cwd: root,
    env: cleanEnvironment(),
    encoding: 'utf8',
  });
  return { status, output: stdout + stderr };
}

test('no verdict changes in shuffled order, with two workers and a busy processor', () => {
  const { status, output } = run('soak.mjs', [
    ...['--engine', 'chromium', '--rounds', '2', '--workers', '2', '--load', '1'],
    ...['--scenarios', 'scenarios/reading'],
  ]);
  expect(output).toMatch(/round 2 of 2, \d{3,} results, 0 changed/);
  expect(status).toBe(0);
});

/** Admits everyone each second time that it is started. */
const BY_TURNS = `
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import http from 'node:http';
const turn = new URL('./turn', import.meta.url);
const open = existsSync(turn);
if (open) rmSync(turn);
else writeFileSync(turn, '');
http.createServer((request, response) => {
  if (open) response.setHeader('Access-Control-Allow-Origin', '*');
  response.end('ok');
}).listen(Number(process.env.PORT), '127.0.0.1');
`;

test('a server that answers by turns is a verdict that changes, and is named', ({}, testInfo) => {
  const folder = testInfo.outputPath('policies');
  mkdirSync(folder);
  writeFileSync(join(folder, 'turns.mjs'), BY_TURNS);
  writeFileSync(
    join(folder, 'turns.yaml'),
    `title: By turns
target: { origin: 'https://api.example.com', command: node turns.mjs }
rules: [{ id: items, path: /items, origins: any }]
`,
  );
  const { status, output } = run('soak.mjs', [
    ...['--engine', 'chromium', '--rounds', '2'],
    ...['--scenarios', join(folder, 'turns.yaml')],
  ]);
  expect(output).toMatch(/ {2}\S+\/turns\/items\/works: \{"(conforms|violates)"/);
  expect(status).toBe(1);
});

test('the bench measures every part in one run', ({}, testInfo) => {
  const out = testInfo.outputPath('results.json');
  const { status, output } = run('bench.mjs', [
    ...['--engine', 'chromium', '--cases', '20', '--many', '100', '--rounds', '1'],
    ...['--rules', '1', '--scenarios', 'scenarios/preflight', '--out', out],
  ]);
  expect(status, output).toBe(0);
  const { floor, reading, engines, gate } = benchRecord.parse(JSON.parse(readFileSync(out, 'utf8')));
  const [{ roads, startUp } = {}] = engines;
  expect(floor?.tests).toBe(40);
  expect(startUp?.tests).toBeGreaterThan(100);
  // The record's schema names the figures of each part.
  for (const part of [floor, reading, reading?.shares, startUp, roads?.perTest, roads?.memory, gate]) {
    const figures = Object.values(part ?? {}).filter((value) => typeof value === 'number');
    expect(figures.length).toBeGreaterThan(1);
    expect(Math.min(...figures)).toBeGreaterThan(0);
  }
  expect(output).toContain("the runner's own cost");
});

for (const script of ['bench.mjs', 'soak.mjs', 'faults.mjs', 'fuzz.mjs'])
  test(`${script} tells its options, and a mistake in a line`, () => {
    const told = run(script, ['--help']);
    expect(told.status).toBe(0);
    expect(told.output).toMatch(/^Usage: \w+ \[options\]/);
    const mistaken = run(script, ['--enigne', 'chromium']);
    expect(mistaken.status).toBe(2);
    expect(mistaken.output).toMatch(/^error: unknown option '--enigne'.*\n$/);
  });
