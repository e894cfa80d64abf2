/** Shards: their blobs, merged by our reporter, give what one run gives. */
import { expect, test } from '@playwright/test';
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inflateRawSync } from 'node:zlib';
import { readResults } from '../../src/report/assemble.ts';
import { diffOf } from '../../src/report/diff.ts';
import { scenario } from './support.ts';

const cli = join(import.meta.dirname, '../../node_modules/@playwright/test/cli.js');
const reporter = join(import.meta.dirname, '../../src/playwright/reporter.ts');

/** Runs Playwright with the reports in a folder of their own. */
function playwright(folder: string, report: string, args: string[]): number | null {
  const env: NodeJS.ProcessEnv = {
    ...process.env,
    CORSPROOF_SCENARIOS: join(folder, 'scenarios'),
    CORSPROOF_REPORT: join(folder, report),
    PLAYWRIGHT_BLOB_OUTPUT_DIR: join(folder, `blob-${report}`),
  };
  for (const name of ['CORSPROOF_RUN', 'CORSPROOF_SELECTION', 'TEST_WORKER_INDEX', 'GITHUB_STEP_SUMMARY'])
    Reflect.deleteProperty(env, name);
  return spawnSync(process.execPath, [cli, ...args], { env, encoding: 'utf8' }).status;
}

/** Text of a report without what is measured or counted anew in every run. */
function steady(text: string): string {
  return text
    .replaceAll(/("(?:t|conn|ms|seconds|time|wait|connection)"):(?:-?[\d.]+(?:e-?\d+)?|"\d+")/g, '$1:0')
    .replaceAll(/("(?:runId|startedAt|startedDateTime)"):"[^"]*"/g, '$1:""');
}

/** The page with its parts unpacked. */
function unpacked(page: string): string {
  return page.replaceAll(
    /(<script type="application\/octet-stream" id="[\w-]+">)([^<]*)</g,
    (_, open: string, packed: string) =>
      `${open}${inflateRawSync(Buffer.from(packed, 'base64')).toString()}\n<`,
  );
}

/** Every file of a report with its steady text, in order. */
function filesOf(report: string): [name: string, text: string][] {
  return readdirSync(report, { recursive: true, encoding: 'utf8' })
    .filter((name) => !name.startsWith('.run') && statSync(join(report, name)).isFile())
    .sort()
    .map((name) => [name, steady(unpacked(readFileSync(join(report, name), 'utf8')))]);
}

test('two shards merged are one run: every file of the report is the same but for times', ({}, testInfo) => {
  const folder = testInfo.outputPath('run');
  mkdirSync(join(folder, 'scenarios', 'area'), { recursive: true });
  const cases = Array.from(
    { length: 70 },
    (_, index) => `  - id: c${index}\n    expect: { outcome: allowed }`,
  );
  cases.push('  - id: wrong\n    via: [fetch]\n    expect: { outcome: allowed, status: 201 }');
  writeFileSync(join(folder, 'scenarios', 'area', 'file.yaml'), scenario(cases.join('\n')));
  const run = ['test', '--project=chromium', 'tests/corpus.spec.ts', `--output=${join(folder, 'output')}`];

  expect(playwright(folder, 'whole', [...run, '--reporter=line'])).toBe(1);
  const shards = [1, 2].map((shard) => {
    const report = `shard-${shard}`;
    playwright(folder, report, [...run, '--reporter=blob', `--shard=${shard}/2`]);
    return readResults(join(folder, report, 'results.jsonl')).end.total;
  });
  expect(Math.min(...shards)).toBeGreaterThan(0);
  const blobs = join(folder, 'blobs');
  mkdirSync(blobs);
  for (const shard of [1, 2]) {
    const from = join(folder, `blob-shard-${shard}`);
    for (const name of readdirSync(from)) writeFileSync(join(blobs, name), readFileSync(join(from, name)));
  }
  playwright(folder, 'merged', ['merge-reports', `--reporter=${reporter}`, blobs]);

  const whole = readResults(join(folder, 'whole', 'results.jsonl'));
  const merged = readResults(join(folder, 'merged', 'results.jsonl'));
  expect(merged.end).toMatchObject({ total: 141, conforms: 140, violates: 1 });
  expect(merged.run).toMatchObject({ corpus: whole.run?.corpus, shard: null });
  expect(diffOf(whole, merged).changes).toEqual([]);
  expect(merged.engines).toMatchObject([
    { engine: 'chromium', thirdPartyCookies: whole.engines[0]?.thirdPartyCookies },
  ]);
  expect(whole.engines[0]?.thirdPartyCookies).toMatch(/^(?:stored|blocked)$/);

  const files = filesOf(join(folder, 'whole'));
  expect(files.map(([name]) => name)).toEqual([
    'har/chromium/area/file.har',
    'index.html',
    'results.jsonl',
    'summary.md',
  ]);
  expect(filesOf(join(folder, 'merged'))).toEqual(files);
});
