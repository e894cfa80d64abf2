/** Worlds with one fact changed: which there are, and which of them decide. */
import { describe, expect, test } from 'vitest';
import { mutantsOf } from '../../../src/sabotage/mutants.ts';
import { isDeciding, pairsOf } from '../../../src/sabotage/pairs.ts';
import type { CasePlan } from '../../../src/plan/types.ts';
import { expand, planOf, scenario } from '../support.ts';

const CREDENTIALED = `- id: put
  request: { method: PUT, credentials: include, headers: { x-a: '1', x-b: '2' } }
  routes:
    api/item:
      preflight:
        headers:
          access-control-allow-origin: $app
          access-control-allow-credentials: 'true'
          access-control-allow-methods: PUT
          access-control-allow-headers: x-a, x-b
          access-control-max-age: '60'
      response: { headers: { access-control-allow-credentials: 'true', etag: '"1"', access-control-expose-headers: etag } }
  expect: { outcome: allowed, reveals: [etag], preflight: { method: PUT, headers: [x-a, x-b] } }`;

function facts(plan: CasePlan, kind: string): string[] {
  return pairsOf({ plan, via: 'fetch' })
    .filter(({ bearing }) => bearing.kind === kind)
    .map(({ mutant }) => `${mutant.where.split(' ')[0] ?? ''}: ${mutant.fact}`);
}

describe('of a credentialed call with a preflight', () => {
  const plan = planOf(CREDENTIALED);

  test('every fact of the CORS protocol decides', () => {
    const shared = ['drop access-control-allow-origin', 'drop access-control-allow-credentials'];
    const changed = ['https://stranger.example', '*', 'null'].map(
      (value) => `access-control-allow-origin: ${value}`,
    );
    const both = [...shared, ...changed, 'access-control-allow-credentials: false'];
    expect(facts(plan, 'deciding').sort()).toEqual(
      [
        ...both.map((fact) => `preflight: ${fact}`),
        ...both.map((fact) => `response: ${fact}`),
        'preflight: drop access-control-allow-methods',
        'preflight: drop access-control-allow-headers',
        'preflight: unlist a name in access-control-allow-headers',
        'preflight: unlist a name in access-control-allow-headers',
        'preflight: preflight answered 500',
        'preflight: preflight redirected',
        'response: drop access-control-expose-headers',
      ].sort(),
    );
  });

  test('what no single call can notice does not', () => {
    expect(facts(plan, 'no difference')).toContain('preflight: drop access-control-max-age');
    expect(facts(plan, 'no difference')).toContain('response: cross-origin-resource-policy: same-origin');
  });

  test('the case itself stays as it is', () => {
    const before = JSON.stringify(plan);
    mutantsOf(plan, 'fetch');
    expect(JSON.stringify(plan)).toBe(before);
  });
});

test('a block is sabotaged by a policy that is right', () => {
  const [plan] = expand(
    scenario(`- id: refused
  request: { method: PUT }
  routes: { api/item: { preflight: {} } }
  expect: { outcome: blocked, at: preflight, preflight: { method: PUT } }`),
  ).plans;
  const [grant] = mutantsOf(plan as CasePlan, 'fetch').filter(({ fact }) => fact === 'grant what is refused');
  expect(grant?.where).toContain('Access-Control-Allow-Methods: PUT');
  expect(facts(plan as CasePlan, 'deciding')).toContain('in: grant what is refused');
});

test('a redirect is sabotaged by another target, and by none', () => {
  const plan = planOf(`- id: moved
  request: { url: api/old }
  routes: { api/old: { redirect: { to: api/item, headers: { access-control-allow-origin: $app } } } }
  expect: { outcome: allowed, wire: [GET api/old, GET api/item] }`);
  expect(facts(plan, 'deciding')).toEqual(
    expect.arrayContaining(['response: redirect target changed', 'response: drop location']),
  );
});

test('a cookie that a case expects is sabotaged by an answer that sets none', () => {
  const plan = planOf(`- id: kept
  request: { credentials: include }
  routes:
    api/item:
      response: { headers: { access-control-allow-credentials: 'true', set-cookie: sid=1 } }
  steps:
    - { expect: { outcome: allowed } }
    - { expect: { outcome: allowed, cookies: [sid] } }`);
  expect(facts(plan, 'deciding')).toContain('response: drop set-cookie');
});

test('a cached preflight may be asked again, so a shorter age decides nothing', () => {
  const plan = planOf(`- id: cached
  request: { method: PUT }
  routes:
    api/item:
      preflight:
        headers: { access-control-allow-origin: $app, access-control-allow-methods: PUT, access-control-max-age: '60' }
  steps:
    - { expect: { outcome: allowed, preflight: { method: PUT } } }
    - { expect: { outcome: allowed, preflight: cached } }`);
  expect(facts(plan, 'permitted')).toContain('preflight: access-control-max-age: 0');
  expect(facts(plan, 'deciding')).not.toContain('preflight: access-control-max-age: 0');
});

test('a literal answer loses a header, folded lines and all, and nothing else', () => {
  const raw =
    'HTTP/1.1 200 OK\\r\\nAccess-Control-Allow-Origin:\\r\\n  $app\\r\\nX-A: 1\\r\\nContent-Length: 2\\r\\n\\r\\nok';
  const plan = planOf(`- id: literal
  routes: { api/item: { response: { raw: "${raw}" } } }
  expect: { outcome: allowed }`);
  const dropped = pairsOf({ plan, via: 'fetch' }).find(
    ({ mutant }) => mutant.fact === 'drop access-control-allow-origin',
  );
  expect(dropped && isDeciding(dropped)).toBe(true);
  expect(dropped?.mutant.plan.routes['$api/item']?.response[0]?.raw).toBe(
    'HTTP/1.1 200 OK\r\nX-A: 1\r\nContent-Length: 2\r\n\r\nok',
  );
});
