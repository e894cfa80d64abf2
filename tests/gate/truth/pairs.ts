/** Runs a gate on drawn pairs of policy and server, and compares its verdicts with the truth. */
import { drawPair, type Pair } from './draw.ts';
import type { Gate, GateVerdict } from './gate.ts';
import { policyText } from './policy.ts';
import { answer } from './server.ts';
import { smallerPairs } from './smaller.ts';
import { truthOf, type Truth } from './truth.ts';

/** `missed`: the gate is green and the server wrong. `false-alarm`: the other way round. */
export type Outcome = 'right' | 'missed' | 'false-alarm';

export interface Compared {
  pair: Pair;
  truth: Truth;
  verdict: GateVerdict;
  outcome: Outcome;
}

export interface PairsResult {
  pairs: number;
  right: number;
  missed: number;
  falseAlarms: number;
  /** Of 100 pairs, how many were told right. */
  percentage: number;
  /** Seed of each mismatch, and the pair, made smaller for the first ones. */
  mismatches: (Compared & { seed: number })[];
}

/** How many smaller pairs are tried for one mismatch. */
const MOST_TRIED = 400;

/**
 * Runs the pairs of the seeds `seed` to `seed + count - 1`. Of the mismatches, the first `shrunk` are made smaller, which
 * runs the gate up to some hundred times for each. Rejects if the gate does.
 */
export async function runPairs(count: number, seed: number, gate: Gate, shrunk = 5): Promise<PairsResult> {
  const mismatches: PairsResult['mismatches'] = [];
  for (let own = seed; own < seed + count; own += 1) {
    const compared = await compare(drawPair(own), gate);
    if (compared.outcome === 'right') continue;
    const smallest = mismatches.length < shrunk ? await shrink(compared, gate) : compared;
    mismatches.push({ ...smallest, seed: own });
  }
  const missed = mismatches.filter(({ outcome }) => outcome === 'missed').length;
  const right = count - mismatches.length;
  return {
    pairs: count,
    right,
    missed,
    falseAlarms: mismatches.length - missed,
    percentage: count === 0 ? 100 : (100 * right) / count,
    mismatches,
  };
}

/** One pair: what the gate says, and what is true. */
export async function compare(pair: Pair, gate: Gate): Promise<Compared> {
  const truth = truthOf(pair.spec, pair.policy);
  const verdict = await gate(policyText(pair.policy), (request) =>
    Promise.resolve(answer(pair.spec, request)),
  );
  const outcome = verdict.red === truth.red ? 'right' : truth.red ? 'missed' : 'false-alarm';
  return { pair, truth, verdict, outcome };
}

/** Leaves out parts of policy and server one by one, as long as the mismatch stays the same. */
export async function shrink(compared: Compared, gate: Gate): Promise<Compared> {
  let smallest = compared;
  let tried = 0;
  let smaller: Compared | undefined;
  do {
    smaller = undefined;
    for (const pair of smallerPairs(smallest.pair)) {
      if (tried >= MOST_TRIED) return smallest;
      tried += 1;
      const candidate = await compare(pair, gate);
      if (!isSameMismatch(candidate, compared)) continue;
      smaller = candidate;
      smallest = candidate;
      break;
    }
  } while (smaller);
  return smallest;
}

/** Whether a smaller pair shows what the other shows, and nothing else: reasons that were missed, or causes that are none. */
export function isSameMismatch(smaller: Compared, other: Compared): boolean {
  if (smaller.outcome !== other.outcome) return false;
  const before = new Set(shownBy(other));
  return shownBy(smaller).every((one) => before.has(one));
}

function shownBy({ outcome, truth, verdict }: Compared): string[] {
  const all = outcome === 'missed' ? truth.reasons.map((one) => ({ ...one, id: one.kind })) : verdict.causes;
  return all.filter(({ severity }) => severity !== 'low').map(({ id }) => id);
}

/** A mismatch in full: what was drawn, what is true and what the gate says. */
export function tellMismatch({
  seed,
  pair,
  truth,
  verdict,
  outcome,
}: PairsResult['mismatches'][number]): string {
  return [
    `${outcome} (seed ${seed})`,
    '',
    policyText(pair.policy).trimEnd(),
    '',
    `server: ${JSON.stringify(pair.spec, null, 2)}`,
    '',
    `put in: ${JSON.stringify(pair.flaws)}`,
    `truth: ${truth.red ? 'red' : 'green'}`,
    ...truth.reasons.map(({ kind, severity, shown }) => `  ${severity} ${kind}: ${shown}`),
    `gate: ${verdict.red ? 'red' : 'green'}`,
    ...verdict.causes.map(({ id, severity, title }) => `  ${severity} ${id}: ${title}`),
  ].join('\n');
}

/** The figures in one line. */
export function tellFigures({ pairs, right, missed, falseAlarms, percentage }: PairsResult): string {
  return `${right} of ${pairs} pairs told right (${percentage.toFixed(2)} %), ${falseAlarms} false alarms, ${missed} missed`;
}
