/** Where the page never learns what became of its call, the wire says whether it was blocked. */
import { expect, test } from 'vitest';
import { judge } from '../../../src/judge/judge.ts';
import type { CasePlan } from '../../../src/plan/types.ts';
import { ENGINE, exchange, expand, observation, preflight, scenario } from '../support.ts';

const JSON_BEACON = `via: [beacon]
  request: { method: POST, credentials: include, body: { blob: '{}', type: application/json } }
  routes: { api/item: { preflight: {} } }`;
const beacons = expand(
  scenario(`- id: sent
  ${JSON_BEACON}
  expect: { outcome: opaque, preflight: { headers: [content-type] } }
- id: refused
  ${JSON_BEACON}
  expect: { outcome: blocked, at: preflight, preflight: { headers: [content-type] } }
  twin: sent`),
);
const [sent, refused] = beacons.plans as [CasePlan, CasePlan];
const told = { outcome: 'opaque' } as const;
const asks = preflight({}, 'POST', 'content-type');
const posts = exchange({ method: 'POST' });

test('an opaque beacon is the allow twin of a blocked one', () => {
  expect(beacons.problems).toEqual([]);
});

test.each([
  ['a preflight and the request', [asks, posts], 'opaque', undefined],
  ['a preflight alone', [asks], 'blocked', 'preflight'],
  ['nothing', [], 'blocked', 'request'],
  [
    'a redirect that is not followed',
    [asks, { ...posts, status: 307, responseHeaders: [['location', '/x']] as [string, string][] }],
    'blocked',
    'redirect',
  ],
])('%s on the wire is seen as it is', (_, wire, outcome, at) => {
  const { seen } = judge(sent, 'beacon', observation(told, wire), ENGINE);
  expect([seen?.outcome, seen?.at]).toEqual([outcome, at]);
});

test('a block needs a fence, as any other', () => {
  expect(judge(refused, 'beacon', observation(told, [asks]), ENGINE).verdict).toBe('conforms');
  expect(judge(refused, 'beacon', observation(told, [asks], { fences: [] }), ENGINE).verdict).toBe(
    'inconclusive',
  );
  expect(judge(refused, 'beacon', observation(told, [asks, posts]), ENGINE).verdict).toBe('violates');
  expect(judge(sent, 'beacon', observation(told, [asks]), ENGINE).verdict).toBe('violates');
});
