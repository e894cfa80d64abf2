/** `npx playwright test` as the runner: it behaves as Playwright users expect, and results outlive failing tests. */
import { expect, test } from '@playwright/test';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { scenario } from './support.ts';

test.describe.configure({ mode: 'parallel' });

const CASES = `
  - id: first
    expect: { outcome: allowed }
  - id: wrong
    expect: { outcome: allowed, status: 201 }
  - id: last
    expect: { outcome: allowed }`;

interface Run {
  status: number | null;
  output: string;
  /** Lines of results.jsonl. */
  lines: { kind: string; id?: string; via?: string; verdict?: string; [field: string]: unknown }[];
}

/** Runs Playwright in a process of its own on a folder of scenarios. */
function run(folder: string, args: string[]): Run {
  const cli = join(import.meta.dirname, '../../node_modules/@playwright/test/cli.js');
  const results = join(folder, 'report', 'results.jsonl');
  const env: NodeJS.ProcessEnv = {
    ...process.env,
    CORSPROOF_SCENARIOS: join(folder, 'scenarios'),
    CORSPROOF_REPORT: join(folder, 'report'),
  };
  for (const name of [
    'CORSPROOF_RUN',
    'CORSPROOF_SELECTION',
    'TEST_WORKER_INDEX',
    'FORCE_COLOR',
    'GITHUB_STEP_SUMMARY',
  ])
    Reflect.deleteProperty(env, name);
  const command = [
    cli,
    'test',
    '--project=chromium',
    '--reporter=line',
    `--output=${join(folder, 'output')}`,
    ...args,
  ];
  const { status, stdout, stderr } = spawnSync(process.execPath, command, { env, encoding: 'utf8' });
  const text = existsSync(results) ? readFileSync(results, 'utf8') : '';
  const lines = text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Run['lines'][number]);
  return { status, output: stdout + stderr, lines };
}

function folderWith(source: string, outputPath: (...parts: string[]) => string): string {
  const folder = outputPath('run');
  mkdirSync(join(folder, 'scenarios', 'area'), { recursive: true });
  writeFileSync(join(folder, 'scenarios', 'area', 'file.yaml'), source);
  return folder;
}

test('a failing case is told at its YAML line, costs no other its result, and is what --last-failed runs', ({}, testInfo) => {
  const folder = folderWith(scenario(CASES), testInfo.outputPath.bind(testInfo));
  const first = run(folder, []);
  expect(first.status).toBe(1);
  expect(first.output).toContain('status is 200, not 201');
  expect(first.output).toMatch(/scenarios\/area\/file\.yaml:13\b/);
  const results = first.lines.filter(({ kind }) => kind === 'result');
  expect(results.map(({ id, via, verdict }) => `${id ?? ''} ${via ?? ''} ${verdict ?? ''}`).sort()).toEqual([
    'area/file/first fetch conforms',
    'area/file/first xhr conforms',
    'area/file/last fetch conforms',
    'area/file/last xhr conforms',
    'area/file/wrong fetch violates',
    'area/file/wrong xhr violates',
  ]);
  expect(first.lines.map(({ kind }) => kind)).toEqual([
    'run',
    'engine',
    ...Array<string>(6).fill('result'),
    'end',
  ]);
  expect(first.lines.at(-1)).toMatchObject({ total: 6, conforms: 4, violates: 2 });

  const again = run(folder, ['--last-failed']);
  expect(again.lines.filter(({ kind }) => kind === 'result').map(({ id }) => id)).toEqual([
    'area/file/wrong',
    'area/file/wrong',
  ]);
});

test('an id is what -g takes, and --repeat-each observes anew', ({}, testInfo) => {
  const folder = folderWith(scenario(CASES), testInfo.outputPath.bind(testInfo));
  const { status, lines } = run(folder, ['-g', 'area/file/first via fetch', '--repeat-each=2']);
  expect(status).toBe(0);
  const results = lines.filter(({ kind }) => kind === 'result');
  expect(results.map(({ id, via }) => `${id ?? ''} ${via ?? ''}`)).toEqual([
    'area/file/first fetch',
    'area/file/first fetch',
  ]);
  const [one, two] = results.map(({ wire }) => (wire as { t: number }[])[0]?.t);
  expect(one).not.toBe(two);
});

test('no shard is silently empty, and the shards together are the whole', ({}, testInfo) => {
  const many = Array.from({ length: 130 }, (_, i) => `  - id: c${i}\n    expect: { outcome: allowed }`).join(
    '\n',
  );
  const folder = folderWith(scenario(many), testInfo.outputPath.bind(testInfo));
  const list = (args: string[]) =>
    run(folder, ['--list', ...args])
      .output.split('\n')
      .filter((line) => line.includes('area/file/c'));
  const whole = list([]);
  const shards = [1, 2, 3].map((shard) => list([`--shard=${shard}/3`]));
  expect(whole).toHaveLength(260);
  for (const shard of shards) expect(shard.length).toBeGreaterThan(0);
  expect(shards.flat().sort()).toEqual([...whole].sort());
});

test('a broken scenario is told with every place, before any browser is started', ({}, testInfo) => {
  const folder = folderWith(
    scenario('  - id: x\n    expcet: 1\n  - id: y\n    staus: 2'),
    testInfo.outputPath.bind(testInfo),
  );
  const { status, output, lines } = run(folder, []);
  expect(status).toBe(1);
  expect(output).toMatch(
    /area\/file\.yaml:11:5 expcet is not a field of item 1 of cases \(did you mean expect\?\)/,
  );
  expect(output).toMatch(/area\/file\.yaml:13:5 staus is not a field of item 2 of cases/);
  expect(lines).toEqual([]);
});
