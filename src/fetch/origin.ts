/** Origins, as serialised texts in which `null` is an opaque one: https://html.spec.whatwg.org/#concept-origin */
import type { Request } from './types.ts';

/** Names a blob that the caller makes in place; its origin is the caller's, also an opaque one. */
export const OWN_BLOB = 'blob:self';

/** https://html.spec.whatwg.org/#same-origin; two opaque origins never are, as far as they are seen here. */
export function isSameOrigin(one: string, other: string): boolean {
  return one === other && one !== 'null';
}

/** Whether a request's origin is same origin with the one of a URL: https://url.spec.whatwg.org/#concept-url-origin */
export function isSameOriginUrl(origin: string, url: URL): boolean {
  return url.href === OWN_BLOB || isSameOrigin(origin, url.origin);
}

/** https://html.spec.whatwg.org/#same-site */
export function isSameSite(one: string, other: string): boolean {
  return one !== 'null' && other !== 'null' && (one === other || siteOf(one) === siteOf(other));
}

/** https://html.spec.whatwg.org/#schemelessly-same-site */
export function isSchemelesslySameSite(one: string, other: string): boolean {
  return (
    one !== 'null' &&
    other !== 'null' &&
    registrableDomain(new URL(one)) === registrableDomain(new URL(other))
  );
}

/** Of an origin that is not opaque: https://html.spec.whatwg.org/#obtain-a-site */
export function siteOf(origin: string): string {
  const url = new URL(origin);
  return `${url.protocol}//${registrableDomain(url)}`;
}

/** https://fetch.spec.whatwg.org/#concept-request-tainted-origin */
export function redirectTaint({
  origin,
  urlList,
}: Pick<Request, 'origin' | 'urlList'>): 'same-origin' | 'same-site' | 'cross-site' {
  let taint: 'same-origin' | 'same-site' = 'same-origin';
  for (const [index, url] of urlList.entries()) {
    const last = urlList[index - 1];
    if (!last) continue;
    if (!isSameSite(url.origin, last.origin) && !isSameSite(origin, last.origin)) return 'cross-site';
    if (!isSameOrigin(url.origin, last.origin) && !isSameOrigin(origin, last.origin)) taint = 'same-site';
  }
  return taint;
}

/** https://fetch.spec.whatwg.org/#serializing-a-request-origin */
export function serializeRequestOrigin(request: Pick<Request, 'origin' | 'urlList'>): string {
  return redirectTaint(request) === 'same-origin' ? request.origin : 'null';
}

/** Two labels, without the Public Suffix List: the cases use example.com, example.org, example.net and test names. */
function registrableDomain({ hostname }: URL): string {
  return /^[\d.]+$|:/.test(hostname) ? hostname : hostname.split('.').slice(-2).join('.');
}
