/** What fetch() and XMLHttpRequest make of a request before anything is fetched. */
import { describe, expect, test } from 'vitest';
import { newFetchRequest } from '../../../src/fetch/fetch-request.ts';
import { newXhrRequest } from '../../../src/fetch/xhr-request.ts';
import { get } from '../../../src/fetch/header-list.ts';
import type { BodyPlan, RequestPlan } from '../../../src/plan/types.ts';
import { CLIENT } from './helpers.ts';

const plan = (over: Partial<RequestPlan>): RequestPlan => ({
  url: 'http://api.example.com/item',
  method: 'POST',
  headers: [],
  credentials: 'same-origin',
  ...over,
});
const viaFetch = (over: Partial<RequestPlan>) => newFetchRequest(plan(over), CLIENT, () => undefined);
const viaXhr = (over: Partial<RequestPlan>) => newXhrRequest(plan(over), CLIENT, () => undefined);
const TEXT: BodyPlan = { kind: 'text', text: 'x' };
const STREAM: BodyPlan = { kind: 'stream', text: 'x' };

test.each<[Partial<RequestPlan>, string | undefined, string | undefined]>([
  [{ method: 'PATCH' }, undefined, undefined],
  [{ method: 'TRACE' }, 'TypeError', 'SecurityError'],
  [{ method: 'a b' }, 'TypeError', 'SyntaxError'],
  [{ method: 'GET', body: TEXT }, 'TypeError', undefined],
  [{ url: 'http://[' }, 'TypeError', 'SyntaxError'],
  [{ url: 'http://u:p@api.example.com/' }, 'TypeError', undefined],
  [{ headers: [['a b', 'x']] }, 'TypeError', 'SyntaxError'],
  [{ headers: [['x-a', 'a\nb']] }, 'TypeError', 'SyntaxError'],
  [{ headers: [['x-a', '\u20ac']] }, 'TypeError', 'SyntaxError'],
  [{ mode: 'no-cors', method: 'PUT' }, 'TypeError', undefined],
  [{ mode: 'no-cors', body: STREAM }, 'TypeError', undefined],
  [{ keepalive: true, body: STREAM }, 'TypeError', undefined],
  [{ cache: 'only-if-cached' }, 'TypeError', undefined],
  [{ cache: 'only-if-cached', mode: 'same-origin' }, undefined, undefined],
  [{ xhr: { async: false, timeout: 5 } }, undefined, 'InvalidAccessError'],
  [{ xhr: { async: false } }, undefined, undefined],
])('%j throws %s in fetch and %s in XMLHttpRequest', (over, inFetch, inXhr) => {
  const [a, b] = [viaFetch(over), viaXhr(over)];
  expect('thrown' in a ? a.thrown : undefined).toBe(inFetch);
  expect('thrown' in b ? b.thrown : undefined).toBe(inXhr);
});

describe('the Content-Type of a body', () => {
  test.each<[BodyPlan, string | null]>([
    [TEXT, 'text/plain;charset=UTF-8'],
    [{ kind: 'json', text: '{}' }, 'text/plain;charset=UTF-8'],
    [{ kind: 'urlencoded', fields: [['a', 'b']] }, 'application/x-www-form-urlencoded;charset=UTF-8'],
    [{ kind: 'blob', text: 'x', type: 'Application/JSON' }, 'application/json'],
    [{ kind: 'blob', text: 'x', type: '' }, null],
    [{ kind: 'bytes', base64: 'eA==' }, null],
  ])('%j', (body, type) => {
    for (const made of [viaFetch({ body }), viaXhr({ body })])
      expect('thrown' in made ? made : get(made.headers, 'content-type')).toBe(type);
  });

  test.each<[string, BodyPlan, string]>([
    ['application/json', TEXT, 'application/json'],
    ['text/plain;charset=latin1', TEXT, 'text/plain;charset=UTF-8'],
    ['text/plain; charset="latin1"', TEXT, 'text/plain;charset=UTF-8'],
    ['text/plain; charset=utf-8', TEXT, 'text/plain; charset=utf-8'],
    ['text/plain;charset=latin1', { kind: 'bytes', base64: 'eA==' }, 'text/plain;charset=latin1'],
  ])("an author's %s with %j becomes %s in XMLHttpRequest", (written, body, sent) => {
    const made = viaXhr({ headers: [['Content-Type', written]], body });
    expect('thrown' in made ? made : get(made.headers, 'content-type')).toBe(sent);
    const kept = viaFetch({ headers: [['Content-Type', written]], body });
    expect('thrown' in kept ? kept : get(kept.headers, 'content-type')).toBe(written);
  });
});

test('a stream sets the use-CORS-preflight flag, an upload listener before send() too', () => {
  expect(viaFetch({ body: STREAM })).toMatchObject({ useCorsPreflight: true, body: { source: false } });
  expect(viaXhr({ xhr: { upload: 'before-send' } })).toMatchObject({ useCorsPreflight: true });
  expect(viaXhr({ xhr: { upload: 'after-send' } })).toMatchObject({ useCorsPreflight: false });
});

test('forbidden headers are dropped, repeated ones kept apart by fetch and combined by XMLHttpRequest', () => {
  const written: [string, string][] = [
    ['Cookie', 'a=b'],
    ['X-A', ' 1 '],
    ['x-a', '2'],
  ];
  expect(viaFetch({ method: 'GET', headers: written })).toMatchObject({
    headers: [
      ['X-A', '1'],
      ['x-a', '2'],
    ],
  });
  expect(viaXhr({ method: 'GET', headers: written })).toMatchObject({ headers: [['x-a', '1, 2']] });
});

test('the no-cors guard drops what is not safelisted, also what only together is too long', () => {
  const headers: [string, string][] = [
    ['X-A', '1'],
    ['Range', 'bytes=0-'],
    ['Content-Type', 'application/json'],
    ['Accept', 'a'.repeat(100)],
    ['Accept', 'b'.repeat(27)],
  ];
  const made = viaFetch({ mode: 'no-cors', headers, body: TEXT });
  expect(made).toMatchObject({
    headers: [
      ['Accept', 'a'.repeat(100)],
      ['Content-Type', 'text/plain;charset=UTF-8'],
    ],
  });
});

test('XMLHttpRequest takes user and password into the URL', () => {
  expect(viaXhr({ xhr: { user: 'u', password: 'p' } })).toMatchObject({
    useUrlCredentials: true,
    urlList: [{ href: 'http://u:p@api.example.com/item' }],
  });
});
