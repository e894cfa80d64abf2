/** Why a case stayed green in a changed world, where there is a reason. */
import type { EngineInfo } from '../browser/engine.ts';
import { explainedBy } from '../explore/known.ts';
import { predict } from '../fetch/predict.ts';
import { seenOf } from '../judge/compare.ts';
import { nominalAddresses } from '../plan/refs.ts';
import { usedPreflightCache } from './deciding.ts';
import type { RanPair } from './run.ts';

export interface Reason {
  /**
   * `pinned`: exactly the departure that is pinned for the case happens in the changed world too. `departure`: one
   * that other cases pin. `cache`: in the changed world a cache may be used, and need not. `unexplained`: none of them.
   */
  kind: 'pinned' | 'departure' | 'cache' | 'unexplained';
  why: string;
}

/** The reason why a pair survived. */
export function reasonOf({ pair, judgement, observation }: RanPair, engine: EngineInfo): Reason {
  const { mutant, via } = pair;
  if (judgement.divergence) return { kind: 'pinned', why: judgement.divergence.reason };
  const prediction = predict(mutant.plan, via);
  const known = explainedBy({ plan: mutant.plan, prediction, via }, observation, engine.engine);
  if (known)
    return {
      kind: 'departure',
      why: known
        .map(({ name, pinned }) => `${name} (${(pinned[engine.engine] ?? []).join(', ')})`)
        .join('; '),
    };
  if (prediction.steps.some((step) => step.evicted !== undefined || usedPreflightCache(step)))
    return { kind: 'cache', why: 'in the changed world a cache may be used, and was not' };
  return { kind: 'unexplained', why: `expected to change: ${pair.bearing.changes.join('; ')}; ${told()}` };

  function told(): string {
    const last = pair.plan.steps.findLastIndex(({ kind }) => kind === 'request');
    const step = pair.plan.steps[last];
    const report = observation.steps[last];
    if (step?.kind !== 'request' || !report) return 'nothing was seen';
    const addresses = nominalAddresses(pair.plan.origins);
    const { request } = step;
    return `seen: ${JSON.stringify(seenOf({ report, wire: observation.wire, via, addresses, request }))}`;
  }
}
