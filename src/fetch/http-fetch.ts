/** HTTP fetch: https://fetch.spec.whatwg.org/#concept-http-fetch */
import { corsCheck } from './cors-check.ts';
import { isCorsSafelistedMethod } from './methods.ts';
import { httpNetworkOrCacheFetch } from './network.ts';
import { checkPreflight, corsPreflightRequest } from './preflight.ts';
import { isHeaderNameCacheEntryMatch, isMethodCacheEntryMatch, storePreflight } from './preflight-cache.ts';
import { httpRedirectFetch, isRedirectStatus } from './redirect.ts';
import { crossOriginResourcePolicyCheck } from './resource-policy.ts';
import { corsUnsafeRequestHeaderNames } from './safelist.ts';
import { handleFetch } from './service-worker.ts';
import { currentUrl, fetchSpec, networkError, type Decision, type Fetched, type Request } from './types.ts';
import type { MainFetch, UserAgent } from './user-agent.ts';

/** https://fetch.spec.whatwg.org/#concept-http-fetch */
export function httpFetch(
  agent: UserAgent,
  request: Request,
  makeCorsPreflight: boolean,
  mainFetch: MainFetch,
): Fetched {
  const fetched =
    handleFetch(agent, request, mainFetch) ?? fetchPastServiceWorker(agent, request, makeCorsPreflight);
  if (fetched.kind === 'network error' || !isRedirectStatus(fetched.response.status)) return fetched;
  return redirected(agent, fetched, mainFetch);
}

/** From the network or its cache, checked. */
function fetchPastServiceWorker(agent: UserAgent, request: Request, makeCorsPreflight: boolean): Fetched {
  if (makeCorsPreflight) {
    const failed = preflightUnlessCached(agent, request);
    if (failed) return { kind: 'network error', request, decision: failed };
  }
  // What the network redirects is not shown to a service worker again.
  const mode = request.redirect === 'follow' ? 'none' : request.serviceWorkersMode;
  const fetched = httpNetworkOrCacheFetch(agent, { ...request, serviceWorkersMode: mode });
  if (fetched.kind === 'network error' || request.tainting === 'basic') return fetched;
  const { response } = fetched;
  const check =
    request.tainting === 'cors'
      ? corsCheck(request, response.headers)
      : crossOriginResourcePolicyCheck(request, response);
  agent.note(check);
  return check.ok ? fetched : { kind: 'network error', request, decision: check };
}

/** Sends a preflight unless the cache knows all it would say; returns why it failed. */
function preflightUnlessCached(agent: UserAgent, request: Request): Decision | null {
  const known = agent.cache.some((entry) => isMethodCacheEntryMatch(entry, request.method, request));
  const methodNeeds = !known && (!isCorsSafelistedMethod(request.method) || request.useCorsPreflight);
  const names = corsUnsafeRequestHeaderNames(request.headers).filter(
    (name) => !agent.cache.some((entry) => isHeaderNameCacheEntryMatch(entry, name, request)),
  );
  if (!methodNeeds && names.length === 0) {
    agent.usedCache = true;
    agent.note({
      step: `No preflight is sent: the CORS-preflight cache has entries for all that the ${request.method} request needs`,
      link: fetchSpec('cors-preflight-cache'),
    });
    return null;
  }
  return corsPreflightFetch(agent, request);
}

/** https://fetch.spec.whatwg.org/#cors-preflight-fetch-0 */
function corsPreflightFetch(agent: UserAgent, request: Request): Decision | null {
  const fetched = httpNetworkOrCacheFetch(agent, corsPreflightRequest(request), { preflight: true });
  if (fetched.kind === 'network error') return fetched.decision;
  const { check, ...allowed } = checkPreflight(request, fetched.response);
  agent.note(check);
  if (!check.ok) return check;
  agent.cache = storePreflight(agent.cache, request, allowed, agent.now);
  return null;
}

function redirected(
  agent: UserAgent,
  fetched: Extract<Fetched, { kind: 'response' }>,
  mainFetch: MainFetch,
): Fetched {
  const { request, response } = fetched;
  if (request.redirect === 'error')
    return networkError(
      request,
      'concept-http-fetch',
      `The status is ${response.status} and the redirect mode is error`,
    );
  if (request.redirect === 'manual') return { ...fetched, opaqueRedirect: true };
  const next = httpRedirectFetch(request, response);
  if ('kind' in next) return next;
  agent.note({
    step: `HTTP-redirect fetch follows the ${response.status} to ${currentUrl(next).href} with ${next.method}`,
    link: fetchSpec('concept-http-redirect-fetch'),
  });
  return mainFetch(agent, next);
}
