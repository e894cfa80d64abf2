/** Known departures that are no matter of one value: each recognises the place where an observation leaves the prediction. */
import type { StepPrediction } from '../fetch/prediction.ts';
import type { CasePlan, Client, RequestPlan } from '../plan/types.ts';
import type { ExploredCase } from './case.ts';
import type { Deviation } from './deviation.ts';
import { usedCache } from './expectation.ts';

type One = Pick<ExploredCase, 'plan' | 'prediction'>;

const BODY_HEADERS = ['content-encoding', 'content-language', 'content-location', 'content-type'];

/** A call that fails on the preflight path clears the entries of the URL where it ended; these were there before. */
export function entriesStay(deviation: Deviation, { prediction }: One): boolean {
  if (deviation.kind !== 'preflight missing') return false;
  const before = earlier(deviation, prediction.steps);
  const url = deviation.predicted?.url;
  const failed = (step: StepPrediction) =>
    step.outcome === 'blocked' && onPreflightPath(step) && step.wire.at(-1)?.url === url;
  const granted = ({ wire }: StepPrediction) =>
    wire.some((exchange, place) => exchange.preflight && exchange.url === url && place < wire.length - 1);
  return before.some(failed) && before.some(granted);
}

export function entryOfFailedPreflight(deviation: Deviation, { prediction }: One): boolean {
  if (deviation.kind !== 'preflight missing') return false;
  const url = deviation.predicted?.url;
  return earlier(deviation, prediction.steps).some(
    (step) => step.at === 'preflight' && step.wire.at(-1)?.url === url,
  );
}

export function olderEntriesStay(deviation: Deviation, { plan, prediction }: One): boolean {
  const url = deviation.predicted?.url ?? '';
  const asked = earlier(deviation, prediction.steps).filter(({ wire }) =>
    wire.some((exchange) => exchange.preflight && exchange.url === url),
  );
  return deviation.kind === 'preflight missing' && asked.length > 1 && saysZero(plan, url);
}

function saysZero({ routes, origins }: CasePlan, url: string): boolean {
  return Object.entries(routes).some(([place, { preflight }]) => {
    const name = place.slice(1, place.indexOf('/'));
    const here = `${origins[name]?.origin ?? ''}${place.slice(place.indexOf('/'))}` === url;
    return (
      here &&
      preflight.some(({ headers }) =>
        headers.some(([header, value]) => header === 'access-control-max-age' && Number(value) <= 0),
      )
    );
  });
}

export function preflightOfLaterHop(deviation: Deviation, { prediction }: One): boolean {
  const before = stepOf(deviation, prediction.steps)?.wire.slice(0, deviation.exchange) ?? [];
  return (
    deviation.kind === 'preflight extra' &&
    deviation.exchange > 1 &&
    before.some(({ preflight }) => preflight) &&
    before.at(-1)?.location === true
  );
}

/** Authorization is dropped where the origin changes, and what describes a body together with it. */
export function asksForDropped(deviation: Deviation, { plan, prediction }: One): boolean {
  const { kind, exchange, observed } = deviation;
  const before = stepOf(deviation, prediction.steps)?.wire.slice(0, exchange) ?? [];
  if (!before.at(-1)?.location) return false;
  const asked = (
    observed?.requestHeaders.find(([name]) => name.toLowerCase() === 'access-control-request-headers')?.[1] ??
    ''
  ).split(',');
  const wanted = deviation.predicted?.requests?.headers ?? [];
  const more = asked.filter((name) => !wanted.includes(name));
  const set = requestOf(plan, deviation)?.headers.map(([name]) => name.toLowerCase()) ?? [];
  const hadBody = requestOf(plan, deviation)?.body !== undefined;
  const dropped = (name: string) =>
    (name === 'authorization' && set.includes(name)) ||
    (BODY_HEADERS.includes(name) && (hadBody || set.includes(name)));
  if (kind === 'preflight extra') return asked.filter(Boolean).every(dropped) && set.length > 0;
  return kind === 'asked headers' && more.length > 0 && more.every(dropped);
}

