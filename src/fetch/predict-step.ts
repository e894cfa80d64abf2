/** What the standard says about one request of a page. */
import type { Client as Via, RequestPlan } from '../plan/types.ts';
import { isElement, isFetchOrXhr, tellsNothing } from '../plan/clients.ts';
import { fetchRequest } from './fetch-algorithm.ts';
import { newFetchRequest } from './fetch-request.ts';
import { readableHeaderNames } from './filter.ts';
import { integrityCheck } from './integrity.ts';
import { blocked, decisive, wireOf } from './outcome.ts';
import { predictCall, untold } from './predict-call.ts';
import { predictLoad } from './predict-load.ts';
import type { StepPrediction } from './prediction.ts';
import { asGiven, responseType } from './service-worker.ts';
import { currentUrl, fetchSpec, type Client, type Fetched } from './types.ts';
import type { UserAgent } from './user-agent.ts';
import { newXhrRequest, setsCredentialsLate } from './xhr-request.ts';

/** Throws NotModelled where an answer depends on what the model leaves out. */
export function predictStep(
  agent: UserAgent,
  plan: RequestPlan,
  client: Client,
  via: Via,
): Omit<StepPrediction, 'index'> {
  if (isElement(via)) return predictLoad(agent, plan, client, via);
  if (!isFetchOrXhr(via)) return predictCall(agent, plan, client, via);
  const newRequest = via === 'xhr' ? newXhrRequest : newFetchRequest;
  const made = newRequest(plan, client, (decision) => agent.note(decision));
  if ('thrown' in made) return blocked(agent, made.decision, made.thrown);
  const fetched = fetchRequest(agent, made);
  if (tellsNothing(via, plan)) return untold(agent, fetched);
  if (fetched.kind === 'network error') {
    const timedOut = agent.elapsed >= agent.timeout;
    return blocked(agent, fetched.decision, timedOut ? 'timeout' : errorOf(plan, via));
  }
  const given = asGiven(fetched);
  const mismatch = integrityCheck(plan.integrity ?? '', given);
  if (mismatch) return blocked(agent, mismatch, errorOf(plan, via));
  if (plan.xhr?.abort === 'on-headers')
    return blocked(
      agent,
      { step: 'abort() ends the request', link: 'https://xhr.spec.whatwg.org/#the-abort()-method' },
      'abort',
    );
  const prediction = answered(agent, given);
  return setsCredentialsLate(plan) ? { ...prediction, error: 'InvalidStateError' } : prediction;
}

function answered(
  agent: UserAgent,
  fetched: Extract<Fetched, { kind: 'response' }>,
): Omit<StepPrediction, 'index'> {
  const { request, response, opaqueRedirect } = fetched;
  const type = responseType(fetched);
  const hidden = type === 'opaque' || type === 'opaqueredirect';
  agent.note({
    step: `The page gets ${withArticle(type)} filtered response${hidden ? '' : ` with status ${response.status}`}`,
    link: fetchSpec(`concept-filtered-response-${opaqueRedirect ? 'opaque-redirect' : type}`),
  });
  const url = new URL(currentUrl(request));
  url.hash = '';
  return {
    ...wireOf(agent),
    outcome: hidden ? 'opaque' : 'allowed',
    type,
    status: hidden ? 0 : response.status,
    url: type === 'opaque' ? '' : url.href,
    redirected: type !== 'opaque' && request.urlList.length > 1,
    reveals: opaqueRedirect ? [] : readableHeaderNames(request, response.headers),
    decidedBy: decisive(agent),
  };
}

function errorOf({ xhr }: RequestPlan, via: Via): string {
  if (via === 'fetch') return 'TypeError';
  return xhr?.async === false ? 'NetworkError' : 'error';
}

function withArticle(type: string): string {
  return /^[aeiou]/.test(type) ? `an ${type}` : `a ${type}`;
}
