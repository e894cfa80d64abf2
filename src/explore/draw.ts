/** Draws cases: the same ones for the same areas, count and seed. */
import { drawDrafts } from './areas.ts';
import { caseOf, isFit } from './case.ts';
import type { Drawn } from './explore.ts';

/** Seeds of further rounds, where drafts were unfit. */
const NEXT_SEED = 7919;

export function drawCases(areas: readonly string[], count: number, seed: number): Drawn {
  const drawn: Drawn = { cases: [], unfit: {} };
  for (let round = 0; drawn.cases.length < count; round += 1) {
    const drafts = drawDrafts(areas, count - drawn.cases.length, seed + round * NEXT_SEED);
    for (const [place, draft] of drafts.entries()) {
      const made = caseOf(draft, `${seed}-${round}-${place}`);
      if (isFit(made)) drawn.cases.push(made);
      else drawn.unfit[made.unfit] = (drawn.unfit[made.unfit] ?? 0) + 1;
    }
  }
  return drawn;
}
