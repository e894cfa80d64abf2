/** The plain client's header lines are those of a browser: names, order and values. */
import { describe, expect, test } from 'vitest';
import { get } from '../../../src/fetch/header-list.ts';
import type { WireRequest } from '../../../src/screen/ask.ts';
import { pagelessHeaders } from '../../../src/screen/browser-headers.ts';
import { BrowserModel } from '../../../src/screen/browser-model.ts';
import { runTry } from '../../../src/screen/run-try.ts';
import { APP, TARGET, targetServer } from '../target-server.ts';
import { aTry } from './a-try.ts';
import type { TryPlan } from '../../../src/plan/check.ts';

/** The requests of one try. */
async function sent(over: Partial<TryPlan>, target = TARGET): Promise<WireRequest[]> {
  const requests: WireRequest[] = [];
  const server = targetServer();
  await runTry(aTry(over), {
    model: new BrowserModel(target),
    cookies: 'a=1; b=2',
    mayChange: () => true,
    ask: (request) => {
      requests.push(request);
      return server(request);
    },
  });
  return requests;
}

const namesOf = (request?: WireRequest) => (request?.headers ?? []).map(([name]) => name);
const valueOf = (request: WireRequest | undefined, name: string) => get(request?.headers ?? [], name);

test('a request has a browser’s lines, in its order', async () => {
  const [get1] = await sent({ credentials: 'include' });
  expect(namesOf(get1)).toEqual([
    'Host',
    'Connection',
    'User-Agent',
    'Accept',
    'Origin',
    'Sec-Fetch-Site',
    'Sec-Fetch-Mode',
    'Sec-Fetch-Dest',
    'Referer',
    'Accept-Encoding',
    'Accept-Language',
    'Cookie',
  ]);
  expect(get1?.headers).toContainEqual(['Host', 'api.example.com']);
  expect(get1?.headers).toContainEqual(['Origin', APP]);
  expect(get1?.headers).toContainEqual(['Cookie', 'a=1; b=2']);
  expect(valueOf(get1, 'user-agent')).toMatch(/^Mozilla\/5\.0 .* Chrome\/\d+/);
});

test('a preflight names the method and the unsafe headers, sorted, and has no cookie', async () => {
  const [preflight, put] = await sent({
    method: 'PUT',
    credentials: 'include',
    headers: [
      ['X-B', '1'],
      ['content-type', 'application/json'],
      ['accept', 'text/html'],
    ],
    body: { kind: 'text', text: '{}' },
  });
  expect(preflight).toMatchObject({ method: 'OPTIONS', body: '' });
  expect(namesOf(preflight)).toEqual([
    'Host',
    'Connection',
    'Accept',
    'Access-Control-Request-Method',
    'Access-Control-Request-Headers',
    'User-Agent',
    'Origin',
    'Sec-Fetch-Site',
    'Sec-Fetch-Mode',
    'Sec-Fetch-Dest',
    'Referer',
    'Accept-Encoding',
    'Accept-Language',
  ]);
  expect(valueOf(preflight, 'access-control-request-method')).toBe('PUT');
  expect(valueOf(preflight, 'access-control-request-headers')).toBe('content-type,x-b');
  // The grants of this server do not cover x-b.
  expect(put).toBeUndefined();
});

test('the request after it has what the page set, once', async () => {
  const [, put] = await sent({
    method: 'PUT',
    headers: [['content-type', 'application/json']],
    body: { kind: 'text', text: '{"a":1}' },
  });
  expect(put).toMatchObject({ method: 'PUT', body: '{"a":1}' });
  expect(namesOf(put).filter((name) => name.toLowerCase() === 'content-type')).toHaveLength(1);
  expect(valueOf(put, 'cookie')).toBeNull();
});

test('what a page says to accept stands in place of the default', async () => {
  const [request] = await sent({
    headers: [
      ['accept', 'application/json'],
      ['accept-language', 'de'],
    ],
  });
  expect(namesOf(request).filter((name) => /^accept(-language)?$/i.test(name))).toHaveLength(2);
  expect(valueOf(request, 'accept')).toBe('application/json');
  expect(valueOf(request, 'accept-language')).toBe('de');
});

describe('Sec-Fetch-Site', () => {
  test.each([
    ['https://app.example.com', 'same-site'],
    ['https://api.example.com:8443', 'same-site'],
    ['http://app.example.com', 'cross-site'],
    ['https://evil.test', 'cross-site'],
    ['https://evilexample.com', 'cross-site'],
  ])('of %s is %s', async (origin, site) => {
    const [request] = await sent({ origin, page: { origin, context: 'document' } });
    expect(valueOf(request, 'sec-fetch-site')).toBe(site);
  });

  test('of an opaque origin is cross-site', async () => {
    const [request] = await sent({ origin: 'null', page: { origin: APP, context: 'sandboxed-iframe' } });
    expect(valueOf(request, 'sec-fetch-site')).toBe('cross-site');
    expect(valueOf(request, 'origin')).toBe('null');
    expect(valueOf(request, 'referer')).toBeNull();
  });

  test('is not sent to an insecure target', async () => {
    const [request] = await sent(
      { origin: 'http://app.example.com', page: { origin: 'http://app.example.com', context: 'document' } },
      'http://api.example.com',
    );
    expect(namesOf(request).filter((name) => name.startsWith('Sec-'))).toEqual([]);
  });
});

describe('Referer', () => {
  test.each([
    ['https://app.example.com', TARGET, 'https://app.example.com/'],
    ['http://app.example.com', TARGET, 'http://app.example.com/'],
    ['http://app.example.com', 'http://api.example.com', 'http://app.example.com/'],
  ])('of %s at %s is %s', async (origin, target, referrer) => {
    const [request] = await sent({ origin, page: { origin, context: 'document' } }, target);
    expect(valueOf(request, 'referer')).toBe(referrer);
  });
});

test('who has no page sends its origin as it is, or none', () => {
  expect(get(pagelessHeaders('a', 'HTTPS://A.TEST'), 'origin')).toBe('HTTPS://A.TEST');
  expect(get(pagelessHeaders('a', ''), 'origin')).toBe('');
  expect(get(pagelessHeaders('a', null), 'origin')).toBeNull();
  expect(pagelessHeaders('a:1', null)[0]).toEqual(['Host', 'a:1']);
});
