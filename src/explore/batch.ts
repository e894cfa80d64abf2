/** Runs cases in an engine, many at once, and judges what was observed. */
import type { EngineInfo } from '../browser/engine.ts';
import { judge } from '../judge/judge.ts';
import type { Judgement } from '../judge/verdict.ts';
import type { Observation } from '../lab/observation.ts';
import { groupVisits, testTitle, type Runner } from '../lab/visits.ts';
import type { ExploredCase } from './case.ts';
import type { Departure } from './departures.ts';
import { compareWithPrediction, type Deviation } from './deviation.ts';
import { explainedBy } from './known.ts';

export interface Finding {
  case: ExploredCase;
  observation: Observation;
  judgement: Judgement;
  /** Where it leaves the prediction; null where only the judge sees a difference. */
  deviation: Deviation | null;
  /** The pinned departures that explain it; null if it is new. */
  known: Departure[] | null;
}

export interface Batch {
  /** Cases in which the engine differs, in the order of the cases. */
  findings: Finding[];
  /** Cases in which the engine dropped an entry of its preflight cache early, as it may. */
  evictions: number;
  /** Cases of which nothing could be said, and why. */
  inconclusive: { case: ExploredCase; why: string }[];
}

export async function runBatch(runner: Runner, cases: readonly ExploredCase[]): Promise<Batch> {
  const byTest = new Map(cases.map((one) => [testTitle(one.plan, one.draft.via), one]));
  const { info } = await runner.engine();
  const seen = new Map<ExploredCase, Observation>();
  for (const visit of groupVisits(cases.map(({ plan }) => plan)))
    await runner.run(visit, ({ test }, observation) => {
      const one = byTest.get(test);
      if (one) seen.set(one, observation);
    });
  const batch: Batch = { findings: [], evictions: 0, inconclusive: [] };
  for (const one of cases) {
    const observation = seen.get(one);
    const found = observation && judgeCase(one, observation, info);
    if (!found) continue;
    if ('evicted' in found) batch.evictions += 1;
    else if ('inconclusive' in found) batch.inconclusive.push({ case: one, why: found.inconclusive });
    else batch.findings.push(found);
  }
  return batch;
}

type Judged = Finding | { evicted: true } | { inconclusive: string } | null;

/** Null if the engine conforms. */
export function judgeCase(one: ExploredCase, observation: Observation, info: EngineInfo): Judged {
  const { plan, draft, prediction } = one;
  const judgement = judge(plan, draft.via, observation, info);
  if (judgement.verdict === 'inconclusive') return { inconclusive: judgement.differences.join('; ') };
  if (judgement.verdict !== 'violates') return null;
  const { deviation, evicted } = compareWithPrediction(plan, draft.via, prediction, observation);
  if (evicted) return { evicted };
  return {
    case: one,
    observation,
    judgement,
    deviation,
    known: explainedBy({ plan, prediction, via: draft.via }, observation, info.engine),
  };
}

/** Whether a difference deserves a second run alone: a known one does not. */
export function needsRerun(
  one: ExploredCase | undefined,
  observation: Observation,
  info: EngineInfo,
): boolean {
  const found = one && judgeCase(one, observation, info);
  if (!found || 'evicted' in found) return false;
  return 'inconclusive' in found || found.known === null;
}
