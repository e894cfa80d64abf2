/** What mends a finding of a target, where the first guess would send a reader the wrong way. */
import { expect, test } from 'vitest';
import type { HeaderPairs } from '../../../src/plan/types.ts';
import { APP, verdictOf } from './doctored.ts';

const good: HeaderPairs = [
  ['access-control-allow-origin', APP],
  ['access-control-allow-credentials', 'true'],
  ['vary', 'Origin'],
];
const GET = 'works/https-app.example.com/method=GET';

test('what is not found may be a wrong path in the policy', () => {
  const { differences, said } = verdictOf(GET, [{ outcome: 'blocked', status: 404, answer: [] }]);
  expect(differences.join()).toContain('the answer (404) has no Access-Control-Allow-Origin');
  expect(said?.fix).toMatch(/^mend the path in the policy, if the server has no \/items; if it has, answer /);
  const found = verdictOf(GET, [{ outcome: 'blocked', status: 200, answer: [] }]);
  expect(found.said?.fix).toMatch(/^answer https:/);
});

test('a call to an https target that was never sent is no mixed content', () => {
  const { differences, said } = verdictOf(GET, [{ outcome: 'blocked', sent: false }]);
  expect(differences.join()).toContain('had the answer to another origin in its cache');
  expect(said?.fix).toContain('add Vary: Origin');
});

test('another status than the policy names for an error', () => {
  const { differences, said } = verdictOf('errors/404', [{ status: 200, answer: good }]);
  expect(differences).toEqual(['low: the answer is 200, not 404']);
  expect(said?.fix).toContain('/none has to answer 404');
});

test('several stand one to a line, and a semicolon is part of a text', () => {
  const headers: HeaderPairs = [
    ['access-control-allow-methods', 'GET, PUT, DELETE'],
    ['access-control-max-age', '-1'],
  ];
  const { said } = verdictOf('preflight', [{ answer: good, preflight: { status: 204, headers } }]);
  expect(said?.fix?.split('\n')).toEqual([
    'answer with Access-Control-Allow-Methods: GET, PUT, or name them in the policy',
    'write digits only, such as 600',
  ]);
  expect(verdictOf(GET, [{ outcome: 'blocked', answer: [] }]).said?.fix).toContain(
    '; Apache: Header always set)',
  );
});
