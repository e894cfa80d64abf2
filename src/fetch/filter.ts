/** Filtered responses: https://fetch.spec.whatwg.org/#concept-filtered-response */
import { CORS_SAFELISTED_RESPONSE_HEADERS, EXPOSE_HEADERS } from './cors-headers.ts';
import { extractTokens } from './extract-values.ts';
import { isForbiddenResponseHeaderName } from './forbidden.ts';
import { byteLowercase, sortedLowercaseSet } from './header-list.ts';
import type { HeaderList, Request } from './types.ts';

/** Names of the headers that script can read. */
export function readableHeaderNames(
  request: Pick<Request, 'tainting' | 'credentials'>,
  headers: HeaderList,
): string[] {
  const names = sortedLowercaseSet(headers.map(([name]) => name));
  if (request.tainting === 'opaque') return [];
  if (request.tainting === 'basic') return names.filter((name) => !isForbiddenResponseHeaderName(name));
  const exposed = corsExposedHeaderNames(request, headers);
  return names.filter((name) => isCorsSafelistedResponseHeaderName(name, exposed));
}

/** https://fetch.spec.whatwg.org/#concept-response-cors-exposed-header-name-list, as main fetch sets it */
export function corsExposedHeaderNames(
  { credentials }: Pick<Request, 'credentials'>,
  headers: HeaderList,
): string[] {
  const names = extractTokens(EXPOSE_HEADERS, headers);
  if (!Array.isArray(names)) return [];
  if (credentials !== 'include' && names.includes('*'))
    return sortedLowercaseSet(headers.map(([name]) => name));
  return sortedLowercaseSet(names);
}

/** https://fetch.spec.whatwg.org/#cors-safelisted-response-header-name */
export function isCorsSafelistedResponseHeaderName(name: string, exposed: readonly string[]): boolean {
  const lower = byteLowercase(name);
  return (
    CORS_SAFELISTED_RESPONSE_HEADERS.has(lower) ||
    (exposed.includes(lower) && !isForbiddenResponseHeaderName(lower))
  );
}
