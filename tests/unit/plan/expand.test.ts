/** Defaults, merging, matrices and names. */
import { expect, test } from 'vitest';
import { expand, planOf, scenario } from '../support.ts';

test('a matrix multiplies and names its cells', () => {
  const { plans } = expand(
    scenario(
      '- id: m\n  matrix: { method: [GET, HEAD], credentials: [omit, include] }\n  expect: { outcome: allowed }',
    ),
  );
  expect(plans.map(({ id }) => id)).toEqual([
    'area/file/m/method=GET/credentials=omit',
    'area/file/m/method=GET/credentials=include',
    'area/file/m/method=HEAD/credentials=omit',
    'area/file/m/method=HEAD/credentials=include',
  ]);
  expect(plans.map(({ via }) => via)).toEqual([['fetch'], ['fetch', 'xhr'], ['fetch'], ['fetch', 'xhr']]);
});

test('rows merge over their case, null removes, lists replace', () => {
  const { plans } = expand(
    scenario(`- id: c
  routes: { api/item: { response: { headers: { x-a: [one, two], x-b: gone } } } }
  expect: { outcome: allowed, status: 200 }
  each:
    - id: r
      routes: { api/item: { response: { headers: { x-a: three, x-b: null } } } }
      expect: { status: 201 }`),
  );
  const [plan] = plans;
  expect(plan?.id).toBe('area/file/c/r');
  expect(plan?.routes['$api/item']?.response[0]?.headers).toEqual([
    ['access-control-allow-origin', '$app'],
    ['x-a', 'three'],
    ['content-type', 'text/plain'],
  ]);
  expect(plan?.steps[0]).toMatchObject({ expect: { outcome: 'allowed', status: 201, preflight: 'none' } });
});

test('null takes a default away, except where it means "absent"', () => {
  const { plans, problems } = expand(
    scenario(`- id: c
  request: { headers: { x-a: 1 }, credentials: include }
  routes: { api/item: { cors: { origin: $app }, response: { headers: { vary: null } } } }
  expect: { outcome: allowed, status: 200, sends: { x-a: null } }
  each:
    - id: r
      request: { headers: null, credentials: null }
      expect: { status: null }
    - id: s`),
  );
  expect(problems).toEqual([]);
  const [removed, kept] = plans.map(({ steps }) => steps[0]);
  expect(removed).toMatchObject({ request: { headers: [], credentials: 'same-origin' } });
  expect(removed).not.toHaveProperty('expect.status');
  expect(kept).toMatchObject({
    request: { headers: [['x-a', '1']] },
    expect: { status: 200, sends: { 'x-a': null } },
  });
  expect(plans[0]?.routes['$api/item']?.response[0]?.headers.map(([name]) => name)).not.toContain('vary');
});

test('what is covered is said by the row, else by its case, else by the file', () => {
  const { plans } = expand(
    scenario(
      `- id: plain
  expect: { outcome: allowed }
- id: own
  covers: [C4]
  expect: { outcome: allowed }
  each:
    - id: of-the-case
    - { id: of-the-row, covers: [C5, C6] }
    - { id: nothing, covers: [] }`,
      'covers: [A1]\n',
    ),
  );
  expect(plans.map(({ covers }) => covers)).toEqual([['A1'], ['C4'], ['C5', 'C6'], []]);
});

test('a preflight expectation takes the method of its request', () => {
  const plan = planOf(
    '- id: c\n  request: { method: put }\n  routes: { api/item: { preflight: {} } }\n  expect: { outcome: allowed, preflight: {} }',
  );
  expect(plan.steps[0]).toMatchObject({ expect: { preflight: { method: 'PUT', headers: [] } } });
});

test('$caller is null for an opaque origin and the origin elsewhere', () => {
  const { plans } = expand(
    scenario(
      '- id: c\n  matrix: { context: [document, data-iframe] }\n  expect: { outcome: allowed, sends: { origin: $caller } }',
    ),
  );
  const sent = plans.map(({ steps }) => (steps[0]?.kind === 'request' ? steps[0].expect.sends : null));
  expect(sent).toEqual([{ origin: '$app' }, { origin: 'null' }]);
});

test.each([
  ['a token suffices', '- id: c\n  expect: { outcome: allowed }', 'token', false],
  [
    'a cookie of another host',
    '- id: c\n  routes: { api/item: { response: { headers: { set-cookie: a=b } } } }\n  expect: { outcome: allowed }',
    'token',
    false,
  ],
  [
    'a cookie of a whole domain',
    '- id: c\n  routes: { api/item: { response: { headers: { set-cookie: a=b; Domain=example.com } } } }\n  expect: { outcome: allowed }',
    'exclusive',
    false,
  ],
  [
    "a cookie of the page's host",
    '- id: c\n  routes: { app/x: { response: { headers: { set-cookie: a=b } } } }\n  expect: { outcome: allowed }',
    'exclusive',
    false,
  ],
  [
    'another caller',
    '- id: c\n  steps: [{ expect: { outcome: allowed } }, { from: { origin: api }, expect: { outcome: allowed } }]',
    'token',
    false,
  ],
  [
    "a cookie of another caller's host",
    '- id: c\n  routes: { api/item: { response: { headers: { set-cookie: a=b } } } }\n  steps: [{ expect: { outcome: allowed } }, { from: { origin: api }, expect: { outcome: allowed } }]',
    'exclusive',
    false,
  ],
  [
    'a stream that a worker redirects',
    '- id: c\n  via: [fetch]\n  from: { context: controlled-iframe }\n  request: { method: POST, body: { stream: a }, worker: { respond: { status: 303, headers: { location: $api/item } } } }\n  expect: { outcome: allowed, wire: [GET api/item], worker: [POST cors, GET cors] }',
    'exclusive',
    false,
  ],
  [
    'a method that Node refuses',
    '- id: c\n  request: { method: patch }\n  routes: { api/item: { preflight: {} } }\n  expect: { outcome: allowed, preflight: {} }',
    'token',
    true,
  ],
  [
    'a reload',
    '- id: c\n  steps: [{ expect: { outcome: allowed } }, { reload: true }, { expect: { outcome: allowed } }]',
    'exclusive',
    false,
  ],
])('attribution and server are derived: %s', (_, cases, attribution, raw) => {
  expect(planOf(cases)).toMatchObject({ attribution, raw });
});

test('a twin that differs in one fact is found by itself, a farther one must be named', () => {
  const blocked = (extra = '') => `- id: no
  routes: { api/item: { response: { headers: { access-control-allow-origin: null } } } }${extra}
  expect: { outcome: blocked, at: response }`;
  const near = '- id: yes\n  expect: { outcome: allowed }';
  expect(expand(scenario(`${near}\n${blocked()}`)).problems).toEqual([]);
  const far =
    '- id: yes\n  request: { method: POST, headers: { accept: a } }\n  expect: { outcome: allowed }';
  expect(expand(scenario(`${far}\n${blocked()}`)).problems.join()).toMatch(
    /no allow twin that differs in one fact/,
  );
  expect(expand(scenario(`${far}\n${blocked('\n  twin: yes')}`)).problems).toEqual([]);
});

test('expansion is deterministic', () => {
  const source = scenario('- id: m\n  matrix: { method: [GET, HEAD] }\n  expect: { outcome: allowed }');
  expect(JSON.stringify(expand(source))).toBe(JSON.stringify(expand(source)));
});
