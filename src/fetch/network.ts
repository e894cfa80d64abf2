/** HTTP-network-or-cache fetch: https://fetch.spec.whatwg.org/#concept-http-network-or-cache-fetch */
import { effectiveCacheMode, withCacheHeaders } from './cache-mode.ts';
import { get } from './header-list.ts';
import { freshen, invalidate, selectStored, storeResponse, validators, type Selected } from './http-cache.ts';
import { isSafeMethod } from './methods.ts';
import { requestOriginHeader } from './origin-header.ts';
import { embedderPolicyAllowsCredentials } from './resource-policy.ts';
import {
  NotModelled,
  currentUrl,
  fetchSpec,
  networkError,
  type Fetched,
  type HeaderList,
  type Request,
  type Response,
} from './types.ts';
import type { PredictedExchange, UserAgent } from './user-agent.ts';

/** Bytes of body that requests with keepalive may have together. */
const MAX_KEEPALIVE = 64 * 1024;
const ANCHOR = 'concept-http-network-or-cache-fetch';

export interface NetworkOptions {
  preflight?: boolean;
  authentication?: boolean;
  newConnection?: boolean;
}

type Answered = Extract<Fetched, { kind: 'response' }>;

/** https://fetch.spec.whatwg.org/#concept-http-network-or-cache-fetch */
export function httpNetworkOrCacheFetch(
  agent: UserAgent,
  request: Request,
  options: NetworkOptions = {},
): Fetched {
  if (request.keepalive && (request.body?.length ?? 0) > MAX_KEEPALIVE)
    return networkError(request, ANCHOR, `The body of a keepalive request is longer than 64 KiB`);
  const fetched = options.preflight
    ? httpNetworkFetch(agent, request, options)
    : cachedFetch(agent, request, options);
  return fetched.kind === 'network error' ? fetched : againIfAsked(agent, fetched, options);
}

/** The stored response, or the network's: steps 8 to 10 of HTTP-network-or-cache fetch. */
function cachedFetch(agent: UserAgent, request: Request, options: NetworkOptions): Fetched {
  const moded: Request = { ...request, cache: effectiveCacheMode(request) };
  const selected = selectStored(agent.httpCache, moded, agent.now);
  if (selected) agent.usedHttpCache = true;
  if (selected?.use === 'as it is') {
    note(agent, `The HTTP cache answers with a stored ${selected.stored.status} response`);
    return answeredBy(request, selected.stored);
  }
  if (moded.cache === 'only-if-cached')
    return networkError(request, ANCHOR, 'The cache mode is only-if-cached and nothing is stored');
  const headers = [...withCacheHeaders(moded), ...(selected ? validators(selected.stored) : [])];
  const fetched = httpNetworkFetch(agent, request, { ...options, headers });
  return fetched.kind === 'network error' ? fetched : updateHttpCache(agent, moded, fetched, selected);
}

/** What comes back: the answer, which is stored, or the stored response that a 304 has brought up to date. */
function updateHttpCache(
  agent: UserAgent,
  moded: Request,
  fetched: Answered,
  selected: Selected | null,
): Answered {
  const { request, response } = fetched;
  if (!isSafeMethod(request.method) && response.status >= 200 && response.status <= 399)
    agent.httpCache = invalidate(agent.httpCache, request);
  if (!selected || response.status !== 304) {
    agent.httpCache = storeResponse(agent.httpCache, moded, response, agent.now);
    return fetched;
  }
  const fresh = freshen(selected.stored, response, agent.now);
  agent.httpCache = agent.httpCache.map((one) => (one === selected.stored ? fresh : one));
  note(
    agent,
    `The 304 is used up by the HTTP cache: its headers update those of the stored ${fresh.status} response, which answers`,
  );
  return answeredBy(request, fresh);
}

function answeredBy(
  request: Request,
  { status, headers, body }: Pick<Response, 'status' | 'headers' | 'body'>,
): Answered {
  const includesCredentials = includesCredentialsOf(request);
  return {
    kind: 'response',
    request,
    response: { status, headers, body, urlList: request.urlList, includesCredentials },
  };
}

function note(agent: UserAgent, step: string): void {
  agent.note({ step, link: fetchSpec(ANCHOR) });
}

/** A 401 is asked about, a 407 too, and a 421 is tried again on another connection. */
function againIfAsked(agent: UserAgent, fetched: Answered, options: NetworkOptions): Fetched {
  const { request, response } = fetched;
  const { status, includesCredentials } = response;
  if (status === 407) throw new NotModelled("a 407, which asks for the proxy's password");
  if (status === 421 && !options.newConnection)
    return httpNetworkOrCacheFetch(agent, request, { ...options, newConnection: true });
  if (status !== 401 || request.tainting === 'cors' || !includesCredentials || !request.client.window)
    return fetched;
  // The standard asks even without a challenge; HTTP has nothing to ask for then.
  if (get(response.headers, 'www-authenticate') === null) return fetched;
  if (!request.useUrlCredentials || options.authentication)
    throw new NotModelled('a 401 that asks the user for a password');
  return httpNetworkOrCacheFetch(agent, request, { ...options, authentication: true });
}

/** https://fetch.spec.whatwg.org/#concept-http-network-fetch */
function httpNetworkFetch(
  agent: UserAgent,
  request: Request,
  { preflight = false, headers = request.headers }: NetworkOptions & { headers?: HeaderList },
): Fetched {
  const url = currentUrl(request);
  const fails = (why: string) => networkError(request, 'concept-http-network-fetch', why);
  if (!agent.servers.reaches(url)) return fails(`No connection to ${url.origin} can be made`);
  if (request.body?.source === false)
    return fails('The body is a stream, which HTTP/1.1 cannot send: its length is not known');
  const answer = agent.servers.answer(url, request.method, isPreflight(request), { ...request, headers });
  const exchange: PredictedExchange = {
    method: request.method,
    url: `${url.origin}${url.pathname}${url.search}`,
    preflight,
    origin: requestOriginHeader(request),
    headers,
    ...(preflight ? { requests: asked(request) } : {}),
    status: answer?.status ?? null,
    answered: answer?.headers ?? [],
    location: answer !== null && get(answer.headers, 'location') !== null,
    planned: answer?.planned ?? true,
  };
  agent.exchanges.push(exchange);
  if (!agent.spend(answer?.delay ?? 0)) {
    exchange.status = null;
    return fails(`The answer of ${url.origin} comes after the timeout of ${agent.timeout} ms`);
  }
  if (!answer) return fails(`The answer of ${url.origin} is not HTTP`);
  return answeredBy(request, answer);
}

function includesCredentialsOf(request: Request): boolean {
  return (
    (request.credentials === 'include' ||
      (request.credentials === 'same-origin' && request.tainting === 'basic')) &&
    embedderPolicyAllowsCredentials(request)
  );
}

/** As the servers tell a preflight: a page cannot set the header itself. */
function isPreflight({ method, headers }: Request): boolean {
  return method === 'OPTIONS' && get(headers, 'access-control-request-method') !== null;
}

function asked({ headers }: Request): { method: string; headers: string[] } {
  return {
    // Every preflight has it.
    method: get(headers, 'access-control-request-method') as string,
    headers: get(headers, 'access-control-request-headers')?.split(',') ?? [],
  };
}
