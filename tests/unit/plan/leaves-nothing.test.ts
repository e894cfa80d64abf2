/** Cases share hosts only where an engine keeps nothing of them by which another could tell. */
import { expect, test } from 'vitest';
import { addressesOf } from '../../../src/lab/prepare.ts';
import { leavesNothing } from '../../../src/plan/leaves-nothing.ts';
import type { AnswerPlan, CasePlan, RequestPlan } from '../../../src/plan/types.ts';
import { planOf } from '../support.ts';

const plain = planOf('- id: c\n  expect: { outcome: allowed }');
const answered = (over: Partial<AnswerPlan>): CasePlan => {
  const response = [{ status: 200, headers: [], body: '', ...over }];
  return { ...plain, routes: { '$api/item': { preflight: [], response } } };
};
const asked = (over: Partial<RequestPlan>): CasePlan => ({
  ...plain,
  steps: plain.steps.map((step) =>
    step.kind === 'request' ? { ...step, request: { ...step.request, ...over } } : step,
  ),
});

test.each<[string, CasePlan, boolean]>([
  ['a plain call', plain, true],
  ['what is kept under its URL', answered({ headers: [['Cache-Control', 'max-age=5']] }), true],
  ['an answer that fails', answered({ status: 500 }), true],
  ['a question for a password', answered({ status: 401 }), false],
  ['a misdirected request', answered({ status: 421 }), false],
  ['a cookie', answered({ headers: [['set-cookie', 'a=b']] }), false],
  ['what is kept of a host', answered({ headers: [['strict-transport-security', 'max-age=1']] }), false],
  ['a redirect', answered({ status: 302, headers: [['location', '$api/other']] }), false],
  ['an answer that lets others wait', answered({ delay: 100 }), false],
  ['the raw server', { ...plain, raw: true }, false],
  ['a password', asked({ xhr: { user: 'a', password: 'b' } }), false],
  ['a password in the URL', asked({ url: 'http://a:b@api.example.com:8080/item' }), false],
  ['a stream, which HTTP/1.1 does not carry', asked({ body: { kind: 'stream', text: 'a' } }), false],
  ['an element', { ...plain, via: ['img'] }, false],
  ['a second call', { ...plain, steps: [...plain.steps, ...plain.steps] }, false],
])('%s', (_, plan, expected) => {
  expect(leavesNothing(plan)).toBe(expected);
  const nominal = 'http://api.example.com:8080';
  const apart = 'http://t1x.api.example.com:8080';
  expect(addressesOf(plan, 't1x').api).toEqual(
    expected ? { origin: nominal, base: `${nominal}/~t1x` } : { origin: apart, base: apart },
  );
});
