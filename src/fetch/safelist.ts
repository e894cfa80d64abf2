/** Which request headers need a preflight: https://fetch.spec.whatwg.org/#cors-safelisted-request-header */
import { byteLowercase, sortedLowercaseSet } from './header-list.ts';
import { parseMimeType } from './mime.ts';
import { parseSingleRangeHeaderValue } from './range.ts';
import type { HeaderList } from './types.ts';

/** Bytes that one safelisted value may have. */
const MAX_VALUE = 128;
/** Bytes that all safelisted values together may have. */
export const MAX_SAFELIST_VALUE_SIZE = 1024;

const SAFELISTED_TYPES = new Set(['application/x-www-form-urlencoded', 'multipart/form-data', 'text/plain']);

/** https://fetch.spec.whatwg.org/#cors-unsafe-request-header-byte */
const UNSAFE_BYTE = /[\x00-\x08\x0a-\x1f"():<>?@[\\\]{}\x7f]/;
const LANGUAGE = /^[0-9A-Za-z *,\-.;=]*$/;

/** https://fetch.spec.whatwg.org/#cors-unsafe-request-header-names */
export function corsUnsafeRequestHeaderNames(headers: HeaderList): string[] {
  const tooMany = safelistValueSize(headers) > MAX_SAFELIST_VALUE_SIZE;
  const unsafe = headers.filter(([name, value]) => tooMany || !isCorsSafelistedRequestHeader(name, value));
  return sortedLowercaseSet(unsafe.map(([name]) => name));
}

/** Bytes of all safelisted values together. */
export function safelistValueSize(headers: HeaderList): number {
  const safelisted = headers.filter(([name, value]) => isCorsSafelistedRequestHeader(name, value));
  return safelisted.reduce((sum, [, value]) => sum + value.length, 0);
}

/** https://fetch.spec.whatwg.org/#cors-safelisted-request-header; a value has one character per byte. */
export function isCorsSafelistedRequestHeader(name: string, value: string): boolean {
  return whyNotSafelisted(name, value) === null;
}

/** Why a header is not CORS-safelisted, as the end of a sentence; null if it is. */
export function whyNotSafelisted(name: string, value: string): string | null {
  if (value.length > MAX_VALUE) return `its value has ${value.length} bytes, more than ${MAX_VALUE}`;
  switch (byteLowercase(name)) {
    case 'accept':
      return hasUnsafeByte(value) ? 'its value has a CORS-unsafe request-header byte' : null;
    case 'accept-language':
    case 'content-language':
      return LANGUAGE.test(value) ? null : 'its value has a byte that is not allowed in a language list';
    case 'content-type':
      return whyNotSafelistedType(value);
    case 'range':
      return (parseSingleRangeHeaderValue(value, false)?.[0] ?? null) === null
        ? 'its value is not a single range with a start'
        : null;
    default:
      return 'its name is not one of the safelisted names';
  }
}

/** https://fetch.spec.whatwg.org/#no-cors-safelisted-request-header */
export function isNoCorsSafelistedRequestHeader(name: string, value: string): boolean {
  return byteLowercase(name) !== 'range' && isCorsSafelistedRequestHeader(name, value);
}

/** https://fetch.spec.whatwg.org/#cors-non-wildcard-request-header-name */
export function isCorsNonWildcardRequestHeaderName(name: string): boolean {
  return byteLowercase(name) === 'authorization';
}

function hasUnsafeByte(value: string): boolean {
  return UNSAFE_BYTE.test(value);
}

function whyNotSafelistedType(value: string): string | null {
  if (hasUnsafeByte(value)) return 'its value has a CORS-unsafe request-header byte';
  const type = parseMimeType(value);
  if (!type) return 'its value is not a MIME type';
  return SAFELISTED_TYPES.has(type.essence) ? null : `the essence ${type.essence} is not one of the three`;
}
