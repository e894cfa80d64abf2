/** HTTP-network-or-cache fetch: https://fetch.spec.whatwg.org/#concept-http-network-or-cache-fetch */
import { get } from './header-list.ts';
import { requestOriginHeader } from './origin-header.ts';
import { embedderPolicyAllowsCredentials } from './resource-policy.ts';
import { NotModelled, currentUrl, networkError, type Fetched, type Request } from './types.ts';
import type { PredictedExchange, UserAgent } from './user-agent.ts';

/** Bytes of body that requests with keepalive may have together. */
const MAX_KEEPALIVE = 64 * 1024;
const ANCHOR = 'concept-http-network-or-cache-fetch';

export interface NetworkOptions {
  preflight?: boolean;
  authentication?: boolean;
  newConnection?: boolean;
}

/** https://fetch.spec.whatwg.org/#concept-http-network-or-cache-fetch */
export function httpNetworkOrCacheFetch(
  agent: UserAgent,
  request: Request,
  options: NetworkOptions = {},
): Fetched {
  if (request.keepalive && (request.body?.length ?? 0) > MAX_KEEPALIVE)
    return networkError(request, ANCHOR, `The body of a keepalive request is longer than 64 KiB`);
  const stored = options.preflight ? null : agent.consultHttpCache(request);
  if (request.cache === 'only-if-cached')
    return networkError(request, ANCHOR, 'The cache mode is only-if-cached and nothing is stored');
  const fetched = httpNetworkFetch(agent, request, options);
  if (fetched.kind === 'network error') return fetched;
  if (stored === 'revalidate' && fetched.response.status === 304)
    throw new NotModelled('a 304 that revalidates a stored response');
  if (!options.preflight) agent.store(request, fetched.response);
  return againIfAsked(agent, fetched, options);
}

/** A 401 is asked about, a 407 too, and a 421 is tried again on another connection. */
function againIfAsked(
  agent: UserAgent,
  fetched: Extract<Fetched, { kind: 'response' }>,
  options: NetworkOptions,
): Fetched {
  const { request, response } = fetched;
  const { status, includesCredentials } = response;
  if (status === 407) throw new NotModelled("a 407, which asks for the proxy's password");
  if (status === 421 && !options.newConnection && request.body?.source !== false)
    return httpNetworkOrCacheFetch(agent, request, { ...options, newConnection: true });
  if (status !== 401 || request.tainting === 'cors' || !includesCredentials || !request.client.window)
    return fetched;
  // The standard asks even without a challenge; HTTP has nothing to ask for then.
  if (get(response.headers, 'www-authenticate') === null) return fetched;
  if (request.body?.source === false)
    return networkError(request, ANCHOR, 'A stream cannot be sent again after a 401');
  if (!request.useUrlCredentials || options.authentication)
    throw new NotModelled('a 401 that asks the user for a password');
  return httpNetworkOrCacheFetch(agent, request, { ...options, authentication: true });
}

/** https://fetch.spec.whatwg.org/#concept-http-network-fetch */
function httpNetworkFetch(
  agent: UserAgent,
  request: Request,
  { preflight = false }: NetworkOptions,
): Fetched {
  const url = currentUrl(request);
  const fails = (why: string) => networkError(request, 'concept-http-network-fetch', why);
  if (!agent.servers.reaches(url)) return fails(`No connection to ${url.origin} can be made`);
  if (request.body?.source === false)
    return fails('The body is a stream, which HTTP/1.1 cannot send: its length is not known');
  const answer = agent.servers.answer(url, request.method, isPreflight(request));
  const exchange: PredictedExchange = {
    method: request.method,
    url: `${url.origin}${url.pathname}${url.search}`,
    preflight,
    origin: requestOriginHeader(request),
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
  const includesCredentials =
    (request.credentials === 'include' ||
      (request.credentials === 'same-origin' && request.tainting === 'basic')) &&
    embedderPolicyAllowsCredentials(request);
  const { status, headers, body } = answer;
  return {
    kind: 'response',
    request,
    response: { status, headers, body, urlList: request.urlList, includesCredentials },
  };
}

/** As the servers tell a preflight: a page cannot set the header itself. */
function isPreflight({ method, headers }: Request): boolean {
  return method === 'OPTIONS' && get(headers, 'access-control-request-method') !== null;
}

function asked({ headers }: Request): { method: string; headers: string[] } {
  return {
    method: get(headers, 'access-control-request-method') ?? '',
    headers: get(headers, 'access-control-request-headers')?.split(',') ?? [],
  };
}
