import { expect, test } from 'vitest';
import {
  clearCacheEntries,
  isHeaderNameCacheEntryMatch,
  isMethodCacheEntryMatch,
  storePreflight,
  withoutExpired,
  type PreflightCache,
} from '../../../src/fetch/preflight-cache.ts';
import type { Request } from '../../../src/fetch/types.ts';
import { CLIENT, aRequest } from './helpers.ts';

const allowed = { methods: ['PUT'], headerNames: ['X-A'], maxAge: 10 };
const cache = storePreflight([], aRequest(), allowed, 0);
const knows = (entries: PreflightCache, method: string, request: Request) =>
  entries.some((entry) => isMethodCacheEntryMatch(entry, method, request));
const knowsName = (entries: PreflightCache, name: string, request: Request) =>
  entries.some((entry) => isHeaderNameCacheEntryMatch(entry, name, request));

test.each<[string, Request, boolean]>([
  ['the same request', aRequest(), true],
  ['another query', aRequest({}, 'http://api.example.com/item?a'), false],
  ['another origin', aRequest({ origin: 'http://other.example.com' }), false],
  ['a tainted origin', aRequest({}, 'http://example.org/', 'http://api.example.com/item'), false],
  ['another partition', aRequest({ client: { ...CLIENT, partitionKey: 'http://example.org' } }), false],
  ['a credentialed request', aRequest({ credentials: 'include' }), false],
  ['a request without any credentials', aRequest({ credentials: 'omit' }), true],
])('an entry matches %s: %s', (_what, request, matches) => {
  expect(knows(cache, 'PUT', request)).toBe(matches);
});

test('a credentialed entry serves both kinds', () => {
  const credentialed = storePreflight([], aRequest({ credentials: 'include' }), allowed, 0);
  expect(knows(credentialed, 'PUT', aRequest())).toBe(true);
  expect(knows(credentialed, 'PUT', aRequest({ credentials: 'include' }))).toBe(true);
});

test('methods match by case, names do not', () => {
  expect(knows(cache, 'put', aRequest())).toBe(false);
  expect(knows(cache, 'DELETE', aRequest())).toBe(false);
  expect(knowsName(cache, 'x-a', aRequest())).toBe(true);
  expect(knowsName(cache, 'x-b', aRequest())).toBe(false);
});

test('a wildcard matches any method, and any name but Authorization', () => {
  const wild = storePreflight([], aRequest(), { methods: ['*'], headerNames: ['*'], maxAge: 10 }, 0);
  expect(knows(wild, 'DELETE', aRequest())).toBe(true);
  expect(knowsName(wild, 'x-b', aRequest())).toBe(true);
  expect(knowsName(wild, 'authorization', aRequest())).toBe(false);
});

test.each([
  [9.9, true],
  [10, false],
])('after %d of 10 seconds an entry is there: %s', (now, there) => {
  expect(knows(withoutExpired(cache, now), 'PUT', aRequest())).toBe(there);
});

test('a max-age of 0 leaves nothing', () => {
  expect(storePreflight([], aRequest(), { ...allowed, maxAge: 0 }, 0)).toEqual([]);
});

test('a later preflight changes the max-age and not the moment of storing', () => {
  const later = storePreflight(cache, aRequest(), { ...allowed, maxAge: 20 }, 5);
  expect(later).toHaveLength(cache.length);
  expect(later[0]).toMatchObject({ maxAge: 20, stored: 0 });
});

test('clearing takes both credentials values of one URL and origin', () => {
  const both = storePreflight(
    cache,
    aRequest({ credentials: 'include' }),
    { ...allowed, methods: ['DELETE'] },
    0,
  );
  expect(clearCacheEntries(both, aRequest())).toEqual([]);
  expect(clearCacheEntries(both, aRequest({}, 'http://api.example.com/other'))).toEqual(both);
});
