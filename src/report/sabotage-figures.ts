/** Counts of docs/sabotage.json. */
import type { EngineSabotage } from './trust-records.ts';

export interface ChangedWorlds {
  /** Those in which the changed fact decides: the sum of the others. */
  deciding: number;
  red: number;
  greenWithReason: number;
  greenWithout: number;
}

/** How the changed worlds of an engine came out. */
export function changedWorlds({ red, survivors }: EngineSabotage): ChangedWorlds {
  const all = red.violates + red.stale + red.inconclusive;
  const greenWithout = survivors.filter(({ kind }) => kind === 'unexplained').length;
  return {
    deciding: all + survivors.length,
    red: all,
    greenWithReason: survivors.length - greenWithout,
    greenWithout,
  };
}
