import { describe, expect, test } from 'vitest';
import { effectiveCacheMode, withCacheHeaders } from '../../../src/fetch/cache-mode.ts';
import {
  freshen,
  invalidate,
  selectStored,
  storeResponse,
  validators,
  type HttpCache,
} from '../../../src/fetch/http-cache.ts';
import { get } from '../../../src/fetch/header-list.ts';
import type { HeaderList, Request } from '../../../src/fetch/types.ts';
import { CLIENT, aRequest, headers } from './helpers.ts';

const DAY = 'Mon, 02 Nov 2026 10:00:00 GMT';
const cors = (over: Partial<Request> = {}, ...urls: string[]) =>
  aRequest({ tainting: 'cors', ...over }, ...urls);
const storedWith = (...list: [string, string][]): HttpCache =>
  storeResponse([], cors(), { status: 200, headers: headers(...list), body: '' }, 100);
const FRESH = storedWith(['Cache-Control', 'max-age=60']);
const use = (cache: HttpCache, request: Request, now = 100) => selectStored(cache, request, now)?.use ?? null;

describe('a stored response is found', () => {
  test.each<[string, Request, boolean]>([
    ['the same request', cors(), true],
    ['one with a fragment', cors({}, 'http://api.example.com/item#a'), true],
    ['a credentialed one', cors({ credentials: 'include' }), true],
    ['a no-cors one', cors({ mode: 'no-cors', tainting: 'opaque' }), true],
    ['another origin', cors({ origin: 'http://other.example.com' }), true],
    ['another query', cors({}, 'http://api.example.com/item?a'), false],
    ['another partition', cors({ client: { ...CLIENT, partitionKey: 'http://example.org' } }), false],
    ['another method', cors({ method: 'POST' }), false],
    ['the mode no-store', cors({ cache: 'no-store' }), false],
    ['the mode reload', cors({ cache: 'reload' }), false],
  ])('by %s: %s', (_what, request, found) => {
    expect(use(FRESH, request)).toBe(found ? 'as it is' : null);
  });

  test.each<[string, string, Request, boolean]>([
    ['Origin', 'the same origin', cors(), true],
    ['Origin', 'another origin', cors({ origin: 'http://other.example.com' }), false],
    ['Origin', 'none', cors({ tainting: 'opaque', mode: 'no-cors' }), false],
    ['accept, ORIGIN', 'the same', cors(), true],
    ['accept', 'another Accept', cors({ headers: headers(['Accept', 'text/css']) }), false],
    ['*', 'anything', cors(), false],
  ])('where it varies with %s, by %s: %s', (vary, _what, request, found) => {
    const cache = storedWith(['Cache-Control', 'max-age=60'], ['Vary', vary]);
    expect(use(cache, request)).toBe(found ? 'as it is' : null);
  });
});

describe('freshness', () => {
  const ETAG: [string, string] = ['ETag', '"1"'];
  test.each<[string, [string, string][], number, string | null]>([
    ['before its max-age', [['Cache-Control', 'max-age=60'], ETAG], 159, 'as it is'],
    ['at its max-age', [['Cache-Control', 'max-age=60'], ETAG], 160, 'once validated'],
    ['stale without a validator', [['Cache-Control', 'max-age=60']], 160, null],
    ['no-cache', [['Cache-Control', 'max-age=60, no-cache'], ETAG], 100, 'once validated'],
    ['no-store', [['Cache-Control', 'max-age=60, no-store'], ETAG], 100, null],
    [
      'max-age before Expires',
      [
        ['Cache-Control', 'max-age=60'],
        ['Expires', '0'],
      ],
      159,
      'as it is',
    ],
    ['an Expires that is no date', [['Expires', '0'], ETAG], 100, 'once validated'],
    ['nothing said', [ETAG], 100, 'once validated'],
  ])('%s', (_what, list, now, wanted) => {
    expect(use(storedWith(...list), cors(), now)).toBe(wanted);
  });

  test.each<[string, [string, string][], Partial<Request>]>([
    ['a guess from Last-Modified', [['Last-Modified', DAY]], {}],
    ['a max-age that is no number', [['Cache-Control', 'max-age=x']], {}],
    ['a clock', [['Expires', DAY]], {}],
    [
      'an age at arrival',
      [
        ['Cache-Control', 'max-age=60'],
        ['Date', DAY],
      ],
      {},
    ],
    ['stale-while-revalidate', [['Cache-Control', 'max-age=0, stale-while-revalidate=60']], {}],
    [
      'an Age',
      [
        ['Cache-Control', 'max-age=60'],
        ['Age', '5'],
      ],
      {},
    ],
    ['a directive said twice', [['Cache-Control', 'max-age=60, max-age=0']], {}],
    [
      'cookies',
      [
        ['Cache-Control', 'max-age=60'],
        ['Vary', 'Cookie'],
      ],
      {},
    ],
    ['a HEAD', [['Cache-Control', 'max-age=60']], { method: 'HEAD' }],
    ['a range', [['Cache-Control', 'max-age=60']], { headers: headers(['Range', 'bytes=0-1']) }],
    [
      "an author's directive",
      [['Cache-Control', 'max-age=60']],
      { headers: headers(['Cache-Control', 'no-cache']) },
    ],
    ['what must be asked about, by force', [['Cache-Control', 'no-cache']], { cache: 'force-cache' }],
  ])('%s is not modelled', (_what, list, over) => {
    expect(() => selectStored(storedWith(...list), cors(over), 100)).toThrow(
      expect.objectContaining({ name: 'NotModelled' }),
    );
  });

  test.each<[string, string | null]>([
    ['default', null],
    ['no-cache', null],
    ['force-cache', 'as it is'],
    ['only-if-cached', 'as it is'],
  ])('a stale response in the mode %s: %s', (cache, wanted) => {
    expect(use(FRESH, cors({ cache }), 1000)).toBe(wanted);
  });
});

