/** Main fetch and scheme fetch: https://fetch.spec.whatwg.org/#concept-main-fetch */
import { blobFetch } from './blob-fetch.ts';
import { httpFetch } from './http-fetch.ts';
import { isCorsSafelistedMethod } from './methods.ts';
import { isSameOriginUrl } from './origin.ts';
import { clearCacheEntries } from './preflight-cache.ts';
import { isHttp, shouldBeBlocked } from './request-blocking.ts';
import { corsUnsafeRequestHeaderNames, whyNotSafelisted } from './safelist.ts';
import {
  NotModelled,
  currentUrl,
  fetchSpec,
  networkError,
  type Fetched,
  type Request,
  type Response,
} from './types.ts';
import type { UserAgent } from './user-agent.ts';

const ANCHOR = 'concept-main-fetch';

/** The part of main fetch that redirects come back to. */
export function mainFetch(agent: UserAgent, request: Request): Fetched {
  const url = currentUrl(request);
  if (request.client.contentSecurityPolicy !== null)
    throw new NotModelled('the Content Security Policy of the page');
  const blocked = shouldBeBlocked(request);
  if (blocked) return { kind: 'network error', request, decision: blocked };
  const note = (step: string) => agent.note({ step, link: fetchSpec(ANCHOR) });
  const origin = isHttp(url) ? url.origin : url.protocol;
  if ((isSameOriginUrl(request.origin, url) && request.tainting === 'basic') || url.protocol === 'data:') {
    note(
      `The response tainting is basic: ${origin} is ${url.protocol === 'data:' ? 'a data URL' : "the request's own origin"}`,
    );
    return schemeFetch(agent, { ...request, tainting: 'basic' });
  }
  if (request.mode === 'navigate' || request.mode === 'websocket') {
    note(`The response tainting is basic: the mode is ${request.mode}`);
    return schemeFetch(agent, { ...request, tainting: 'basic' });
  }
  if (request.mode === 'same-origin')
    return networkError(
      request,
      ANCHOR,
      `The mode is same-origin and ${origin} is not \`${request.origin}\``,
    );
  if (request.mode === 'no-cors') {
    if (request.redirect !== 'follow')
      return networkError(
        request,
        ANCHOR,
        `The mode is no-cors and the redirect mode is ${request.redirect}`,
      );
    note('The response tainting is opaque: the mode is no-cors and the URL is cross-origin');
    return schemeFetch(agent, { ...request, tainting: 'opaque' });
  }
  if (!isHttp(url))
    return networkError(request, ANCHOR, `The scheme ${url.protocol} is not an HTTP(S) scheme`);
  const needs = whyPreflight(request);
  const because =
    request.tainting === 'cors'
      ? 'a redirect came through another origin'
      : `${origin} is another origin than \`${request.origin}\``;
  note(`The response tainting is cors: ${because}; ${needs ?? 'no preflight is needed'}`);
  const tainted: Request = { ...request, tainting: 'cors' };
  const fetched = httpFetch(agent, tainted, needs !== null, mainFetch);
  if (needs !== null && fetched.kind === 'network error')
    agent.cache = clearCacheEntries(agent.cache, fetched.request);
  return fetched;
}

/** Why a request goes the way of a CORS-preflight fetch, or null. */
function whyPreflight(request: Request): string | null {
  if (request.useCorsPreflight) return 'the use-CORS-preflight flag asks for a preflight';
  if (!request.unsafeRequest) return null;
  if (!isCorsSafelistedMethod(request.method))
    return `${request.method} is not a CORS-safelisted method, which asks for a preflight`;
  const [name] = corsUnsafeRequestHeaderNames(request.headers);
  if (name === undefined) return null;
  const lines = request.headers.filter(([other]) => other.toLowerCase() === name);
  const why =
    lines.map((line) => whyNotSafelisted(...line)).find((reason) => reason !== null) ??
    'the safelisted values have more than 1024 bytes together';
  return `${name} is a CORS-unsafe request-header name (${why}), which asks for a preflight`;
}

/** https://fetch.spec.whatwg.org/#concept-scheme-fetch */
function schemeFetch(agent: UserAgent, request: Request): Fetched {
  const url = currentUrl(request);
  const fails = (why: string) => networkError(request, 'concept-scheme-fetch', `Scheme fetch fails: ${why}`);
  switch (url.protocol) {
    case 'http:':
    case 'https:':
      return httpFetch(agent, request, false, mainFetch);
    case 'about:':
      if (url.pathname !== 'blank') return fails(`${url.href} is not about:blank`);
      return local(request, [['Content-Type', 'text/html;charset=utf-8']]);
    case 'blob:':
      return blobFetch(request);
    case 'data:':
      if (!url.href.includes(',')) return fails('the data URL has no comma');
      return local(request, [['Content-Type', 'as the URL says']]);
    default:
      return fails(`nothing is fetched for ${url.protocol} URLs`);
  }
}

function local(request: Request, headers: Response['headers']): Fetched {
  const response = { status: 200, headers, body: '', urlList: request.urlList, includesCredentials: true };
  return { kind: 'response', request, response };
}
