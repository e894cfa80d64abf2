/** Controls: the same call by whom the rule trusts, and when it shows that the target is well. */
import { describe, expect, test } from 'vitest';
import type { RulePlan } from '../../../src/plan/check.ts';
import { controlFor, toControl } from '../../../src/screen/controls.ts';
import type { Tried } from '../../../src/screen/tried.ts';
import { checkOf } from '../target-policy.ts';
import { APP } from '../target-server.ts';
import { aTry, tried } from './a-try.ts';

const rule = (over: Partial<RulePlan> = {}): RulePlan => ({ ...checkOf('works').check.rule, ...over });
const hostile = (over: Parameters<typeof aTry>[0] = {}) =>
  aTry({ class: 'any', origin: 'https://evil.test', expected: 'blocked', ...over });

describe('a control', () => {
  test('is the same but for the origin', () => {
    const plan = hostile({ method: 'PUT', path: '/none', headers: [['x-a', '1']], credentials: 'include' });
    expect(controlFor(rule(), plan)).toMatchObject({
      origin: APP,
      class: 'trusted',
      method: 'PUT',
      path: '/none',
      headers: [['x-a', '1']],
      credentials: 'include',
      expected: 'allowed',
    });
  });

  test('has credentials only where the rule has', () => {
    const plan = hostile({ credentials: 'include' });
    expect(controlFor(rule({ credentials: false }), plan)?.credentials).toBe('omit');
    expect(controlFor(rule(), plan)?.credentials).toBe('include');
    expect(controlFor(rule(), hostile({ credentials: 'omit' }))?.credentials).toBe('omit');
  });

  test('of a rule that trusts nobody has no Origin, and there is none of what needs a preflight', () => {
    const closed = rule({ origins: 'none' });
    expect(controlFor(closed, hostile())).toMatchObject({ class: 'no-origin', origin: '' });
    expect(controlFor(closed, hostile({ method: 'PUT' }))).toBeNull();
    expect(controlFor(closed, hostile({ headers: [['x-a', '1']] }))).toBeNull();
  });
});

describe('a control passes', () => {
  test.each<[string, Partial<Tried>, number[], boolean]>([
    ['that can be read', { outcome: 'allowed' }, [], true],
    ['whose preflight lets it through', { outcome: 'granted', response: null }, [], true],
    ['that CORS alone keeps from being read', { outcome: 'blocked' }, [], true],
    ['with an error that the page can read', answered('allowed', 404), [], true],
    ['not with an error that CORS hides', answered('blocked', 403), [], false],
    ['with an error that the rule expects', answered('blocked', 401), [401], true],
    ['not with 429', answered('allowed', 429), [], false],
    ['not even with an expected 429', answered('allowed', 429), [429], false],
    ['not with 503', answered('allowed', 503), [], false],
    ['with a 503 that the rule expects', answered('allowed', 503), [503], true],
    ['not without an answer', { outcome: 'no-answer', response: null }, [], false],
    [
      'not where the preflight failed',
      { response: null, preflight: { status: 401, headers: [] } },
      [],
      false,
    ],
  ])('%s', (_, over, statuses, passed) => {
    expect(toControl(tried({}, over), { statuses, errors: [] }).passed).toBe(passed);
  });

  test.each([404, 502])('with the %i that the rule declares for its path, and no other', (status) => {
    const errors: [number, string][] = [[status, '/broken']];
    const control = (path: string) =>
      toControl(tried({ path }, answered('blocked', status)), { statuses: [], errors });
    expect(control('/broken').passed).toBe(true);
    expect(control('/items').passed).toBe(false);
  });
});

function answered(outcome: Tried['outcome'], status: number): Partial<Tried> {
  return { outcome, response: { status, headers: [] } };
}