describe('storing', () => {
  const answer = { status: 200, headers: headers(['Cache-Control', 'max-age=60']), body: '' };
  test.each<[string, Partial<Request>, number, boolean]>([
    ['a GET', {}, 200, true],
    ['an error that says for how long', {}, 500, true],
    ['a part', {}, 206, false],
    ['an unasked 304', {}, 304, false],
    ['a POST', { method: 'POST' }, 200, false],
    ['a HEAD', { method: 'HEAD' }, 200, false],
    ['the mode no-store', { cache: 'no-store' }, 200, false],
    ['the mode reload', { cache: 'reload' }, 200, true],
  ])('%s: %s %s', (_what, over, status, stored) => {
    expect(storeResponse([], cors(over), { ...answer, status }, 0)).toHaveLength(stored ? 1 : 0);
  });

  test('the same variant gives way, another stays', () => {
    const varying = {
      status: 200,
      headers: headers(['Cache-Control', 'max-age=60'], ['Vary', 'Origin']),
      body: '',
    };
    const one = storeResponse([], cors(), varying, 0);
    expect(storeResponse(one, cors(), varying, 1)).toHaveLength(1);
    expect(storeResponse(one, cors({ origin: 'http://other.example.com' }), varying, 1)).toHaveLength(2);
  });

  test('an unsafe method makes the URL unusable, and no other', () => {
    expect(invalidate(FRESH, cors({ method: 'PUT' }))).toEqual([]);
    expect(invalidate(FRESH, cors({ method: 'PUT' }, 'http://api.example.com/item?a'))).toEqual(FRESH);
  });
});

test('a 304 replaces what it names, keeps the rest and never the length', () => {
  const [stored] = storedWith(
    ['Access-Control-Allow-Origin', '*'],
    ['ETag', '"1"'],
    ['X-A', '1'],
    ['X-A', '2'],
    ['Content-Length', '6'],
  );
  if (!stored) throw new Error('nothing is stored');
  expect(validators(stored)).toEqual([['If-None-Match', '"1"']]);
  const fresh = freshen(
    stored,
    {
      status: 304,
      headers: headers(['x-a', '3'], ['Content-Length', '0'], ['Connection', 'close']),
      body: '',
    },
    200,
  );
  const value = (name: string) => get(fresh.headers, name);
  expect(fresh).toMatchObject({ status: 200, stored: 200 });
  expect([
    value('access-control-allow-origin'),
    value('x-a'),
    value('content-length'),
    value('connection'),
  ]).toEqual(['*', '3', '6', null]);
});

test.each<[string, HeaderList, string, HeaderList]>([
  ['default', [], 'default', []],
  [
    'default',
    headers(['If-None-Match', '"1"']),
    'no-store',
    headers(['Pragma', 'no-cache'], ['Cache-Control', 'no-cache']),
  ],
  ['force-cache', headers(['If-Range', '"1"']), 'force-cache', []],
  ['no-cache', [], 'no-cache', headers(['Cache-Control', 'max-age=0'])],
  ['reload', headers(['Pragma', 'x']), 'reload', headers(['Cache-Control', 'no-cache'])],
])('the mode %s with %j is %s and adds %j', (cache, list, mode, added) => {
  const request = cors({ cache, headers: list });
  expect(effectiveCacheMode(request)).toBe(mode);
  expect(withCacheHeaders({ ...request, cache: mode })).toEqual([...list, ...added]);
});
