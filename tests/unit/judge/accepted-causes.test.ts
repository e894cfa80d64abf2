/** What of a check fails a run: `fail-on` and `ignore`. */
import { describe, expect, test } from 'vitest';
import type { Severity } from '../../../src/plan/check.ts';
import { APP, having, targetServer } from '../target-server.ts';
import { judged } from './doctored.ts';

const ID = 'policies/shop/items';
const UNTIL = { reason: 'being fixed', until: '2999-01-01' };
const nullAdmitted = targetServer({ admits: (origin) => origin === APP || origin === 'null' });
const grantsMore = targetServer({
  edit: (answer, { isPreflight }) =>
    isPreflight ? having(answer, 'access-control-allow-methods', 'GET, PUT, DELETE') : answer,
});

test.each<[Severity | undefined, 'violates' | 'conforms']>([
  ['low', 'violates'],
  ['medium', 'conforms'],
  [undefined, 'conforms'],
])('fail-on %s: a low cause %s', async (failOn, verdict) => {
  const policy = failOn === undefined ? {} : { 'fail-on': failOn };
  const said = await judged('preflight', { server: grantsMore }, { policy });
  expect(said.verdict).toBe(verdict);
  // What passes is told all the same.
  expect(said.causes).toHaveLength(1);
  if (verdict === 'conforms') expect(said.notes.join()).toContain('low: ');
});

test.each<[Severity, 'violates' | 'conforms']>([
  ['critical', 'conforms'],
  ['high', 'violates'],
  ['medium', 'violates'],
])('fail-on %s: a high cause %s', async (failOn, verdict) => {
  const said = await judged(
    'hostile',
    { server: nullAdmitted, cookies: '' },
    { policy: { 'fail-on': failOn } },
  );
  expect(said.causes).toMatchObject([{ id: 'allows-null', severity: 'high' }]);
  expect(said.verdict).toBe(verdict);
});

describe('an exception', () => {
  test.each<[string, Record<string, string>]>([
    ['by check', { check: `${ID}/hostile` }],
    ['by a pattern of checks', { check: '*/hostile' }],
    ['by tries', { check: `${ID}/hostile/null-*` }],
    ['by classes', { check: '*/hostile/null-*' }],
    ['by cause', { cause: 'allows-null' }],
    ['by cause and check', { cause: 'allows-null', check: '*/hostile' }],
  ])('%s holds', async (_, exception) => {
    const said = await judged('hostile', { server: nullAdmitted }, { policy: ignoring(exception) });
    expect(said).toMatchObject({
      verdict: 'diverges',
      causes: [{ id: 'allows-null', accepted: UNTIL }],
      divergence: { reason: 'being fixed (accepted until 2999-01-01)' },
    });
  });

  test.each<[string, Record<string, string>]>([
    ['by another check', { check: '*/works' }],
    ['by one class of several', { check: `${ID}/hostile/null-data` }],
    ['by one try of several', { check: `${ID}/hostile/null-sandbox/GET` }],
    ['by another cause', { cause: 'reflects-origin' }],
    ['by cause and another check', { cause: 'allows-null', check: '*/works' }],
  ])('%s does not', async (_, exception) => {
    const said = await judged('hostile', { server: nullAdmitted }, { policy: ignoring(exception) });
    expect(said).toMatchObject({ verdict: 'violates', causes: [{ id: 'allows-null' }] });
    expect(said.causes?.[0]?.accepted).toBeUndefined();
  });

  test('of one cause leaves the others red', async () => {
    const server = targetServer({
      admits: (origin) => [APP, 'null', 'https://evil.example.com'].includes(origin),
    });
    const policy = ignoring({ cause: 'allows-null' });
    const { verdict, causes = [] } = await judged('hostile', { server }, { policy });
    expect(verdict).toBe('violates');
    expect(causes.filter(({ accepted }) => !accepted).map(({ id }) => id)).not.toContain('allows-null');
    expect(causes.filter(({ accepted }) => accepted).map(({ id }) => id)).toEqual(['allows-null']);
  });
});

function ignoring(exception: Record<string, string>) {
  return { ignore: [{ ...exception, ...UNTIL }] };
}
