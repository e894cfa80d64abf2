/** (case, mutant) pairs: which of a corpus decide, and which of them a sample takes. */
import { predict } from '../fetch/predict.ts';
import { hashOf } from '../plan/corpus.ts';
import type { CasePlan, Client } from '../plan/types.ts';
import { bearingOf, type Bearing } from './deciding.ts';
import { mutantsOf, type Mutant } from './mutants.ts';

/** One case through one client. */
export interface Tested {
  plan: CasePlan;
  via: Client;
}

export interface Pair extends Tested {
  mutant: Mutant;
  bearing: Bearing;
}

export type DecidingPair = Pair & { bearing: Extract<Bearing, { kind: 'deciding' }> };

/** Every mutant of a case through one client, with its bearing. */
export function pairsOf({ plan, via }: Tested): Pair[] {
  const before = predict(plan, via);
  return mutantsOf(plan, via).map((mutant) => ({
    plan,
    via,
    mutant,
    bearing: bearingOf(plan, via, before, mutant),
  }));
}

/** The tests of a corpus whose worlds are ours to change. */
export function testsOf(plans: readonly CasePlan[]): Tested[] {
  return plans
    .filter(({ check }) => check === undefined)
    .flatMap((plan) => plan.via.map((via) => ({ plan, via })));
}

/** One deciding pair of each of as many tests as are wanted: the same for the same corpus and seed. */
export function sampleOf(tests: readonly Tested[], count: number, seed: number): DecidingPair[] {
  const shuffled = inOrderOf(tests, ({ plan, via }) => [seed, plan.id, via]);
  const sample: DecidingPair[] = [];
  for (const tested of shuffled) {
    if (sample.length >= count) break;
    const pairs = inOrderOf(pairsOf(tested).filter(isDeciding), ({ mutant }) => [seed, mutant.where]);
    sample.push(...pairs.slice(0, 1));
  }
  return sample;
}

export function isDeciding(pair: Pair): pair is DecidingPair {
  return pair.bearing.kind === 'deciding';
}

/** In an order that only the keys decide: the same for the same keys. */
export function inOrderOf<T>(items: readonly T[], key: (item: T) => unknown): T[] {
  return items
    .map((item) => ({ item, key: hashOf(key(item)) }))
    .sort((a, b) => (a.key < b.key ? -1 : 1))
    .map(({ item }) => item);
}
