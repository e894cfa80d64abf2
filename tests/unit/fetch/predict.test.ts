import { describe, expect, test } from 'vitest';
import { predict } from '../../../src/fetch/predict.ts';
import type { CasePlan, Client, RequestPlan, RoutePlan, StepPlan } from '../../../src/plan/types.ts';
import { aPlan, answer } from './helpers.ts';

const APP = { 'access-control-allow-origin': '$app' };
const ANY = { 'access-control-allow-origin': '*' };
const to = (location: string, headers: Record<string, string> = ANY) => answer(302, { ...headers, location });
const PUT = { ...APP, 'access-control-allow-methods': 'PUT' };

/** Outcomes and traffic, short enough for a table. */
function told(plan: CasePlan, via?: Client): string[] {
  return predict(plan, via).steps.map(({ outcome, at, wire }) => {
    const lines = wire.map(
      ({ method, url }) => `${method} ${url.replace(/^http:\/\/(\w+)\.example\.com/, '$1')}`,
    );
    return [at === undefined ? outcome : `${outcome} at ${at}`, ...lines].join(', ');
  });
}

describe('one request', () => {
  test.each<[string, Partial<RequestPlan>, Record<string, Partial<RoutePlan>>, string]>([
    [
      'without the header',
      {},
      { '$api/item': { response: [answer(200)] } },
      'blocked at response, GET api/item',
    ],
    ['with the header', {}, { '$api/item': { response: [answer(200, APP)] } }, 'allowed, GET api/item'],
    ['a readable error', {}, { '$api/item': { response: [answer(500, APP)] } }, 'allowed, GET api/item'],
    ['at home', { url: '$app/x' }, { '$app/x': { response: [answer(200)] } }, 'allowed, GET app/x'],
    [
      'PUT',
      { method: 'put' },
      { '$api/item': { preflight: [answer(204, PUT)], response: [answer(200, APP)] } },
      'allowed, OPTIONS api/item, PUT api/item',
    ],
    [
      'PUT refused',
      { method: 'PUT' },
      { '$api/item': { preflight: [answer(204, APP)] } },
      'blocked at preflight, OPTIONS api/item',
    ],
    ['an unplanned one', {}, {}, 'blocked at response, GET api/item'],
    ['same-origin mode', { mode: 'same-origin' }, {}, 'blocked at request'],
    ['no-cors', { mode: 'no-cors' }, { '$api/item': { response: [answer(200)] } }, 'opaque, GET api/item'],
    ['no-cors manual', { mode: 'no-cors', redirect: 'manual' }, {}, 'blocked at request'],
    [
      'no-cors with integrity metadata',
      { mode: 'no-cors', integrity: 'sha256-x' },
      { '$api/item': { response: [answer(200)] } },
      'blocked at response, GET api/item',
    ],
    [
      'no-cors against the resource policy',
      { mode: 'no-cors' },
      { '$api/item': { response: [answer(200, { 'cross-origin-resource-policy': 'same-origin' })] } },
      'blocked at response, GET api/item',
    ],
    [
      'no-cors across sites, against the resource policy',
      { mode: 'no-cors', url: '$org/x' },
      { '$org/x': { response: [answer(200, { 'cross-origin-resource-policy': 'same-site' })] } },
      'blocked at response, GET http://example.org/x',
    ],
    [
      '64 KiB with keepalive',
      { method: 'POST', keepalive: true, body: { kind: 'text', text: 'x'.repeat(65536) } },
      { '$api/item': { response: [answer(200, APP)] } },
      'allowed, POST api/item',
    ],
    [
      'a byte more with keepalive',
      { method: 'POST', keepalive: true, body: { kind: 'text', text: 'x'.repeat(65537) } },
      {},
      'blocked at request',
    ],
    [
      'no-cors within the resource policy',
      { mode: 'no-cors' },
      { '$api/item': { response: [answer(200, { 'cross-origin-resource-policy': 'same-site' })] } },
      'opaque, GET api/item',
    ],
    ['data', { url: 'data:text/plain,x' }, {}, 'allowed'],
    ['an own blob', { url: 'blob:self' }, {}, 'allowed'],
    ['an own blob posted', { url: 'blob:self', method: 'POST' }, {}, 'blocked at request'],
    ['a foreign blob', { url: 'blob:http://example.org/1' }, {}, 'blocked at request'],
    ['about:blank', { url: 'about:blank' }, {}, 'blocked at request'],
    ['about:blank with no-cors', { url: 'about:blank', mode: 'no-cors' }, {}, 'opaque'],
    ['ftp', { url: 'ftp://example.org/' }, {}, 'blocked at request'],
    ['a bad port', { url: 'http://example.org:6000/' }, {}, 'blocked at request'],
    [
      'a stream',
      { method: 'POST', body: { kind: 'stream', text: 'x' }, url: '$app/x' },
      {},
      'blocked at request',
    ],
    [
      'a redirect with mode error',
      { redirect: 'error' },
      { '$api/item': { response: [to('$api/next')] } },
      'blocked at redirect, GET api/item',
    ],
    [
      'a redirect with mode manual',
      { redirect: 'manual' },
      { '$api/item': { response: [to('$api/next')] } },
      'opaque, GET api/item',
    ],
    [
      'a redirect that fails the CORS check',
      { redirect: 'manual' },
      { '$api/item': { response: [to('$api/next', {})] } },
      'blocked at redirect, GET api/item',
    ],
    [
      'a redirect without Location',
      {},
      { '$api/item': { response: [answer(302, ANY)] } },
      'allowed, GET api/item',
    ],
    [
      'a 421 is tried again',
      {},
      { '$api/item': { response: [answer(421, ANY), answer(200, ANY)] } },
      'allowed, GET api/item, GET api/item',
    ],
  ])('%s', (_what, request, routes, line) => {
    expect(told(aPlan(routes, [request]))).toEqual([line]);
  });
});

