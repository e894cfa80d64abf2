/** Where facts can be changed: every planned answer of a case. */
import { predict } from '../fetch/predict.ts';
import { nominalAddresses, resolveUrl } from '../plan/refs.ts';
import type { AnswerPlan, CasePlan, Client } from '../plan/types.ts';

export interface Place {
  /** `$name/path` */
  key: string;
  kind: 'preflight' | 'response';
  /** Within the sequence of answers. */
  index: number;
  /** As a sentence names it. */
  name: string;
  answer: AnswerPlan;
}

/** Every answer of every route, in the order of the plan. */
export function placesOf({ routes }: CasePlan): Place[] {
  return Object.entries(routes).flatMap(([key, route]) =>
    (['preflight', 'response'] as const).flatMap((kind) =>
      route[kind].map((answer, index, { length }) => {
        const which = length > 1 ? `${kind} ${index + 1} of ${length}` : kind;
        return { key, kind, index, name: `${which} of ${key}`, answer };
      }),
    ),
  );
}

/** The answers that the standard has the browser ask for; where that is not known, all of them. */
export function placesAskedOf(plan: CasePlan, via: Client): Place[] {
  const { steps } = predict(plan, via);
  if (steps.some(({ outcome }) => outcome === 'unknown')) return placesOf(plan);
  const wires = steps.flatMap(({ wire, evicted }) => [...wire, ...(evicted?.wire ?? [])]);
  const asked = new Map<string, number>();
  for (const { url, preflight } of wires) {
    const place = `${preflight ? 'preflight' : 'response'} ${url.split('?')[0] ?? ''}`;
    asked.set(place, (asked.get(place) ?? 0) + 1);
  }
  return placesOf(plan).filter(({ key, kind, index }) => {
    const [path = ''] = resolveUrl(key, nominalAddresses(plan.origins)).split('?');
    return (asked.get(`${kind} ${path}`) ?? 0) > index;
  });
}
