/** HTTP-redirect fetch: https://fetch.spec.whatwg.org/#concept-http-redirect-fetch */
import { deleteHeader, get, linesOf } from './header-list.ts';
import { isSameOrigin } from './origin.ts';
import { parseReferrerPolicy } from './origin-header.ts';
import { isHttp } from './request-blocking.ts';
import { isCorsNonWildcardRequestHeaderName } from './safelist.ts';
import { currentUrl, networkError, type Fetched, type Request, type Response } from './types.ts';

const MAX_REDIRECTS = 20;
const ANCHOR = 'concept-http-redirect-fetch';
/** https://fetch.spec.whatwg.org/#request-body-header-name */
const REQUEST_BODY_HEADERS = ['content-encoding', 'content-language', 'content-location', 'content-type'];

/** https://fetch.spec.whatwg.org/#redirect-status */
export function isRedirectStatus(status: number): boolean {
  return [301, 302, 303, 307, 308].includes(status);
}

/**
 * Of a response with a redirect status; a value that is no URL is a failure:
 * https://fetch.spec.whatwg.org/#concept-response-location-url
 */
function locationUrl(response: Response, fragment: string): URL | 'failure' | null {
  const [location, ...more] = linesOf(response.headers, 'location');
  if (location === undefined) return null;
  if (more.length > 0) return 'failure';
  const base = currentUrl(response);
  if (!URL.canParse(location, base)) return 'failure';
  const url = new URL(location, base);
  if (url.hash === '' && !url.href.endsWith('#')) url.hash = fragment;
  return url;
}

/** The request to make next, the response itself if it leads nowhere, or a network error. */
export function httpRedirectFetch(request: Request, response: Response): Request | Fetched {
  const { status } = response;
  const fails = (why: string) => networkError(request, ANCHOR, `HTTP-redirect fetch fails: ${why}`);
  const location = locationUrl(response, currentUrl(request).hash);
  if (location === null) return { kind: 'response', response, request };
  if (location === 'failure') return fails('Location is not one URL');
  if (!isHttp(location)) return fails(`the scheme of ${location.href} is not an HTTP(S) scheme`);
  if (request.redirectCount === MAX_REDIRECTS) return fails(`${MAX_REDIRECTS} redirects have been followed`);
  if (location.username !== '' || location.password !== '') {
    if (request.mode === 'cors' && !isSameOrigin(request.origin, location.origin))
      return fails(`Location includes credentials and ${location.origin} is not the request's origin`);
    if (request.tainting === 'cors') return fails('Location includes credentials and the tainting is cors');
  }
  if (status !== 303 && request.body?.source === false)
    return fails(`the status is ${status} and the body is a stream, which cannot be sent again`);
  return {
    ...withoutAuthorization(rewritten(request, status), location),
    redirectCount: request.redirectCount + 1,
    urlList: [...request.urlList, location],
    referrerPolicy: parseReferrerPolicy(get(response.headers, 'referrer-policy')) ?? request.referrerPolicy,
  };
}

/** POST becomes GET after a 301 or 302, and anything but GET and HEAD after a 303. */
function rewritten(request: Request, status: number): Request {
  const { method } = request;
  const moved = (status === 301 || status === 302) && method === 'POST';
  const other = status === 303 && method !== 'GET' && method !== 'HEAD';
  if (!moved && !other) return request;
  return {
    ...request,
    method: 'GET',
    body: null,
    headers: REQUEST_BODY_HEADERS.reduce(deleteHeader, request.headers),
  };
}

/** Authorization does not go to another origin than the one it was meant for. */
function withoutAuthorization(request: Request, location: URL): Request {
  if (isSameOrigin(currentUrl(request).origin, location.origin)) return request;
  return {
    ...request,
    headers: request.headers.filter(([name]) => !isCorsNonWildcardRequestHeaderName(name)),
  };
}
