/** Draws a pair of policy and server: most servers are right or have one mistake, some have two. */
import type { Flaw } from './conditions.ts';
import { drawFlaw } from './flaws.ts';
import { drawPolicy, type DrawnPolicy } from './policy.ts';
import { Random } from './random.ts';
import { drawRightServer } from './right-server.ts';
import type { ServerSpec } from './spec.ts';

export interface Pair {
  policy: DrawnPolicy;
  spec: ServerSpec;
  /** What was put in; the truth does not look at it. */
  flaws: Flaw[];
}

/** The pair of a seed: `flaws` says how many mistakes there are, at most; it is drawn if missing. */
export function drawPair(seed: number, flaws?: number): Pair {
  const random = new Random(seed);
  const policy = drawPolicy(random.fork());
  const pair: Pair = { policy, spec: drawRightServer(policy, random.fork()), flaws: [] };
  const count = flaws ?? random.pick([0, 0, 0, 1, 1, 1, 1, 1, 2]);
  for (let tried = 0; pair.flaws.length < count && tried < 20; tried += 1) {
    const drawn = drawFlaw(pair.spec, policy, random.fork());
    if (!drawn) continue;
    pair.spec = drawn.spec;
    pair.flaws.push(drawn.flaw);
  }
  return pair;
}
