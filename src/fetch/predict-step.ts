/** What the standard says about one request of a page. */
import type { BlockedAt, Client as Via, RequestPlan } from '../plan/types.ts';
import { isElement } from '../plan/clients.ts';
import { newElementRequest } from './element-request.ts';
import { newFetchRequest, type Thrown } from './fetch-request.ts';
import { readableHeaderNames } from './filter.ts';
import { append, contains } from './header-list.ts';
import { mainFetch } from './main-fetch.ts';
import type { StepPrediction } from './prediction.ts';
import { MAX_SAFELIST_VALUE_SIZE, safelistValueSize } from './safelist.ts';
import {
  NotModelled,
  currentUrl,
  fetchSpec,
  type Client,
  type Decision,
  type Fetched,
  type Request,
} from './types.ts';
import type { PredictedExchange, UserAgent } from './user-agent.ts';
import { newXhrRequest } from './xhr-request.ts';

/** Bytes of the longest Accept-Language that is safelisted. */
const LONGEST_LANGUAGE = 128;

/** Throws NotModelled where an answer depends on what the model leaves out. */
export function predictStep(
  agent: UserAgent,
  plan: RequestPlan,
  client: Client,
  via: Via,
): Omit<StepPrediction, 'index'> {
  if (plan.xhr?.abort === 'after-send') throw new NotModelled('when the abort comes');
  const made = newRequest(via, plan, client);
  if ('thrown' in made) return blocked(agent, made.decision, made.thrown);
  const fetched = mainFetch(agent, withDefaultHeaders(made));
  if (fetched.kind === 'network error') {
    const timedOut = agent.elapsed >= agent.timeout;
    return blocked(agent, fetched.decision, timedOut ? 'timeout' : errorOf(plan, via));
  }
  if (plan.integrity && bodyIsNull(fetched))
    return blocked(agent, INTEGRITY_WITHOUT_BODY, errorOf(plan, via));
  if (plan.integrity) throw new NotModelled('whether the integrity metadata match the body');
  if (plan.xhr?.abort === 'on-headers')
    return blocked(
      agent,
      { step: 'abort() ends the request', link: 'https://xhr.spec.whatwg.org/#the-abort()-method' },
      'abort',
    );
  return isElement(via) ? loaded(agent, fetched) : answered(agent, fetched);
}

function newRequest(via: Via, plan: RequestPlan, client: Client): Request | Thrown {
  if (via === 'xhr') return newXhrRequest(plan, client);
  return isElement(via) ? newElementRequest(via, plan, client) : newFetchRequest(plan, client);
}

const INTEGRITY_WITHOUT_BODY: Decision = {
  step: 'The request has integrity metadata and the body of the response is null, as an opaque one always is',
  link: fetchSpec('concept-main-fetch'),
};

/** https://fetch.spec.whatwg.org/#null-body-status */
function bodyIsNull({ request, response, opaqueRedirect }: Extract<Fetched, { kind: 'response' }>): boolean {
  const empty = request.method === 'HEAD' || [204, 205, 304].includes(response.status);
  return empty || request.tainting === 'opaque' || opaqueRedirect === true;
}

/**
 * The fetch algorithm adds both before main fetch counts their bytes; that of Accept-Language is a "should", of a value
 * that is up to the user agent: https://fetch.spec.whatwg.org/#concept-fetch
 */
function withDefaultHeaders(request: Request): Request {
  let { headers } = request;
  if (!contains(headers, 'accept')) headers = append(headers, 'Accept', '*/*');
  if (!contains(headers, 'accept-language')) {
    if (safelistValueSize(headers) + LONGEST_LANGUAGE > MAX_SAFELIST_VALUE_SIZE)
      throw new NotModelled('how many bytes the Accept-Language has that user agents add');
    headers = append(headers, 'Accept-Language', 'en-US');
  }
  return { ...request, headers };
}

function answered(
  agent: UserAgent,
  fetched: Extract<Fetched, { kind: 'response' }>,
): Omit<StepPrediction, 'index'> {
  const { request, response, opaqueRedirect } = fetched;
  const type = opaqueRedirect ? 'opaqueredirect' : request.tainting;
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

/** What an element makes of a response: the page can read it, or only use it. */
function loaded(
  agent: UserAgent,
  { request }: Extract<Fetched, { kind: 'response' }>,
): Omit<StepPrediction, 'index'> {
  const opaque = request.tainting === 'opaque';
  return { ...wireOf(agent), outcome: opaque ? 'opaque' : 'allowed', decidedBy: decisive(agent) };
}

/** The CORS check if there was one, for that is what let the response through. */
function decisive({ trace }: UserAgent): Decision {
  const check = trace.findLast(({ step }) => step.startsWith('The CORS check'));
  const tainting = trace.findLast(({ step }) => step.startsWith('The response tainting'));
  // Main fetch says the tainting of every request that gets a response.
  return (check ?? tainting) as Decision;
}

function blocked(agent: UserAgent, decision: Decision, error: string): Omit<StepPrediction, 'index'> {
  const { step, link } = decision;
  if (agent.trace.at(-1)?.step !== step) agent.note(decision);
  return {
    ...wireOf(agent),
    outcome: 'blocked',
    at: blockedAt(agent.exchanges),
    error,
    decidedBy: { step, link },
  };
}

/** As the judge places a block: by the last thing that crossed the wire. */
function blockedAt(exchanges: readonly PredictedExchange[]): BlockedAt {
  const last = exchanges.at(-1);
  if (!last) return 'request';
  if (last.preflight) return 'preflight';
  const { status } = last;
  return status !== null && status >= 300 && status < 400 && last.location ? 'redirect' : 'response';
}

export function wireOf(
  agent: UserAgent,
): Pick<StepPrediction, 'wire' | 'preflight' | 'originIsNull' | 'trace'> {
  const { exchanges: wire, trace, usedCache } = agent;
  const first = wire.find(({ requests }) => requests)?.requests;
  const origin = wire.findLast((exchange) => exchange.origin !== null)?.origin;
  return {
    wire,
    trace,
    preflight: first ?? (usedCache ? 'cached' : 'none'),
    originIsNull: origin === 'null',
  };
}

function errorOf({ xhr }: RequestPlan, via: Via): string {
  if (via === 'fetch') return 'TypeError';
  if (isElement(via)) return 'error';
  return xhr?.async === false ? 'NetworkError' : 'error';
}

function withArticle(type: string): string {
  return /^[aeiou]/.test(type) ? `an ${type}` : `a ${type}`;
}
