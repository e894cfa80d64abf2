/** Methods: https://fetch.spec.whatwg.org/#methods */

/** https://fetch.spec.whatwg.org/#cors-safelisted-method */
export const CORS_SAFELISTED_METHODS: readonly string[] = ['GET', 'HEAD', 'POST'];

const NORMALIZED = new Set(['DELETE', 'GET', 'HEAD', 'OPTIONS', 'POST', 'PUT']);
const SAFE = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE']);
const FORBIDDEN = new Set(['CONNECT', 'TRACE', 'TRACK']);
const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;

/** Whether a text is a token, as methods and header names are: https://httpwg.org/specs/rfc9110.html#rule.token.separators */
export function isToken(text: string): boolean {
  return TOKEN.test(text);
}

/** https://fetch.spec.whatwg.org/#concept-method-normalize */
export function normalizeMethod(method: string): string {
  const upper = asciiUppercase(method);
  return NORMALIZED.has(upper) ? upper : method;
}

/** https://fetch.spec.whatwg.org/#cors-safelisted-method; methods are case-sensitive. */
export function isCorsSafelistedMethod(method: string): boolean {
  return CORS_SAFELISTED_METHODS.includes(method);
}

/** https://www.rfc-editor.org/rfc/rfc9110#section-9.2.1; a method that is not known may change anything. */
export function isSafeMethod(method: string): boolean {
  return SAFE.has(method);
}

/** https://fetch.spec.whatwg.org/#forbidden-method */
export function isForbiddenMethod(method: string): boolean {
  return FORBIDDEN.has(asciiUppercase(method));
}

// toUpperCase() would turn letters outside ASCII into ASCII ones (ſ into S).
function asciiUppercase(text: string): string {
  return text.replace(/[a-z]/g, (letter) => letter.toUpperCase());
}