/** The redirect has failed, but its target is asked for permission first. */
export function asksBeforeUserinfo(deviation: Deviation, { prediction }: One): boolean {
  const step = stepOf(deviation, prediction.steps);
  return (
    deviation.kind === 'preflight extra' &&
    deviation.exchange === step?.wire.length &&
    step.decidedBy.step.includes('Location includes credentials')
  );
}

export function preflightNamesPage(deviation: Deviation): boolean {
  return (
    deviation.kind === 'origin' &&
    deviation.predicted?.preflight === true &&
    deviation.exchange > 0 &&
    deviation.expected === 'null' &&
    deviation.seen !== 'null'
  );
}

export function entryOfThePage(deviation: Deviation, { prediction }: One): boolean {
  const url = deviation.predicted?.url;
  return (
    deviation.kind === 'preflight missing' &&
    deviation.exchange > 0 &&
    deviation.predicted?.origin === 'null' &&
    prediction.steps.some(({ wire }) => wire.some((exchange) => exchange.url === url && exchange.preflight))
  );
}

export function secondRedirectNeedsCredentials(deviation: Deviation, { plan, prediction }: One): boolean {
  const { wire = [] } = stepOf(deviation, prediction.steps) ?? {};
  const requests = wire.slice(0, deviation.exchange).filter(({ preflight }) => !preflight);
  const home = plan.origins[plan.from.origin]?.origin;
  const first = requests[0];
  return (
    deviation.seen === 'nothing' &&
    first !== undefined &&
    new URL(first.url).origin === home &&
    requests.length > 1 &&
    requestOf(plan, deviation)?.credentials !== 'include' &&
    requests.at(-1)?.location === true
  );
}

export function originOfRewritten(deviation: Deviation): boolean {
  return (
    deviation.kind === 'origin' &&
    deviation.predicted?.origin === null &&
    deviation.predicted.method === 'GET' &&
    deviation.exchange > 0
  );
}

export function policyIgnored(deviation: Deviation, { plan }: One): boolean {
  const request = requestOf(plan, deviation);
  return (
    deviation.kind === 'origin' &&
    request?.mode !== undefined &&
    request.mode !== 'cors' &&
    deviation.expected === 'null' &&
    ['no-referrer', 'same-origin'].includes(request.referrerPolicy ?? '')
  );
}

export function keepaliveFollows(deviation: Deviation, { plan, prediction }: One): boolean {
  const request = requestOf(plan, deviation);
  return (
    deviation.kind === 'traffic' &&
    deviation.expected === 'nothing' &&
    request?.keepalive === true &&
    request.mode === 'no-cors' &&
    request.redirect === 'manual' &&
    stepOf(deviation, prediction.steps)?.type === 'opaqueredirect'
  );
}

export function nullWithoutCors(deviation: Deviation, { plan }: One): boolean {
  return (
    deviation.kind === 'origin' &&
    requestOf(plan, deviation)?.mode === 'no-cors' &&
    deviation.exchange > 0 &&
    deviation.seen === 'null' &&
    deviation.predicted?.origin !== null
  );
}

/** A redirect within one server is followed. */
export function maskStaysAtItsServer(
  { kind, seen, exchange, step, predicted }: Deviation,
  { plan, prediction, via }: One & { via: Client },
): boolean {
  const planned = plan.steps[step];
  const client = planned?.kind === 'request' ? (planned.via ?? via) : via;
  const before = prediction.steps.find(({ index }) => index === step)?.wire[exchange - 1];
  return (
    client === 'mask-image' &&
    kind === 'traffic' &&
    seen === 'nothing' &&
    before?.location === true &&
    predicted !== undefined &&
    new URL(before.url).origin !== new URL(predicted.url).origin
  );
}

function onPreflightPath(step: StepPrediction): boolean {
  return step.wire.some(({ preflight }) => preflight) || usedCache(step);
}

function stepOf({ step }: Deviation, steps: readonly StepPrediction[]): StepPrediction | undefined {
  return steps.find(({ index }) => index === step);
}

function earlier({ step }: Deviation, steps: readonly StepPrediction[]): StepPrediction[] {
  return steps.filter(({ index }) => index < step);
}

function requestOf(plan: CasePlan, { step }: Deviation): RequestPlan | undefined {
  const planned = plan.steps[step];
  return planned?.kind === 'request' ? planned.request : undefined;
}
