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
  const lab: Runner = {
    engine: () => Promise.resolve({ info: INFO }),
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

const INFO = { engine: 'chromium', build: 'none', version: '1', driver: 'none' } as const;
const NOTHING: Omit<Observation, 'test'> = {
  attempt: 1,
  steps: [],
  wire: [],
  fences: [],
  console: [],
  ms: 0,
};

/** A worker with `lab`, its only visit, and how a test of that asks. */
function worker(lab: Lab, timeout = 0, cases = CASE) {
  const { cases: listed, lines } = sheetOf(
    expandFile(parseScenario(scenario(cases), 'area/file.yaml')).plans,
  );
  const visits = groupListed(listed);
  const [visit] = visits;
  if (!visit) throw new Error('there is no visit');
  // Whether third-party cookies are stored is another worker's to find out.
  writeFileSync(join(folder, 'cookies-chromium'), '');
  const results = new WorkerResults(folder, 'chromium', 0);
  let labs = 0;
  const made = () => {
    labs += 1;
    return Promise.resolve(lab);
  };
  const runner = new VisitRunner({
    ...{ lab: made, results, folder, project: 'chromium', engine: 'chromium', prefetch: false },
  });
  const suite = { visits, planOf: (one: (typeof listed)[number]) => planAt(lines, one) };
  const selected = new Set(visit.entries.map((entry) => entry.test));
  const asked = (test = 'fine') => ({
    ...{ test: `area/file/${test} via fetch`, selected, repeat: 0, timeout, began: performance.now() },
  });
  return {
    observe: (test?: string) => runner.observe(suite, visit, asked(test)),
    finish: () => runner.finish(visit, asked()),
    /** How often it has asked for its lab. */
    labs: () => labs,
  };
}

function observed(lab: Lab, timeout?: number): Promise<Observed> {
  return worker(lab, timeout).observe();
}

const CASE = '  - id: fine\n    expect: { outcome: allowed }';
const TWO = ['fine', 'slow']
  .map((id) => `  - { id: ${id}, via: [fetch], expect: { outcome: allowed } }`)
  .join('\n');
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
  const run = () => new Promise<void>(() => undefined);
  const stuck = { engine: () => Promise.resolve({ info: INFO }), run, busy: 0 } as unknown as Lab;
  const { engine, observation } = await observed(stuck, 2_000);
  expect(engine).toBe(INFO);
  expect(observation.test).toBe('area/file/fine via fetch');
  expect(observation.failure).toEqual({ code: 'not-run', limitMs: expect.any(Number) as number });
}, 5_000);

/** A lab that takes a while for each entry; `ran` is what it was given to run. */
function slowLab() {
  const ran: string[][] = [];
  const lab: Runner = {
    engine: () => Promise.resolve({ info: INFO }),
    run: async ({ entries }, emit) => {
      ran.push(entries.map(({ plan }) => plan.id));
      for (const entry of entries) {
        emit(entry, { ...NOTHING, test: entry.test });
        await new Promise((resolve) => setTimeout(resolve, 200));
      }
    },
  };
  return { ran, lab: { ...lab, busy: 0 } as unknown as Lab };
}

/** What the lab is given to run where one test fails, and how often the next worker, asked for `next`, wants a lab. */
async function ranWhere(next: string): Promise<{ ran: string[][]; labs: number }> {
  const { ran, lab } = slowLab();
  const failing = worker(lab, 0, TWO);
  await failing.observe('fine');
  await failing.finish();
  const second = worker(lab, 0, TWO);
  await second.observe(next);
  return { ran, labs: second.labs() };
}

test('a test that fails waits for its visit, of which the next worker runs nothing again, and so needs no lab', async () => {
  expect(await ranWhere('slow')).toEqual({ ran: [['area/file/fine', 'area/file/slow']], labs: 0 });
});

test('a test that is tried again is observed anew, and no other', async () => {
  expect(await ranWhere('fine')).toEqual({
    ran: [['area/file/fine', 'area/file/slow'], ['area/file/fine']],
    labs: 1,
  });
});

test('a test that fails waits for its visit no longer than it has time', async () => {
  const run: Runner['run'] = ({ entries: [entry] }, emit) => {
    if (entry) emit(entry, { ...NOTHING, test: entry.test });
    return new Promise(() => undefined);
  };
  const stuck = { engine: () => Promise.resolve({ info: INFO }), run, busy: 0 } as unknown as Lab;
  const one = worker(stuck, 400, TWO);
  await one.observe();
  await one.finish();
}, 5_000);
