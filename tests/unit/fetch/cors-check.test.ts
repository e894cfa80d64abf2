import { expect, test } from 'vitest';
import { corsCheck } from '../../../src/fetch/cors-check.ts';
import type { Request } from '../../../src/fetch/types.ts';
import { aRequest } from './helpers.ts';

const origin = 'http://app.example.com';
type Credentials = Request['credentials'];

test.each<[Credentials, string[], string[], boolean]>([
  ['same-origin', [], [], false],
  ['same-origin', ['*'], [], true],
  ['omit', ['*'], [], true],
  ['include', ['*'], ['true'], false],
  ['same-origin', [origin], [], true],
  ['same-origin', [''], [], false],
  ['same-origin', ['null'], [], false],
  ['same-origin', [`${origin}/`], [], false],
  ['same-origin', [`${origin}:80`], [], false],
  ['same-origin', ['HTTP://app.example.com'], [], false],
  ['same-origin', [`${origin}, ${origin}`], [], false],
  ['same-origin', ['*', '*'], [], false],
  ['same-origin', [origin, origin], [], false],
  ['same-origin', [`${origin}\u000b`], [], false],
  ['same-origin', ['http://*.example.com'], [], false],
  ['include', [origin], [], false],
  ['include', [origin], ['true'], true],
  ['include', [origin], ['True'], false],
  ['include', [origin], ['true', 'true'], false],
  ['same-origin', [origin], ['false'], true],
])('%s: allow-origin %j and allow-credentials %j: %s', (credentials, origins, allowed, ok) => {
  const headers = [
    ...origins.map((value) => ['Access-Control-Allow-Origin', value] as const),
    ...allowed.map((value) => ['access-control-allow-credentials', value] as const),
  ];
  expect(corsCheck(aRequest({ credentials }), headers).ok).toBe(ok);
});

test.each([
  ['null', true],
  [origin, false],
  ['*', true],
  ['NULL', false],
])('a tainted request and %s: %s', (value, ok) => {
  const request = aRequest({}, 'http://api.example.com/', 'http://app.example.com/');
  expect(corsCheck(request, [['access-control-allow-origin', value]]).ok).toBe(ok);
});

test('the reason has the actual values', () => {
  const { step, link } = corsCheck(aRequest(), [['access-control-allow-origin', 'http://b.example']]);
  expect(step).toBe(
    "The CORS check fails: Access-Control-Allow-Origin is `http://b.example`, the request's origin is `http://app.example.com`",
  );
  expect(link).toBe('https://fetch.spec.whatwg.org/#concept-cors-check');
});
