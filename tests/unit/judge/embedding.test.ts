/** What an image that CORS opens and Cross-Origin-Resource-Policy closes is told as. */
import { expect, test } from 'vitest';
import type { HeaderPairs } from '../../../src/plan/http.ts';
import { judgeWorks } from '../../../src/judge/check/works.ts';
import { tried } from '../screen/a-try.ts';
import { checkOf } from '../target-policy.ts';

const POLICY: [string, string] = ['Cross-Origin-Resource-Policy', 'same-origin'];
const IMAGE: [string, string] = ['Content-Type', 'image/svg+xml'];

function findings(status: number, headers: HeaderPairs, earlier: HeaderPairs) {
  const page = { class: 'trusted', expected: 'allowed' as const, path: '/logo.svg' };
  const read = tried(
    { ...page, id: 'trusted/GET' },
    { stage: 'browser', outcome: 'allowed', response: { status: 200, headers: earlier } },
  );
  const shown = tried(
    { ...page, id: 'trusted/GET.embedded.img', via: 'img' },
    { stage: 'browser', outcome: 'blocked', response: { status, headers } },
  );
  const { rule, target } = checkOf('works').check;
  return judgeWorks([read, shown], rule, target.origin).findings.map(({ id, subject }) => `${id} ${subject}`);
}

test.each<[title: string, status: number, headers: HeaderPairs, earlier: HeaderPairs, told: string[]]>([
  ['an image', 200, [POLICY, IMAGE], [POLICY, IMAGE], ['embedding-blocked same-origin']],
  ['an image that is asked for again', 304, [POLICY], [POLICY, IMAGE], ['embedding-blocked same-origin']],
  ['a 304 without the policy', 304, [], [POLICY, IMAGE], ['embedding-blocked same-origin']],
  ['what is no image', 200, [POLICY, ['Content-Type', 'application/json']], [POLICY], []],
  ['an image without the policy', 200, [IMAGE], [IMAGE], []],
  ['an image open to all', 304, [], [['Cross-Origin-Resource-Policy', 'cross-origin'], IMAGE], []],
])('%s', (_, status, headers, earlier, told) => {
  expect(findings(status, headers, earlier)).toEqual(told);
});
