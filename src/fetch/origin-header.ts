/** The Origin header of a request: https://fetch.spec.whatwg.org/#origin-header */
import { isSameOriginUrl, serializeRequestOrigin } from './origin.ts';
import { currentUrl, type Request } from './types.ts';

/** The value that is appended, or null for none: https://fetch.spec.whatwg.org/#append-a-request-origin-header */
export function requestOriginHeader(request: Request): string | null {
  const serialized = serializeRequestOrigin(request);
  if (request.tainting === 'cors' || request.mode === 'websocket') return serialized;
  if (request.method === 'GET' || request.method === 'HEAD') return null;
  return request.mode !== 'cors' && isWithheld(request) ? 'null' : serialized;
}

/** Whether the referrer policy keeps the origin back. */
function isWithheld({ referrerPolicy, origin, urlList }: Request): boolean {
  const url = currentUrl({ urlList });
  switch (referrerPolicy) {
    case 'no-referrer':
      return true;
    case 'no-referrer-when-downgrade':
    case 'strict-origin':
    case 'strict-origin-when-cross-origin':
      return origin.startsWith('https:') && url.protocol !== 'https:';
    case 'same-origin':
      return !isSameOriginUrl(origin, url);
    default:
      return false;
  }
}

/** https://w3c.github.io/webappsec-referrer-policy/#referrer-policies */
export const REFERRER_POLICIES = [
  'no-referrer',
  'no-referrer-when-downgrade',
  'same-origin',
  'origin',
  'strict-origin',
  'origin-when-cross-origin',
  'strict-origin-when-cross-origin',
  'unsafe-url',
];

/** The last known token wins: https://w3c.github.io/webappsec-referrer-policy/#parse-referrer-policy-from-header */
export function parseReferrerPolicy(header: string | null): string | null {
  const known = (header ?? '').split(',').map((token) => token.trim().toLowerCase());
  return known.filter((token) => REFERRER_POLICIES.includes(token)).at(-1) ?? null;
}