describe('redirects', () => {
  test('a tainted origin is null at home, and each hop decides anew', () => {
    const routes = (last: Record<string, string>) => ({
      '$api/item': { response: [to('$app/x')] },
      '$app/x': { response: [answer(200, last)] },
    });
    expect(told(aPlan(routes(APP)))).toEqual(['blocked at response, GET api/item, GET app/x']);
    expect(told(aPlan(routes({ 'access-control-allow-origin': 'null' })))).toEqual([
      'allowed, GET api/item, GET app/x',
    ]);
    expect(predict(aPlan(routes(ANY))).steps[0]).toMatchObject({ originIsNull: true, redirected: true });
  });

  test('the new URL is preflighted, also at home', () => {
    const allow = answer(204, { ...ANY, 'access-control-allow-headers': '*' });
    const routes = {
      '$api/item': { preflight: [allow], response: [to('$app/x')] },
      '$app/x': { preflight: [allow], response: [answer(200, ANY)] },
    };
    expect(told(aPlan(routes, [{ headers: [['x-a', '1']] }]))).toEqual([
      'allowed, OPTIONS api/item, GET api/item, OPTIONS app/x, GET app/x',
    ]);
  });

  test('an answer on the way may change the referrer policy, and with it Origin', () => {
    const routes = {
      '$app/x': { response: [{ ...to('$app/y', { 'referrer-policy': 'no-referrer' }), status: 307 }] },
      '$app/y': { response: [answer(200)] },
    };
    const post: Partial<RequestPlan> = { method: 'POST', mode: 'no-cors', url: '$app/x' };
    const [step] = predict(aPlan(routes, [post])).steps;
    expect(step?.wire.map(({ origin }) => origin)).toEqual(['http://app.example.com', 'null']);
  });

  test('20 hops are followed, 21 are not', () => {
    const hops = (count: number) => [
      ...Array.from({ length: count }, () => to('$api/item')),
      answer(200, ANY),
    ];
    const run = (count: number) => predict(aPlan({ '$api/item': { response: hops(count) } })).steps[0];
    expect(run(20)).toMatchObject({ outcome: 'allowed' });
    expect(run(21)).toMatchObject({ outcome: 'blocked', at: 'redirect' });
    expect(run(21)?.wire).toHaveLength(21);
  });
});

