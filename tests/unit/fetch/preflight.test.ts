import { expect, test } from 'vitest';
import { checkPreflight, corsPreflightRequest } from '../../../src/fetch/preflight.ts';
import type { Request } from '../../../src/fetch/types.ts';
import { aRequest } from './helpers.ts';

const ALLOWED: [string, string][] = [
  ['access-control-allow-origin', 'http://app.example.com'],
  ['access-control-allow-credentials', 'true'],
];
const methods = (value: string): [string, string] => ['access-control-allow-methods', value];
const names = (value: string): [string, string] => ['access-control-allow-headers', value];

function check(request: Request, status: number, headers: [string, string][]) {
  return checkPreflight(request, {
    status,
    headers,
    urlList: request.urlList,
    includesCredentials: false,
    body: '',
  });
}

test('a preflight asks for the method and the unsafe names, without credentials', () => {
  const request = aRequest({
    method: 'PATCH',
    credentials: 'include',
    headers: [
      ['X-B', '1'],
      ['x-a', '1'],
      ['accept', 'x'],
    ],
  });
  expect(corsPreflightRequest(request)).toMatchObject({
    method: 'OPTIONS',
    credentials: 'same-origin',
    body: null,
    headers: [
      ['Accept', '*/*'],
      ['Access-Control-Request-Method', 'PATCH'],
      ['Access-Control-Request-Headers', 'x-a,x-b'],
    ],
  });
  expect(corsPreflightRequest(aRequest({ method: 'PUT' })).headers).toHaveLength(2);
});

test.each<[Partial<Request>, number, [string, string][], boolean]>([
  [{ method: 'PUT' }, 199, [...ALLOWED, methods('PUT')], false],
  [{ method: 'PUT' }, 200, [...ALLOWED, methods('PUT')], true],
  [{ method: 'PUT' }, 299, [...ALLOWED, methods('PUT')], true],
  [{ method: 'PUT' }, 300, [...ALLOWED, methods('PUT')], false],
  [{ method: 'PUT' }, 304, [...ALLOWED, methods('PUT')], false],
  [{ method: 'PUT' }, 204, [methods('PUT')], false],
  [{ method: 'PUT' }, 204, ALLOWED, false],
  [{ method: 'PUT' }, 204, [...ALLOWED, methods('put')], false],
  [{ method: 'PUT' }, 204, [...ALLOWED, methods('GET,,PUT')], true],
  [{ method: 'PUT' }, 204, [...ALLOWED, methods('GET'), methods('PUT')], true],
  [{ method: 'PUT' }, 204, [...ALLOWED, methods('*')], true],
  [{ method: 'PUT', credentials: 'include' }, 204, [...ALLOWED, methods('*')], false],
  [{ method: '*', credentials: 'include' }, 204, [...ALLOWED, methods('*')], true],
  [{ method: 'POST', useCorsPreflight: true }, 204, ALLOWED, true],
  [{ method: 'POST', useCorsPreflight: true }, 204, [...ALLOWED, methods('PUT')], true],
  [{ method: 'POST', useCorsPreflight: true }, 204, [...ALLOWED, methods('a b')], false],
  [{ method: 'POST', useCorsPreflight: true }, 204, [...ALLOWED, names('a b')], false],
  [{ headers: [['X-A', '1']] }, 204, ALLOWED, false],
  [{ headers: [['X-A', '1']] }, 204, [...ALLOWED, names('x-a')], true],
  [{ headers: [['x-a', '1']] }, 204, [...ALLOWED, names('X-A')], true],
  [{ headers: [['x-a', '1']] }, 204, [...ALLOWED, names('*')], true],
  [{ headers: [['x-a', '1']], credentials: 'include' }, 204, [...ALLOWED, names('*')], false],
  [{ headers: [['*', '1']], credentials: 'include' }, 204, [...ALLOWED, names('*')], true],
  [{ headers: [['Authorization', 'x']] }, 204, [...ALLOWED, names('*')], false],
  [{ headers: [['Authorization', 'x']] }, 204, [...ALLOWED, names('*, authorization')], true],
])('%j with %i and %j: %s', (over, status, headers, ok) => {
  expect(check(aRequest(over), status, headers).check.ok).toBe(ok);
});

test.each<[string[], number]>([
  [[], 5],
  [['0'], 0],
  [['60'], 60],
  [['-1'], 5],
  [['60', '60'], 5],
])('max-age %j counts as %i', (values, maxAge) => {
  const lines = values.map((value): [string, string] => ['access-control-max-age', value]);
  expect(check(aRequest({ method: 'PUT' }), 204, [...ALLOWED, methods('PUT'), ...lines]).maxAge).toBe(maxAge);
});

test('a preflight for the flag alone remembers its method only if no list is given', () => {
  const request = aRequest({ method: 'POST', useCorsPreflight: true });
  expect(check(request, 204, ALLOWED).methods).toEqual(['POST']);
  expect(check(request, 204, [...ALLOWED, methods('')]).methods).toEqual([]);
  expect(check(aRequest({ method: 'POST' }), 204, ALLOWED).methods).toEqual([]);
});
