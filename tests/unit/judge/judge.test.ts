/** The judge against doctored observations: it goes red for every single fact that is changed. */
import { expect, test } from 'vitest';
import type { StepReport } from '../../../src/browser/probe/messages.ts';
import { judge } from '../../../src/judge/judge.ts';
import type { Verdict } from '../../../src/judge/verdict.ts';
import type { Observation } from '../../../src/lab/observation.ts';
import type { CasePlan } from '../../../src/plan/types.ts';
import { ENGINE, exchange, expand, observation, planOf, preflight, scenario } from '../support.ts';

const put = planOf(`- id: put
  request: { method: PUT }
  routes: { api/item: { preflight: { headers: { access-control-allow-origin: $app, access-control-allow-methods: PUT } } } }
  expect: { outcome: allowed, status: 200, preflight: {}, body: ok, hides: [x-secret], sends: { origin: $app } }`);
const refused = expand(
  scenario(`- id: refused
  request: { method: PUT }
  routes: { api/item: { preflight: {} } }
  expect: { outcome: blocked, at: preflight, preflight: {} }`),
).plans[0] as CasePlan;

const verdictOf = (plan: CasePlan, seen: Observation, version = ENGINE.version): Verdict =>
  judge(plan, 'fetch', seen, { ...ENGINE, version }).verdict;

const page: StepReport = { outcome: 'allowed', status: 200, type: 'cors', body: 'ok', headers: [] };
const wire = [preflight(), exchange({ method: 'PUT' })];
const DIED = { code: 'engine', message: 'the browser died' } as const;

test('what is expected conforms', () => {
  expect(judge(put, 'fetch', observation(page, wire), ENGINE)).toMatchObject({
    verdict: 'conforms',
    differences: [],
  });
});

const DOCTORED: [title: string, seen: Observation, difference: string][] = [
  [
    'a blocked call',
    observation({ outcome: 'blocked', error: 'TypeError' }, wire),
    'outcome is blocked, not allowed',
  ],
  ['another status', observation({ ...page, status: 201 }, wire), 'status is 201, not 200'],
  ['another body', observation({ ...page, body: 'no' }, wire), 'body is no, not ok'],
  [
    'a header that leaks',
    observation({ ...page, headers: [['x-secret', '1']] }, wire),
    'the header x-secret is readable, not hidden from the page',
  ],
  ['no preflight', observation(page, [exchange({ method: 'PUT' })]), 'the number of preflights is 0, not 1'],
  ['two preflights', observation(page, [preflight(), ...wire]), 'the number of preflights is 2, not 1'],
  [
    'a preflight for another method',
    observation(page, [preflight({}, 'POST'), exchange({ method: 'PUT' })]),
    'Access-Control-Request-Method is POST, not PUT',
  ],
  [
    'a preflight that names headers',
    observation(page, [preflight({}, 'PUT', 'x-a'), exchange({ method: 'PUT' })]),
    'Access-Control-Request-Headers is x-a, not absent',
  ],
  [
    'a second actual request',
    observation(page, [...wire, exchange({ method: 'PUT' })]),
    'the number of actual requests is 2, not 1',
  ],
  [
    'another method on the wire',
    observation(page, [preflight(), exchange({ method: 'POST' })]),
    'the actual request is POST http://api.example.com:8080/item, not PUT http://api.example.com:8080/item',
  ],
  [
    'no Origin',
    observation(page, [preflight(), exchange({ method: 'PUT', requestHeaders: [] })]),
    'the header origin of the request is absent, not http://app.example.com',
  ],
  [
    'an unplanned request',
    observation(page, [...wire.slice(0, 1), exchange({ method: 'PUT', unplanned: 'Nothing is planned' })]),
    'Nothing is planned',
  ],
];

test.each(DOCTORED)('%s violates', (_, seen, difference) => {
  const judged = judge(put, 'fetch', seen, ENGINE);
  expect(judged.verdict).toBe('violates');
  expect(judged.differences).toContain(difference);
});

test('a block is believed with evidence only', () => {
  const blocked = { outcome: 'blocked', error: 'TypeError' } as const;
  expect(verdictOf(refused, observation(blocked, [preflight()]))).toBe('conforms');
  expect(verdictOf(refused, observation(blocked, [preflight()], { fences: [] }))).toBe('inconclusive');
  expect(verdictOf(refused, observation(blocked, [preflight({ answered: null, status: null })]))).toBe(
    'inconclusive',
  );
  expect(verdictOf(refused, observation(blocked, []))).toBe('violates');
  expect(verdictOf(refused, observation(blocked, [preflight(), exchange({ method: 'PUT' })]))).toBe(
    'violates',
  );
  expect(verdictOf(refused, observation({ outcome: 'timeout' }, [preflight()]))).toBe('inconclusive');
  expect(verdictOf(refused, observation(blocked, [], { failure: DIED }))).toBe('inconclusive');
  expect(
    verdictOf(
      refused,
      observation(blocked, [], { failure: { code: 'unsupported', feature: 'shared workers' } }),
    ),
  ).toBe('unsupported');
});