describe('the CORS-preflight cache', () => {
  const route = (maxAge?: string): Record<string, Partial<RoutePlan>> => ({
    '$api/item': {
      preflight: [answer(204, { ...PUT, ...(maxAge ? { 'access-control-max-age': maxAge } : {}) })],
      response: [answer(200, APP)],
    },
  });
  const put = { method: 'PUT' };
  const preflights = (plan: CasePlan) => predict(plan).steps.map(({ preflight }) => preflight);
  const sent = { method: 'PUT', headers: [] };

  test.each<[string, Parameters<typeof aPlan>[1], unknown[]]>([
    ['5', [put, put], [sent, 'cached']],
    ['5', [put, 'reload', put], [sent, 'cached']],
    ['5', [put, 5, put], [sent, sent]],
    ['6', [put, 5, put], [sent, 'cached']],
    ['', [put, 4, put], [sent, 'cached']],
    ['', [put, 5, put], [sent, sent]],
    ['0', [put, put], [sent, sent]],
    ['5', [put, { ...put, url: '$api/item?a' }], [sent, sent]],
    ['5', [put, { ...put, headers: [['x-a', '1']] }], [sent, { method: 'PUT', headers: ['x-a'] }]],
    ['5', [put, { method: 'GET' }], [sent, 'none']],
  ])('max-age %j and %j', (maxAge, steps, expected) => {
    expect(preflights(aPlan(route(maxAge), steps))).toEqual(expected);
  });

  test('is split by the top-level site', () => {
    const plan = aPlan(route('60'), [put, put]);
    const inFrame = { origin: 'app', context: 'iframe', top: 'org' } as const;
    plan.steps.push({ ...(plan.steps[0] as Extract<StepPlan, { kind: 'request' }>), from: inFrame });
    expect(preflights(plan)).toEqual([sent, 'cached', sent]);
  });

  test('a network error on the way clears it', () => {
    const routes = route('60');
    routes['$api/item'] = {
      ...routes['$api/item'],
      response: [answer(200, APP), answer(200), answer(200, APP)],
    };
    expect(preflights(aPlan(routes, [put, put, put]))).toEqual([sent, 'cached', sent]);
  });

  test('a network error of a request that needs no preflight does not', () => {
    const routes = route('60');
    routes['$api/item'] = {
      ...routes['$api/item'],
      response: [answer(200, APP), answer(200), answer(200, APP)],
    };
    expect(preflights(aPlan(routes, [put, { method: 'GET' }, put]))).toEqual([sent, 'none', 'cached']);
  });
});

describe('callers', () => {
  test.each(['sandboxed-iframe', 'data-iframe', 'data-worker'] as const)(
    'the origin of a %s is null',
    (context) => {
      const routes = { '$app/x': { response: [answer(200, { 'access-control-allow-origin': 'null' })] } };
      const [step] = predict(aPlan(routes, [{ url: '$app/x' }], { from: { origin: 'app', context } })).steps;
      expect(step).toMatchObject({ outcome: 'allowed', type: 'cors', originIsNull: true });
    },
  );

  test.each(['document', 'iframe', 'srcdoc', 'blob-iframe', 'dedicated-worker', 'shared-worker'] as const)(
    'a %s has its own origin',
    (context) => {
      const routes = { '$app/x': { response: [answer(200)] } };
      const [step] = predict(aPlan(routes, [{ url: '$app/x' }], { from: { origin: 'app', context } })).steps;
      expect(step).toMatchObject({ outcome: 'allowed', type: 'basic', originIsNull: false });
    },
  );

  test('a plain HTTP client gets everything', () => {
    expect(told(aPlan({ '$api/item': { response: [answer(200)] } }), 'http')).toEqual([
      'allowed, GET api/item',
    ]);
  });

  test('an upload listener asks for a preflight, and its answer is remembered', () => {
    const routes = { '$api/item': { preflight: [answer(204, APP)], response: [answer(200, APP)] } };
    const post: Partial<RequestPlan> = { method: 'POST', xhr: { upload: 'before-send' } };
    expect(told(aPlan(routes, [post, post]), 'xhr')).toEqual([
      'allowed, OPTIONS api/item, POST api/item',
      'allowed, POST api/item',
    ]);
  });
});

describe('what the model leaves out', () => {
  const untold = answer(200, { ...ANY, 'last-modified': 'Mon, 02 Nov 2026 10:00:00 GMT' });
  test.each<[string, CasePlan, Client]>([
    [
      'a Content Security Policy',
      aPlan({}, [{}], {
        origins: {
          app: {
            origin: 'http://app.example.com',
            pageHeaders: [['content-security-policy', "connect-src 'self'"]],
          },
          api: { origin: 'http://api.example.com', pageHeaders: [] },
        },
      }),
      'fetch',
    ],
    ['the guesses of HTTP caches', aPlan({ '$api/item': { response: [untold] } }, [{}, {}]), 'fetch'],
  ])('%s', (_what, plan, via) => {
    const last = predict(plan, via).steps.at(-1);
    expect(last?.outcome).toBe('unknown');
    expect(last?.decidedBy.step).toMatch(/^The model leaves out /);
  });

  test('and every step after it', () => {
    const plan = aPlan({ '$api/item': { response: [untold] } }, [{}, {}, { url: '$app/x' }]);
    expect(predict(plan).steps.map(({ outcome }) => outcome)).toEqual(['allowed', 'unknown', 'unknown']);
  });
});

test('the step that decides has its values and its link', () => {
  const [step] = predict(
    aPlan({ '$api/item': { response: [answer(200, { 'access-control-allow-origin': '$org' })] } }),
  ).steps;
  expect(step?.decidedBy).toEqual({
    step: "The CORS check fails: Access-Control-Allow-Origin is `http://example.org`, the request's origin is `http://app.example.com`",
    link: 'https://fetch.spec.whatwg.org/#concept-cors-check',
  });
  expect(step?.trace.at(-1)).toEqual(step?.decidedBy);
});
