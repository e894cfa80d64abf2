/** Explains an observation by departures that are pinned already. */
import { predict } from '../fetch/predict.ts';
import type { Observation } from '../lab/observation.ts';
import type { CasePlan, Client, EngineName } from '../plan/types.ts';
import type { ExploredCase } from './case.ts';
import { departuresOf, type Departure } from './departures.ts';
import { compareWithPrediction } from './deviation.ts';

/** Departures that can be at work in one case; with more of them, all are tried together only. */
const MAX_COMBINED = 4;

/** The fewest departures that explain what was observed; null if none do. */
export function explainedBy(
  one: Pick<ExploredCase, 'plan' | 'prediction'> & { via: Client },
  observation: Observation,
  engine: EngineName,
): Departure[] | null {
  const all = departuresOf(engine);
  const atWork = all.filter(
    ({ translate, overlook }) =>
      (translate && !same(translate(one.plan), one.plan)) ??
      (overlook && !same(overlook(observation.wire), observation.wire)),
  );
  for (const together of subsets(atWork)) {
    const plan = together.reduce<CasePlan>(
      (changed, { translate }) => translate?.(changed) ?? changed,
      one.plan,
    );
    const wire = together.reduce((seen, { overlook }) => overlook?.(seen) ?? seen, observation.wire);
    const prediction = together.length === 0 ? one.prediction : predict(plan, one.via);
    if (prediction.steps.some(({ outcome }) => outcome === 'unknown')) continue;
    const { deviation } = compareWithPrediction(plan, one.via, prediction, { ...observation, wire });
    if (!deviation) {
      if (together.length > 0) return together;
      continue;
    }
    const process = all.find(({ explains }) => explains?.(deviation, { plan, prediction, via: one.via }));
    if (process) return [...together, process];
  }
  return null;
}

/** Smaller sets first; the empty one leaves the case as it is. */
function subsets(departures: Departure[]): Departure[][] {
  if (departures.length > MAX_COMBINED)
    return [[], ...departures.map((departure) => [departure]), departures];
  const sets = departures.reduce<Departure[][]>(
    (before, departure) => [...before, ...before.map((set) => [...set, departure])],
    [[]],
  );
  return sets.sort((a, b) => a.length - b.length);
}

function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
