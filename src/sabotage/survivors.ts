/** Why a case stayed green in a changed world, where there is a reason. */
import type { EngineInfo } from '../browser/engine.ts';
import { explainedBy } from '../explore/known.ts';
import { predict } from '../fetch/predict.ts';
import { seenOf } from '../judge/compare.ts';
import { nominalAddresses } from '../plan/refs.ts';
import type { Client, EngineName } from '../plan/types.ts';
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

/** Pinned departures that make an engine say the same of every answer, whatever it is. */
const SILENT: { engine: EngineName; clients: Client[]; name: string; pinned: string[] }[] = [
  {
    engine: 'firefox',
    clients: ['preload', 'modulepreload'],
    name: 'a preload of another server that failed fires a load event',
    pinned: ['elements/preload/loading/script-not-admitted', 'elements/modules/modulepreload/silent'],
  },
];

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
  const silent = SILENT.find((one) => one.engine === engine.engine && isHeardBy(one.clients));
  if (silent) return { kind: 'departure', why: `${silent.name} (${silent.pinned.join(', ')})` };
  if (prediction.steps.some((step) => step.evicted !== undefined || usedPreflightCache(step)))
    return { kind: 'cache', why: 'in the changed world a cache may be used, and was not' };
  return { kind: 'unexplained', why: `expected to change: ${pair.bearing.changes.join('; ')}; ${told()}` };

  /** Whether all that the standard decides otherwise is of these clients. */
  function isHeardBy(clients: readonly Client[]): boolean {
    const before = predict(pair.plan, via).steps;
    const changed = prediction.steps.filter(({ outcome }, index) => outcome !== before[index]?.outcome);
    const clientOf = (index: number) => {
      const step = pair.plan.steps[index];
      return step?.kind === 'request' ? (step.via ?? via) : via;
    };
    return changed.length > 0 && changed.every(({ index }) => clients.includes(clientOf(index)));
  }

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
