/** Pairs against the whole gate, in each engine; `npm run truth` makes them many. */
import { test } from 'vitest';
import { ENGINES } from '../../../src/browser/engine.ts';
import { engineGate } from './engine-gate.ts';
import { holdFor } from './hold.ts';

/** A pair takes a second or two: 2,000 through the plain client show more, these that pages say the same. */
const PAIRS = Number(process.env['TRUTH_PAIRS_PER_ENGINE'] ?? 2);
const SEED = Number(process.env['TRUTH_SEED'] ?? 4001);

test.each(ENGINES)(
  'in %s the gate is red exactly if the server is wrong',
  async (engine) => {
    const { judge, close } = engineGate(engine);
    try {
      await holdFor({ gateName: engine, file: engine, count: PAIRS, seed: SEED, gate: judge, shrunk: 0 });
    } finally {
      await close();
    }
  },
  60_000 + PAIRS * 30_000,
);
