/** What the standard predicts, written as an expectation of the language. */
import type { PredictedExchange } from '../fetch/user-agent.ts';
import type { StepPrediction } from '../fetch/prediction.ts';
import type { CasePlan, Client } from '../plan/types.ts';
import type { StepExpectation } from './draft.ts';

type Wire = NonNullable<StepExpectation['wire']>;

/** Null if the standard's answer is not known, or depends on a request that nothing is planned for. */
export function expectationOf(
  plan: CasePlan,
  via: Client,
  prediction: StepPrediction,
): StepExpectation | null {
  const { outcome, at, preflight, wire } = prediction;
  if (outcome === 'unknown' || wire.some(({ planned }) => !planned)) return null;
  return {
    outcome,
    ...(at === undefined ? {} : { at }),
    preflight,
    ...(outcome === 'blocked' ? {} : pageOf(plan, via, prediction)),
    ...(usedCache(prediction) && preflight === 'cached' && wire.length === 1
      ? sendsOf(plan, wire)
      : { wire: wire.map((exchange) => lineOf(plan, exchange)) }),
  };
}

/** Whether an entry of the CORS-preflight cache spared a preflight, which it may stop to do at any time. */
export function usedCache({ trace }: StepPrediction): boolean {
  return trace.some(({ link }) => link.endsWith('#cors-preflight-cache'));
}

function pageOf(
  plan: CasePlan,
  via: Client,
  { status, type, url, redirected, reveals = [] }: StepPrediction,
): StepExpectation {
  const sent = new Set(
    Object.values(plan.routes).flatMap(({ response }) =>
      response.flatMap(({ headers }) => headers.map(([name]) => name.toLowerCase())),
    ),
  );
  const hides = [...sent].filter((name) => !reveals.includes(name));
  const hidden = type === 'opaque' || type === 'opaqueredirect';
  return {
    status: status ?? 0,
    ...(via === 'fetch' && type !== undefined ? { type: type as 'cors' } : {}),
    ...(redirected && url !== undefined ? { url: placeOf(plan, url) } : {}),
    ...(redirected && via === 'fetch' ? { redirected } : {}),
    ...(hidden || reveals.length === 0 ? {} : { reveals }),
    ...(hidden || hides.length === 0 ? {} : { hides }),
  };
}

function sendsOf(plan: CasePlan, wire: readonly PredictedExchange[]): StepExpectation {
  const [last] = wire;
  return last ? { sends: { origin: originText(plan, last.origin) } } : {};
}

export function lineOf(
  plan: CasePlan,
  { method, url, origin }: Pick<PredictedExchange, 'method' | 'url' | 'origin'>,
): Wire[number] {
  return {
    request: `${method} ${placeOf(plan, url)}`,
    sends: { origin: originText(plan, origin) },
  };
}

/** `http://api.example.com:8080/a` -> `api/a` */
function placeOf({ origins }: CasePlan, url: string): string {
  for (const [name, { origin }] of Object.entries(origins))
    if (url.startsWith(`${origin}/`)) return `${name}${url.slice(origin.length)}`;
  return url;
}

export function originText({ origins }: CasePlan, value: string | null): string | null {
  const named = Object.entries(origins).find(([, { origin }]) => origin === value);
  return named ? `$${named[0]}` : value;
}
