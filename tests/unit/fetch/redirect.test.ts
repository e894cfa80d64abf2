import { describe, expect, test } from 'vitest';
import { httpRedirectFetch, isRedirectStatus } from '../../../src/fetch/redirect.ts';
import type { Request } from '../../../src/fetch/types.ts';
import { aRequest } from './helpers.ts';

function follow(request: Request, status: number, ...locations: string[]) {
  const headers = locations.map((value) => ['Location', value] as const);
  return httpRedirectFetch(request, {
    status,
    headers,
    urlList: request.urlList,
    includesCredentials: false,
    body: '',
  });
}

const kindOf = (result: ReturnType<typeof follow>) => ('kind' in result ? result.kind : 'request');
const BODY = { source: true, length: 1 };
const STREAM = { source: false, length: null };

test.each([
  [300, false],
  [301, true],
  [302, true],
  [303, true],
  [304, false],
  [305, false],
  [306, false],
  [307, true],
  [308, true],
  [309, false],
])('%i is a redirect status: %s', (status, redirect) => {
  expect(isRedirectStatus(status)).toBe(redirect);
});

describe('where a redirect leads', () => {
  const own = { tainting: 'basic' } as const;
  const cors = { tainting: 'cors' } as const;
  const app = 'http://app.example.com/';
  test.each<[Partial<Request>, string[], string[], string]>([
    [cors, [], [], 'response'],
    [cors, [], ['next'], 'request'],
    [cors, [], ['next', 'next'], 'network error'],
    [cors, [], ['http://['], 'network error'],
    [cors, [], ['data:,x'], 'network error'],
    [cors, [], ['ftp://example.org/'], 'network error'],
    [{ ...cors, redirectCount: 19 }, [], ['next'], 'request'],
    [{ ...cors, redirectCount: 20 }, [], ['next'], 'network error'],
    [own, [app], ['http://u:p@app.example.com/'], 'request'],
    [own, [app], ['http://u:p@api.example.com/'], 'network error'],
    [cors, [], ['http://u:p@app.example.com/'], 'network error'],
    [cors, [], ['http://u@api.example.com/'], 'network error'],
    [{ mode: 'no-cors', tainting: 'opaque' }, [], ['http://u:p@example.org/'], 'request'],
    [{ ...cors, body: STREAM }, [], ['next'], 'network error'],
    [{ ...cors, body: BODY }, [], ['next'], 'request'],
  ])('%j through %j to %j: %s', (over, urls, locations, kind) => {
    expect(kindOf(follow(aRequest(over, ...urls), 307, ...locations))).toBe(kind);
  });

  test('a stream may be dropped by a 303', () => {
    expect(kindOf(follow(aRequest({ method: 'POST', body: STREAM }), 303, 'next'))).toBe('request');
  });

  test('the fragment stays unless Location has one', () => {
    const request = aRequest({}, 'http://api.example.com/item#a');
    expect(follow(request, 302, '/next')).toMatchObject({
      urlList: [{}, { href: 'http://api.example.com/next#a' }],
    });
    expect(follow(request, 302, '/n#b')).toMatchObject({
      urlList: [{}, { href: 'http://api.example.com/n#b' }],
    });
  });
});

describe('the request that follows', () => {
  test.each([
    [301, 'POST', 'GET'],
    [302, 'POST', 'GET'],
    [303, 'POST', 'GET'],
    [307, 'POST', 'POST'],
    [308, 'POST', 'POST'],
    [301, 'PUT', 'PUT'],
    [302, 'PUT', 'PUT'],
    [303, 'PUT', 'GET'],
    [303, 'HEAD', 'HEAD'],
    [303, 'GET', 'GET'],
  ])('%i turns %s into %s', (status, method, next) => {
    const headers = [
      ['Content-Type', 'text/plain'],
      ['content-language', 'de'],
      ['X-A', '1'],
    ] as const;
    const followed = follow(aRequest({ method, headers, body: BODY }), status, 'next') as Request;
    const rewritten = next !== method;
    expect(followed.method).toBe(next);
    expect(followed.body).toEqual(rewritten ? null : BODY);
    expect(followed.headers).toEqual(rewritten ? [['X-A', '1']] : headers);
  });

  test.each([
    ['http://api.example.com/next', true],
    ['http://example.org/next', false],
    ['http://app.example.com/next', false],
  ])('to %s keeps Authorization: %s', (location, kept) => {
    const request = aRequest({ headers: [['authorization', 'x']] });
    expect((follow(request, 307, location) as Request).headers).toHaveLength(kept ? 1 : 0);
  });
});
