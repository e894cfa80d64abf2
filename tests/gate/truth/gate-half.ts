/**
 * The gate against pairs of policy and server that are drawn at random, in two halves so that two cores share the work.
 * `npm run truth` says how many and from which seed on, and where the figures go.
 */
import { writeFileSync } from 'node:fs';
import { expect } from 'vitest';
import { runPairs, tellFigures, tellMismatch } from './pairs.ts';
import { screenGate } from './screen-gate.ts';

const PAIRS = Number(process.env['TRUTH_PAIRS'] ?? 2000);
const SEED = Number(process.env['TRUTH_SEED'] ?? 4001);
/** Of 100 pairs, how many have to be told right. */
const ENOUGH = 99.5;

/** Milliseconds that half of the pairs may take, on a machine that is busy with other things. */
export const HALF_LIMIT = 60_000 + PAIRS * 1_000;

/** Runs a half. Rejects if there is a false alarm, or if too many servers are missed, and tells each mismatch. */
export async function holdsFor(half: 'first' | 'second'): Promise<void> {
  const middle = Math.ceil(PAIRS / 2);
  const [count, seed] = half === 'first' ? [middle, SEED] : [PAIRS - middle, SEED + middle];
  const result = await runPairs(count, seed, screenGate);
  const { right, missed, falseAlarms, percentage, mismatches } = result;
  const folder = process.env['TRUTH_REPORT'];
  if (folder !== undefined) {
    const told = mismatches.map((one) => ({
      seed: one.seed,
      outcome: one.outcome,
      putIn: one.pair.flaws.map(({ id }) => id),
      shown: one.outcome === 'missed' ? one.truth.reasons[0]?.shown : one.verdict.causes[0]?.title,
    }));
    const record = { pairs: count, right, missed, falseAlarms, mismatches: told };
    writeFileSync(`${folder}/${half}.json`, JSON.stringify(record));
  }
  const all = [tellFigures(result), ...mismatches.map(tellMismatch)].join('\n\n');
  if (folder !== undefined && mismatches.length > 0) console.log(all);
  expect(falseAlarms, all).toBe(0);
  expect(percentage, all).toBeGreaterThanOrEqual(ENOUGH);
}
