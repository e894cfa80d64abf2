import { describe, expect, test } from 'vitest';
import { parseSingleRangeHeaderValue } from '../../../src/fetch/range.ts';
import {
  corsUnsafeRequestHeaderNames,
  isCorsNonWildcardRequestHeaderName,
  isCorsSafelistedRequestHeader,
  isNoCorsSafelistedRequestHeader,
} from '../../../src/fetch/safelist.ts';

const code = (number: number) => String.fromCharCode(number);

describe('CORS-safelisted request-header', () => {
  test.each<[string, string, boolean]>([
    ['accept', 'a'.repeat(128), true],
    ['accept', 'a'.repeat(129), false],
    ['Accept', '*/*;q=0.8', true],
    ['accept', '', true],
    ['accept', '\t', true],
    ['accept', '\u00ff', true],
    ['accept', code(0x1f), false],
    ['accept', code(0x7f), false],
    ...Array.from('"():<>?@[\\]{}', (char): [string, string, boolean] => ['accept', `a${char}`, false]),
    ...Array.from(",/;=!#$%&'*+-.^_`|~", (char): [string, string, boolean] => ['accept', `a${char}`, true]),
    ['accept-language', 'en-GB, *;q=0.5', true],
    ['accept-language', 'en_GB', false],
    ['accept-language', 'en@x', false],
    ['accept-language', 'en\t', false],
    ['content-language', 'a'.repeat(129), false],
    ['content-language', 'de', true],
    ['content-type', 'text/plain', true],
    ['content-type', 'TEXT/PLAIN;charset=UTF-8', true],
    ['content-type', 'multipart/form-data; boundary=x', true],
    ['content-type', 'application/x-www-form-urlencoded', true],
    ['content-type', 'text/plain;charset="utf-8"', false],
    ['content-type', 'text/plain, application/json', false],
    ['content-type', 'text/plain;a=b, application/json', true],
    ['content-type', 'application/json', false],
    ['content-type', 'text /plain', false],
    ['content-type', 'text/plain\u000b', false],
    ['content-type', 'text/plain\u00a0', false],
    ['content-type', '', false],
    ['range', 'bytes=0-', true],
    ['range', 'bytes=5-5', true],
    ['range', 'bytes=6-5', false],
    ['range', 'bytes=-5', false],
    ['range', 'bytes=-', false],
    ['range', 'Bytes=0-', false],
    ['range', 'bytes= 0-', false],
    ['range', 'bytes=0-1,3-4', false],
    ['range', 'bytes=0-99999999999999999999', true],
    ['range', 'bytes=99999999999999999999-99999999999999999998', false],
    ['dpr', '1', false],
    ['save-data', 'on', false],
    ['x-a', '', false],
  ])('%s: %j is %s', (name, value, safelisted) => {
    expect(isCorsSafelistedRequestHeader(name, value)).toBe(safelisted);
  });
});

test('blanks are allowed in a range where the standard says so', () => {
  expect(parseSingleRangeHeaderValue('bytes = 0 - 5', true)).toEqual([0n, 5n]);
  expect(parseSingleRangeHeaderValue('bytes=-5', false)).toEqual([null, 5n]);
});

describe('CORS-unsafe request-header names', () => {
  const many = (count: number, last: number) => [
    ...Array.from({ length: count }, (): [string, string] => ['Accept', 'a'.repeat(128)]),
    ['Content-Language', 'a'.repeat(last)] as [string, string],
  ];

  test('are lower-cased, unique and sorted', () => {
    const list = [
      ['X-b', '1'],
      ['Accept', 'x'],
      ['X-A', '1'],
      ['x-B', '2'],
    ] as const;
    expect(corsUnsafeRequestHeaderNames(list)).toEqual(['x-a', 'x-b']);
  });

  test('leave out safelisted values of 1024 bytes together', () => {
    expect(corsUnsafeRequestHeaderNames(many(7, 128))).toEqual([]);
  });

  test('have every safelisted name once there are 1025', () => {
    expect(corsUnsafeRequestHeaderNames(many(8, 1))).toEqual(['accept', 'content-language']);
  });

  test('do not count values that are unsafe by themselves', () => {
    expect(corsUnsafeRequestHeaderNames([...many(7, 128), ['x-a', 'a'.repeat(500)]])).toEqual(['x-a']);
  });
});

test('no-CORS-safelisted request-headers leave out Range', () => {
  expect(isNoCorsSafelistedRequestHeader('Range', 'bytes=0-')).toBe(false);
  expect(isNoCorsSafelistedRequestHeader('Accept', 'x')).toBe(true);
});

test('Authorization alone is not covered by a wildcard', () => {
  expect(isCorsNonWildcardRequestHeaderName('AUTHORIZATION')).toBe(true);
  expect(isCorsNonWildcardRequestHeaderName('x-authorization')).toBe(false);
});