test('a pinned divergence excuses exactly itself, and only while it lasts', () => {
  const pinned: CasePlan = {
    ...refused,
    divergences: [
      {
        engine: 'chromium',
        versions: '>=150 <160',
        seen: ['156'],
        reason: 'It forgets.',
        note: 'n',
        via: ['fetch'],
        expect: { outcome: 'allowed' },
      },
    ],
  };
  const diverging = observation({ ...page }, wire);
  const conforming = observation({ outcome: 'blocked', error: 'TypeError' }, [preflight()]);
  expect(verdictOf(pinned, diverging)).toBe('diverges');
  expect(verdictOf(pinned, conforming)).toBe('stale');
  expect(verdictOf(pinned, conforming, '160.0')).toBe('conforms');
  expect(verdictOf(pinned, diverging, '160.0')).toBe('violates');
  expect(verdictOf(pinned, observation({ outcome: 'opaque' }, wire))).toBe('violates');
  expect(verdictOf(pinned, observation(page, wire, { failure: DIED }))).toBe('inconclusive');
});

test('an early dropped cache entry is a note, a missing preflight a failure', () => {
  const cached = planOf(`- id: cached
  request: { method: PUT }
  routes: { api/item: { preflight: { headers: { access-control-allow-origin: $app, access-control-allow-methods: PUT } } } }
  expect: { outcome: allowed, preflight: cached }`);
  expect(judge(cached, 'fetch', observation(page, [exchange({ method: 'PUT' })]), ENGINE)).toMatchObject({
    verdict: 'conforms',
    notes: [],
  });
  const evicted = judge(cached, 'fetch', observation(page, wire), ENGINE);
  expect(evicted.verdict).toBe('conforms');
  expect(evicted.notes).toHaveLength(1);
  const whole = planOf(`- id: whole
  request: { method: PUT }
  routes: { api/item: { preflight: { headers: { access-control-allow-origin: $app, access-control-allow-methods: PUT } } } }
  expect: { outcome: allowed, preflight: cached, wire: [PUT api/item] }`);
  expect(verdictOf(whole, observation(page, wire))).toBe('conforms');
  expect(verdictOf(whole, observation(page, [...wire, exchange({ method: 'PUT' })]))).toBe('violates');
  expect(verdictOf(put, observation(page, [exchange({ method: 'PUT' })]))).toBe('violates');
});

test('a stored response may answer or be gone, and each way is judged whole', () => {
  const stored = planOf(`- id: stored
  expect: { outcome: allowed, body: old, wire: [], evicted: { body: ok } }`);
  const old = { ...page, body: 'old' };
  const asked = [exchange()];
  const used = judge(stored, 'fetch', observation(old, []), ENGINE);
  expect(used).toMatchObject({ verdict: 'conforms', notes: [] });
  const gone = judge(stored, 'fetch', observation(page, asked), ENGINE);
  expect(gone.verdict).toBe('conforms');
  expect(gone.notes).toHaveLength(1);
  expect(verdictOf(stored, observation(old, asked))).toBe('violates');
  expect(verdictOf(stored, observation(page, []))).toBe('violates');
  const refusedToo = judge(
    stored,
    'fetch',
    observation({ outcome: 'blocked', error: 'TypeError' }, []),
    ENGINE,
  );
  expect(refusedToo.differences).toEqual(
    expect.arrayContaining([
      'outcome is blocked, not allowed',
      'and if the HTTP cache holds nothing, the number of actual requests is 0, not 1',
    ]),
  );
});

test('where a stored response blocks, nothing was sent and the server is proved to be up', () => {
  const poisoned = expand(
    scenario(`- id: poisoned
  expect: { outcome: blocked, at: request, wire: [], evicted: { outcome: allowed, body: ok } }`),
  ).plans[0] as CasePlan;
  const blocked = { outcome: 'blocked', error: 'TypeError' } as const;
  expect(verdictOf(poisoned, observation(blocked, []))).toBe('conforms');
  expect(verdictOf(poisoned, observation(blocked, [], { fences: [] }))).toBe('inconclusive');
  expect(verdictOf(poisoned, observation(blocked, [exchange()]))).toBe('violates');
  expect(verdictOf(poisoned, observation(page, [exchange()]))).toBe('conforms');
  expect(verdictOf(poisoned, observation(page, []))).toBe('violates');
});
