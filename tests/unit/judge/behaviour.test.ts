/** What a check was seen to do, in the words of a baseline. */
import { describe, expect, test } from 'vitest';
import { behavioursOf } from '../../../src/judge/behaviour.ts';
import type { Question } from '../../../src/plan/check.ts';
import { checkOf } from '../target-policy.ts';
import { APP, having, targetServer, without, type ServerChange } from '../target-server.ts';
import { observe, type Doctored } from './doctored.ts';

async function behaviours(question: Question, change: ServerChange = {}, more: Doctored = {}) {
  const plan = checkOf(question);
  return behavioursOf(plan, await observe(plan, { server: targetServer(change), ...more }));
}

test.each<[Question, name: string, behaviour: string]>([
  ['works', 'trusted', 'GET 200, PUT 200'],
  ['preflight', 'trusted', '204; methods GET, PUT; headers content-type; max-age 600'],
  ['cached', 'trusted', 'allowed'],
  ['expose', 'trusted', 'x-total'],
  ['errors', 'trusted', '404 readable (404)'],
  ['refused', 'named', 'refused'],
  ['hostile', 'any', 'refused'],
  ['hygiene', 'trusted', 'Allow-Origin (the origin), Allow-Credentials true'],
  ['hygiene', 'any', 'no Allow-Origin'],
  ['caches', 'trusted', 'Vary: Origin'],
])('%s, %s: %s', async (question, name, behaviour) => {
  expect((await behaviours(question)).get(name)).toBe(behaviour);
});

describe('a server that does something else is told otherwise', () => {
  test.each<[Question, name: string, change: ServerChange, behaviour: string]>([
    ['hostile', 'any', { admits: () => true }, 'reads, with credentials, preflight grants PUT'],
    [
      'hostile',
      'any',
      { admits: (origin, { isPreflight }) => origin === APP || isPreflight },
      'preflight grants PUT',
    ],
    ['works', 'trusted', { edit: (answer) => without(answer, /allow-origin/) }, 'blocked at the'],
    ['expose', 'trusted', { edit: (answer) => without(answer, /expose/) }, 'nothing'],
    [
      'preflight',
      'trusted',
      { edit: (answer) => having(answer, 'access-control-allow-methods', 'GET, PUT, DELETE') },
      'also grants DELETE',
    ],
    ['caches', 'trusted', { edit: (answer) => without(answer, /^vary$/) }, 'no Vary: Origin'],
    [
      'errors',
      'trusted',
      { edit: (answer) => (answer.status === 404 ? { ...answer, status: 410 } : answer) },
      'readable (410)',
    ],
  ])('%s, %s: %#', async (question, name, change, behaviour) => {
    expect((await behaviours(question, change)).get(name)).toContain(behaviour);
  });
});

test('engines say the same of one server, whatever cookies they send', async () => {
  const change = { admits: () => true };
  const [one, other] = [
    await behaviours('hostile', change, { cookies: 'corsproof-none=1' }),
    await behaviours('hostile', change, { cookies: '' }),
  ];
  expect(one).toEqual(other);
});

test('what had no answer, and pages that there are none of, are left out', async () => {
  const silent = await behaviours('hostile', { edit: () => ({ code: 'silent', ms: 1 }) });
  expect(silent).toEqual(new Map());
  const without = await behaviours(
    'hostile',
    {},
    {
      failureOf: ([first]) =>
        first?.reach === 'proxy-only'
          ? { code: 'page-not-loaded', origin: first.page.origin, landedAt: null }
          : undefined,
    },
  );
  expect(without).toEqual(await behaviours('hostile'));
});
