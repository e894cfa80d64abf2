/** The headers of the CORS protocol, as they stand in a response: https://fetch.spec.whatwg.org/#http-new-header-syntax */
import { byteLowercase, get, linesOf } from './header-list.ts';
import type { HeaderList } from './types.ts';

export const ALLOW_ORIGIN = 'access-control-allow-origin';
export const ALLOW_CREDENTIALS = 'access-control-allow-credentials';
export const ALLOW_METHODS = 'access-control-allow-methods';
export const ALLOW_HEADERS = 'access-control-allow-headers';
export const EXPOSE_HEADERS = 'access-control-expose-headers';
export const MAX_AGE = 'access-control-max-age';
export const REQUEST_METHOD = 'access-control-request-method';
export const REQUEST_HEADERS = 'access-control-request-headers';

/** Names, in lower case: https://fetch.spec.whatwg.org/#cors-safelisted-response-header-name */
export const CORS_SAFELISTED_RESPONSE_HEADERS: ReadonlySet<string> = new Set([
  'cache-control',
  'content-language',
  'content-length',
  'content-type',
  'expires',
  'last-modified',
  'pragma',
]);

/** The items of a list header, over all its lines, without blanks around them; their case is kept. */
export function itemsOf(headers: HeaderList, name: string): string[] {
  return linesOf(headers, name)
    .flatMap((line) => line.split(','))
    .map((item) => item.trim())
    .filter((item) => item !== '');
}

/** The value of Access-Control-Allow-Origin, as the CORS check gets it; null if it is absent. */
export function allowedOrigin(headers: HeaderList): string | null {
  return get(headers, ALLOW_ORIGIN);
}

/** Whether Access-Control-Allow-Credentials is `true`, the only value that counts. */
export function allowsCredentials(headers: HeaderList): boolean {
  return get(headers, ALLOW_CREDENTIALS) === 'true';
}

/** The methods of Access-Control-Allow-Methods; methods are case-sensitive. */
export function allowedMethods(headers: HeaderList): string[] {
  return itemsOf(headers, ALLOW_METHODS);
}

/** The names of Access-Control-Allow-Headers, in lower case. */
export function allowedHeaders(headers: HeaderList): string[] {
  return itemsOf(headers, ALLOW_HEADERS).map(byteLowercase);
}

/** The names of Access-Control-Expose-Headers, in lower case. */
export function exposedHeaders(headers: HeaderList): string[] {
  return itemsOf(headers, EXPOSE_HEADERS).map(byteLowercase);
}

/** The names of Vary, in lower case: https://httpwg.org/specs/rfc9110.html#field.vary */
export function varyNames(headers: HeaderList): string[] {
  return itemsOf(headers, 'vary').map(byteLowercase);
}
