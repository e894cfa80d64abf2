import { expect, test } from 'vitest';
import { readableHeaderNames } from '../../../src/fetch/filter.ts';
import type { Request } from '../../../src/fetch/types.ts';

const SAFELISTED = ['Cache-Control', 'Content-Language', 'Content-Length', 'Content-Type', 'Expires'];
const MORE = ['Last-Modified', 'Pragma'];
const OTHERS = ['ETag', 'X-A', 'Set-Cookie', 'Set-Cookie2'];
const always = [...SAFELISTED, ...MORE].map((name) => name.toLowerCase());

function readable(tainting: Request['tainting'], credentials: Request['credentials'], expose: string[]) {
  const headers = [
    ...[...SAFELISTED, ...MORE, ...OTHERS].map((name) => [name, 'x'] as const),
    ...expose.map((value) => ['Access-Control-Expose-Headers', value] as const),
  ];
  return readableHeaderNames({ tainting, credentials }, headers);
}

test.each<[Request['credentials'], string[], string[]]>([
  ['same-origin', [], []],
  ['same-origin', ['x-a'], ['x-a']],
  ['same-origin', ['X-A, etag', 'x-b'], ['etag', 'x-a']],
  ['same-origin', ['set-cookie, set-cookie2'], []],
  ['same-origin', ['*'], ['access-control-expose-headers', 'etag', 'x-a']],
  ['include', ['*'], []],
  ['include', ['*, x-a'], ['x-a']],
  ['same-origin', ['x-a, a b'], []],
])('%s with expose %j reads %j', (credentials, expose, more) => {
  expect(readable('cors', credentials, expose)).toEqual([...always, ...more].sort());
});

test('a header called * is exposed to credentialed requests by its name', () => {
  const headers = [
    ['*', 'x'],
    ['access-control-expose-headers', '*'],
  ] as const;
  expect(readableHeaderNames({ tainting: 'cors', credentials: 'include' }, headers)).toEqual(['*']);
});

test('a basic response hides only its cookies, an opaque one everything', () => {
  expect(readable('basic', 'include', [])).toEqual([...always, 'etag', 'x-a'].sort());
  expect(readable('opaque', 'include', ['*'])).toEqual([]);
});
