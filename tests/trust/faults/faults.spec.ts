/** Faults at moments of chance: verdicts are right or inconclusive, results are whole lines, and nothing is left behind. */
import { expect, test } from '@playwright/test';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ENGINES, type EngineName } from '../../../src/browser/engine.ts';
import type { FaultCount } from '../../../src/report/trust-records.ts';
import { FAULTS, type Fault } from './faults.ts';
import { endRuns } from './run.ts';
import { inject, wholeRun, type Outcome, type Whole } from './inject.ts';

/** How often each fault is injected; the short version has a few, once. */
const TIMES = Number(process.env['FAULTS_TIMES'] ?? 0);
const SEED = process.env['FAULTS_SEED'] ?? '1';
const TRIES = 4;
/** Milliseconds for one run. */
const RUN_LIMIT = 180_000;
/** Milliseconds by which a fault may make a run longer: what waits for ever is ended by Playwright after 180 s. */
const PATIENCE = 90_000;

const wholes = new Map<EngineName, Promise<Whole>>();
/** Its path is short: Chromium has a socket in its temporary folder, whose path may have 107 bytes. */
let folder: string;

test.beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'faults-'));
});
test.afterAll(() => {
  endRuns();
  rmSync(folder, { recursive: true, force: true });
});

// Those of an engine share the run without a fault; engines may take two workers.
test.describe.configure({ mode: 'parallel' });
for (const engine of ENGINES) {
  test.describe(engine, () => {
    test.describe.configure({ mode: 'default' });
    for (const fault of FAULTS) {
      const wanted = TIMES > 0 ? fault.engines : fault.short;
      if (!wanted.includes(engine)) continue;
      test(`${fault.name}: a run tells nothing wrong and leaves nothing behind`, async ({}, testInfo) => {
        const times = Math.max(1, TIMES);
        testInfo.setTimeout((times + 1) * RUN_LIMIT);
        const whole = await wholeOf(engine);
        const outcomes: Outcome[] = [];
        for (let time = 0; time < times; time += 1)
          outcomes.push(await hit(fault, engine, `${SEED} ${time}`, whole));
        keep(fault, engine, whole, outcomes);
        for (const outcome of outcomes) check(outcome, fault, whole);
        expect(outcomes.filter(({ hit }) => hit).length, 'runs that the fault has hit').toBeGreaterThan(0);
      });
    }
  });
}

/** Injects a fault; a run that had ended before that is done again with another moment. */
async function hit(fault: Fault, engine: EngineName, seed: string, whole: Whole): Promise<Outcome> {
  let outcome = await inject(fault, engine, seed, whole, join(folder, 'run'));
  for (let again = 1; !outcome.hit && again < TRIES; again += 1)
    outcome = await inject(fault, engine, `${seed} ${again}`, whole, join(folder, 'run'));
  return outcome;
}

function wholeOf(engine: EngineName): Promise<Whole> {
  const whole = wholes.get(engine) ?? wholeRun(engine, join(folder, engine));
  wholes.set(engine, whole);
  return whole;
}

function check(outcome: Outcome, { cutsOff }: Fault, whole: Whole): void {
  const { wrong, broken, left, code, inconclusive, missing } = outcome;
  expect.soft(outcome.lasted, 'milliseconds of the run').toBeLessThan(whole.lasts + PATIENCE);
  expect.soft(wrong).toEqual([]);
  expect.soft(broken).toEqual([]);
  expect.soft(left).toEqual([]);
  // Green only if every test has its verdict; a fault that costs none need not turn a run red.
  if (code === 0) expect.soft({ inconclusive, missing }).toEqual({ inconclusive: 0, missing: 0 });
  else if (!cutsOff) expect.soft(code).toBe(1);
}

/** For scripts/faults.mjs. */
function keep({ name }: Fault, engine: EngineName, { version }: Whole, outcomes: readonly Outcome[]): void {
  const report = process.env['FAULTS_REPORT'];
  if (report === undefined) return;
  const sum = (count: (outcome: Outcome) => number) => outcomes.reduce((all, one) => all + count(one), 0);
  const line: FaultCount = {
    fault: name,
    engine,
    version,
    injected: sum(({ hit }) => Number(hit)),
    right: sum(({ right }) => right),
    inconclusive: sum(({ inconclusive }) => inconclusive),
    missing: sum(({ missing }) => missing),
    wrong: sum(({ wrong, broken }) => wrong.length + broken.length),
    left: sum(({ left }) => left.length),
  };
  writeFileSync(join(report, `${engine} ${name}.json`), JSON.stringify(line));
}
