/** Between tests and lab, on a disk that takes nothing for a while, and with a lab that is slow. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Lab } from '../../../src/lab/lab.ts';
import type { Observation } from '../../../src/lab/observation.ts';
import { groupListed, type Runner } from '../../../src/lab/visits.ts';
import { expandFile } from '../../../src/plan/expand.ts';
import { planAt, sheetOf } from '../../../src/plan/sheet.ts';
import { VisitRunner, type Observed } from '../../../src/playwright/visit-runner.ts';
import { WorkerResults } from '../../../src/playwright/worker-results.ts';
import { parseScenario } from '../../../src/scenario/parse.ts';
import { scenario } from '../../selftest/support.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'corsproof-unit-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** A lab that has seen nothing of each entry, and does `before` and `after` it hands that out. */
function labWith(before: () => void, after: () => void): Lab {
  const info = { engine: 'chromium', build: 'none', version: '1', driver: 'none' } as const;
  const lab: Runner = {
    engine: () => Promise.resolve({ info }),
    run: ({ entries }, emit) =>
      Promise.resolve().then(() => {
        for (const entry of entries) {
          before();
          try {
            emit(entry, { ...NOTHING, test: entry.test });
          } catch {
            // The lab takes it for a page that has failed, and the entry for one that has been handed out.
          } finally {
            after();
          }
        }
      }),
  };
  return { ...lab, busy: 0 } as unknown as Lab;
}

const NOTHING: Omit<Observation, 'test'> = {
  attempt: 1,
  steps: [],
  wire: [],
  fences: [],
  console: [],
  ms: 0,
};

function observed(lab: Lab, timeout = 0): Promise<Observed> {
  const { cases, lines } = sheetOf(expandFile(parseScenario(scenario(CASE), 'area/file.yaml')).plans);
  const visits = groupListed(cases);
  const [visit] = visits;
  if (!visit) throw new Error('there is no visit');
  // Whether third-party cookies are stored is another worker's to find out.
  writeFileSync(join(folder, 'cookies-chromium'), '');
  const results = new WorkerResults(folder, 'chromium', 0);
  const runner = new VisitRunner({
    ...{ lab, results, folder, project: 'chromium', engine: 'chromium', prefetch: false },
  });
  const suite = { visits, planOf: (one: (typeof cases)[number]) => planAt(lines, one) };
  const tests = visit.entries.map((entry) => entry.test);
  return runner.observe(suite, visit, { test: tests[0] ?? '', selected: new Set(tests), repeat: 0, timeout });
}

const CASE = '  - id: fine\n    expect: { outcome: allowed }';
const spill = () => join(folder, 'spill');

test('an observation that cannot be kept on disk still reaches its test', async () => {
  const lab = labWith(
    () => rmSync(spill(), { recursive: true, force: true }),
    () => mkdirSync(spill()),
  );
  expect(await observed(lab)).toMatchObject({ observation: { test: 'area/file/fine via fetch' } });
}, 5_000);

test('a disk that stays full is told', async () => {
  const lab = labWith(
    () => rmSync(spill(), { recursive: true, force: true }),
    () => undefined,
  );
  await expect(observed(lab)).rejects.toThrow('ENOENT');
}, 5_000);

test('a test to which the lab does not come in time is told so, before Playwright ends its worker', async () => {
  const info = { engine: 'chromium', build: 'none', version: '1', driver: 'none' } as const;
  const run = () => new Promise<void>(() => undefined);
  const stuck = { engine: () => Promise.resolve({ info }), run, busy: 0 } as unknown as Lab;
  const { engine, observation } = await observed(stuck, 500);
  expect(engine).toBe(info);
  expect(observation.test).toBe('area/file/fine via fetch');
  expect(observation.harness).toMatch(
    /^the lab has not come to it within 0.45 s, .*\nhint: run with fewer workers/s,
  );
}, 5_000);
