/** Whether a changed fact decides: whether the standard has something else happen, on the page or on the wire. */
import type { StepPrediction } from '../fetch/prediction.ts';
import type { PredictedExchange } from '../fetch/user-agent.ts';
import { predict, type Prediction } from '../fetch/predict.ts';
import type { CasePlan, Client, RequestPlan } from '../plan/types.ts';
import { cookieChanges } from './cookies.ts';
import type { Mutant } from './mutants.ts';

export type Bearing =
  /** What changes, as "X is A, not B". */
  | { kind: 'deciding'; changes: string[] }
  /** The standard has the same happen. */
  | { kind: 'no difference' }
  /** A cache may drop what it holds: the case allows what happens now. */
  | { kind: 'permitted' }
  /** What happens depends on what the model leaves out. */
  | { kind: 'not modelled'; why: string };

/** Compares `before`, what the standard says of the case, with what it says of the changed world. */
export function bearingOf(plan: CasePlan, via: Client, before: Prediction, mutant: Mutant): Bearing {
  const cookies = cookieChanges(plan, mutant.plan, via);
  if (cookies.length > 0) return { kind: 'deciding', changes: cookies };
  const after = predict(mutant.plan, via).steps;
  let permitted = false;
  for (const [index, step] of before.steps.entries()) {
    const now = after[index];
    if (!now) continue;
    const unknown = [step, now].find(({ outcome }) => outcome === 'unknown');
    if (unknown) return { kind: 'not modelled', why: unknown.decidedBy.step };
    const planned = plan.steps[step.index];
    const seen = (one: StepPrediction) =>
      planned?.kind === 'request' ? asSeen(one, via, planned.request) : one;
    const changes = (one: StepPrediction, other: StepPrediction) =>
      changesOf(seen(one), seen(other), { fetch: via === 'fetch', edited: mutant.header ?? '' });
    const found = changes(step, now);
    if (found.length === 0) continue;
    if (!mayHappen(step, now, changes)) return { kind: 'deciding', changes: found };
    permitted = true;
  }
  return permitted ? { kind: 'permitted' } : { kind: 'no difference' };
}

type Changes = (one: StepPrediction, other: StepPrediction) => string[];

/** Whether `now` is what happens where a cache has dropped what `step` used: an entry for a preflight, or a response. */
function mayHappen(step: StepPrediction, now: StepPrediction, changes: Changes): boolean {
  if (step.evicted && changes(step.evicted, now).length === 0) return true;
  const asked = (one: StepPrediction): StepPrediction => ({
    ...one,
    wire: one.wire.filter(({ preflight }) => !preflight),
  });
  return usedPreflightCache(step) && changes(asked(step), asked(now)).length === 0;
}

/** Whether an entry of the CORS-preflight cache spared a preflight. */
export function usedPreflightCache({ trace }: StepPrediction): boolean {
  return trace.some(({ link }) => link.endsWith('#cors-preflight-cache'));
}

/** Of a background that is fetched without CORS a page learns nothing, so that one without an image looks the same. */
function asSeen(step: StepPrediction, via: Client, { crossorigin }: RequestPlan): StepPrediction {
  if (via !== 'background-image' || crossorigin !== undefined || step.at !== 'response') return step;
  const seen: StepPrediction = { ...step, outcome: 'opaque' };
  delete seen.at;
  delete seen.error;
  return seen;
}

/** Of a page that calls `fetch`, and of any other; a header that was edited is not counted among the readable ones. */
function changesOf(
  before: StepPrediction,
  now: StepPrediction,
  { fetch, edited }: { fetch: boolean; edited: string },
): string[] {
  const changes: string[] = [];
  const differ = (subject: string, was: unknown, is: unknown) => {
    if (JSON.stringify(was) !== JSON.stringify(is))
      changes.push(`${subject} is ${show(is)}, not ${show(was)}`);
  };
  const others = ({ reveals }: StepPrediction) => reveals?.filter((name) => name !== edited);
  differ('outcome', before.outcome, now.outcome);
  differ('at', before.at, now.at);
  differ('wire', before.wire.map(lineOf), now.wire.map(lineOf));
  if (fetch) differ('error', before.error, now.error);
  if (now.outcome === 'blocked') return changes;
  differ('status', before.status, now.status);
  differ('url', before.url, now.url);
  differ('readable headers', others(before), others(now));
  if (fetch) differ('type', before.type, now.type);
  if (fetch) differ('redirected', before.redirected, now.redirected);
  return changes;
}

function lineOf({ method, url, preflight, origin, requests, headers }: PredictedExchange): string {
  const asked = requests ? ` asks ${requests.method} ${requests.headers.join(',')}` : '';
  const conditional = headers.filter(([name]) => /^if-/i.test(name)).map((pair) => ` ${pair.join(': ')}`);
  return `${preflight ? 'preflight ' : ''}${method} ${url} from ${String(origin)}${asked}${conditional.join('')}`;
}

function show(value: unknown): string {
  return value === undefined ? 'absent' : typeof value === 'string' ? value : JSON.stringify(value);
}
