/** The pairs in two halves, so that two cores share the work. `npm run truth` says how many and from which seed on. */
import { holdFor } from './hold.ts';
import { screenGate } from './screen-gate.ts';

const PAIRS = Number(process.env['TRUTH_PAIRS'] ?? 2000);
const SEED = Number(process.env['TRUTH_SEED'] ?? 4001);

/** Milliseconds that half of the pairs may take, on a machine that is busy with other things. */
export const HALF_LIMIT = 60_000 + PAIRS * 1_000;

/** Runs a half through the screen and the judge. Rejects as `holdFor` does. */
export async function holdsFor(half: 'first' | 'second'): Promise<void> {
  const middle = Math.ceil(PAIRS / 2);
  const [count, seed] = half === 'first' ? [middle, SEED] : [PAIRS - middle, SEED + middle];
  await holdFor({ gateName: 'screen', file: half, count, seed, gate: screenGate });
}
