/** Holds a gate to the truth, over pairs of policy and server that are drawn at random. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { EngineName } from '../../../src/browser/engine.ts';
import type { Gate } from './gate.ts';
import { runPairs, tellFigures, tellMismatch } from './pairs.ts';

export interface Held {
  gateName: 'screen' | EngineName;
  /** In which the figures are left, without `.json`. */
  file: string;
  /** How many pairs, and the seed of the first. */
  count: number;
  seed: number;
  gate: Gate;
  /** Mismatches that are made smaller; default: some. */
  shrunk?: number;
}

/** Of 100 pairs, how many have to be told right. */
const ENOUGH = 99.5;

/**
 * Rejects if there is a false alarm, or if too many servers are missed, and tells each mismatch. Leaves the figures in the
 * folder that TRUTH_REPORT names, if any.
 */
export async function holdFor({ gateName, file, count, seed, gate, shrunk }: Held): Promise<void> {
  const began = performance.now();
  const result = await runPairs(count, seed, gate, shrunk);
  const { right, missed, falseAlarms, mismatches } = result;
  const folder = process.env['TRUTH_REPORT'];
  if (folder !== undefined) {
    const told = mismatches.map((one) => ({
      seed: one.seed,
      outcome: one.outcome,
      putIn: one.pair.flaws.map(({ id }) => id),
      shown: one.outcome === 'missed' ? one.truth.reasons[0]?.shown : one.verdict.causes[0]?.title,
    }));
    const seconds = (performance.now() - began) / 1000;
    const record = { gate: gateName, seconds, pairs: count, right, missed, falseAlarms, mismatches: told };
    writeFileSync(join(folder, `${file}.json`), JSON.stringify(record));
  }
  const all = [tellFigures(result), ...mismatches.map(tellMismatch)].join('\n\n');
  if (folder !== undefined && mismatches.length > 0) console.log(all);
  expect(falseAlarms, all).toBe(0);
  // One miss of few pairs is more than a share of many.
  expect(missed, all).toBeLessThanOrEqual(Math.max(1, Math.floor((count * (100 - ENOUGH)) / 100)));
}
