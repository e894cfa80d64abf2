/** A run with a fault, compared with one without. */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '@playwright/test';
import type { EngineName } from '../../../src/browser/engine.ts';
import { writeCorpus } from './corpus.ts';
import { pidsOf, type Chance, type Fault } from './faults.ts';
import { Held } from './left.ts';
import { resultsOf, startRun, type Run } from './run.ts';

/** A run to which nothing was done. */
export interface Whole {
  verdicts: Map<string, string>;
  /** Of the engine. */
  version: string;
  /** Milliseconds from the first sign of its browser to its end. */
  lasts: number;
}

/** What came of a fault. */
export interface Outcome {
  /** Whether it hit the run before that ended. */
  hit: boolean;
  code: number | null;
  /** Milliseconds from the first sign of its browser to its end. */
  lasted: number;
  /** Tests with the verdict that they have without the fault. */
  right: number;
  inconclusive: number;
  /** Tests of which the run has nothing to say. */
  missing: number;
  /** Tests with any other verdict, in words. */
  wrong: string[];
  /** Files that hold something else than whole lines. */
  broken: string[];
  left: string[];
}

const BROWSER = /chrom|headless_shell|firefox|Xvfb|MiniBrowser/i;
/** Milliseconds after the sign of what lives for a short while. */
const SOON = 500;
const LOOK = 100;
const GONE_LIMIT = 20_000;

export async function wholeRun(engine: EngineName, folder: string): Promise<Whole> {
  const run = startRun({ engine, folder: fresh(folder), scenarios: writeCorpus(folder) });
  await until(run, BROWSER);
  const began = performance.now();
  const held = new Held();
  await watch(run, held);
  expect(await run.ended, 'the exit code of a run without a fault').toBe(0);
  const { verdicts, broken, version } = resultsOf(folder);
  expect(broken).toEqual([]);
  expect(await leftOf(run, held)).toEqual([]);
  expect(held.exposed, 'ports that other machines can reach').toEqual([]);
  // What is never seen would never be missed.
  expect(held.seen.ports).toBeGreaterThan(0);
  return { verdicts, version, lasts: performance.now() - began };
}

/** Injects `fault` at the moment that `seed` chooses. */
export async function inject(
  fault: Fault,
  engine: EngineName,
  seed: string,
  { verdicts, lasts }: Whole,
  folder: string,
): Promise<Outcome> {
  const chance: Chance = (key) => fraction(`${seed} ${fault.name} ${engine} ${key}`);
  const done = join(fresh(folder), 'done');
  const preloaded = fault.preloaded?.(chance, { engine, answers: verdicts.size, done });
  const options = { engine, folder, scenarios: writeCorpus(folder) };
  const run = startRun({ ...options, ...(preloaded ? { preloaded } : {}) });
  const held = new Held();
  await until(run, BROWSER);
  const began = performance.now();
  const watching = watch(run, held);
  if (fault.after) await until(run, fault.after);
  // A run may be quicker than the one that was measured.
  const within = fault.after ? SOON : lasts * 0.6;
  const moment = new Promise((resolve) => setTimeout(resolve, chance('moment') * within));
  await Promise.race([moment, run.ended]);
  const struck = fault.strike?.(run, chance, engine) ?? false;
  const code = await run.ended;
  const lasted = performance.now() - began;
  await watching;
  const { verdicts: now, broken, end } = resultsOf(folder);
  const tests = [...verdicts.keys()];
  const count = (holds: (test: string) => boolean) => tests.filter(holds).length;
  const missing = count((test) => !now.has(test));
  if (fault.cutsOff && missing > 0 && end?.interrupted === false)
    broken.push('a report that does not tell that its run was interrupted');
  return {
    hit: struck || existsSync(done),
    code,
    lasted,
    right: count((test) => now.get(test) === verdicts.get(test)),
    inconclusive: count((test) => now.get(test) === 'inconclusive'),
    missing,
    wrong: [...now]
      .filter(([test, verdict]) => verdict !== 'inconclusive' && verdict !== verdicts.get(test))
      .map(([test, verdict]) => `${test} ${verdict}, without the fault ${verdicts.get(test) ?? 'absent'}`),
    broken,
    left: await leftOf(run, held),
  };
}

/** The same for the same text. */
function fraction(text: string): number {
  return createHash('sha256').update(text).digest().readUInt32BE() / 2 ** 32;
}

function fresh(folder: string): string {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  return folder;
}

/** Until there is such a process, or the run has ended. */
async function until(run: Run, sign: RegExp): Promise<void> {
  await expect
    .poll(() => run.runner.exitCode !== null || pidsOf(run, sign).length > 0, {
      timeout: 60_000,
      intervals: [LOOK],
    })
    .toBe(true);
}

/** Sees what the run holds, until it ends. */
async function watch(run: Run, held: Held): Promise<void> {
  const ended = run.ended.then(() => true);
  const pause = () => new Promise<false>((resolve) => setTimeout(resolve, LOOK * 3, false));
  do held.look(run);
  while (!(await Promise.race([ended, pause()])));
}

/** What is left behind once there has been time to clean up. */
async function leftOf(run: Run, held: Held): Promise<string[]> {
  const until = performance.now() + GONE_LIMIT;
  for (;;) {
    const left = held.left(run);
    if (left.length === 0 || performance.now() > until) return left;
    await new Promise((resolve) => setTimeout(resolve, LOOK));
  }
}
