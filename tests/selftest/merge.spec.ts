/** Shards: their blobs, merged by our reporter, give what one run gives. */
import { expect, test } from '@playwright/test';
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inflateRawSync } from 'node:zlib';
import { readResults, type Assembled } from '../../src/report/assemble.ts';
import { diffOf } from '../../src/report/diff.ts';
import type { Index, Part } from '../../src/report/html/types.ts';
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

/** What must be the same, without what is measured or counted anew in every run. */
function steadyOf({ results, engines, end }: Assembled) {
  return {
    engines: engines.map((line) => ({ ...line, thirdPartyCookies: 'found at the end of a run' })),
    end: { ...end, seconds: 0 },
    results: results.map((line) => ({
      ...line,
      ms: 0,
      steps: line.steps.map((step) => ({ ...step, ms: 0 })),
      wire: line.wire.map((exchange) => ({ ...exchange, t: 0, conn: 0, ms: 0 })),
    })),
  };
}

function inPage(file: string, id: string): unknown {
  const packed = new RegExp(`id="${id}">([^<]*)<`).exec(readFileSync(file, 'utf8'))?.[1] ?? '';
  return JSON.parse(inflateRawSync(Buffer.from(packed, 'base64')).toString()) as unknown;
}

test('two shards merged are one run, in results.jsonl and in the page', ({}, testInfo) => {
  const folder = testInfo.outputPath('run');
  mkdirSync(join(folder, 'scenarios', 'area'), { recursive: true });
  const cases = Array.from(
    { length: 70 },
    (_, index) => `  - id: c${index}\n    expect: { outcome: allowed }`,
  );
  cases.push('  - id: wrong\n    expect: { outcome: allowed, status: 201 }');
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
  expect(merged.end).toMatchObject({ total: 142, conforms: 140, violates: 2 });
  expect(steadyOf(merged)).toEqual(steadyOf(whole));
  expect(merged.run).toMatchObject({ corpus: whole.run?.corpus, shard: null });
  expect(diffOf(whole, merged).changes).toEqual([]);

  const pages = ['whole', 'merged'].map((name) => join(folder, name, 'index.html'));
  const indexes = pages.map((page) => inPage(page, 'index') as Index);
  expect(indexes[1]?.files).toEqual(indexes[0]?.files);
  expect(indexes[1]?.failures).toEqual(indexes[0]?.failures);
  const parts = pages.map((page) => inPage(page, 'part-0') as Part);
  expect(parts[1]?.explained).toEqual(parts[0]?.explained);
  expect(parts[1]?.source).toBe(parts[0]?.source);
});
