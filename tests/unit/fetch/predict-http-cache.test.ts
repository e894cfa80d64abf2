import { expect, test } from 'vitest';
import { predict } from '../../../src/fetch/predict.ts';
import type { AnswerPlan } from '../../../src/plan/types.ts';
import { aPlan, answer } from './helpers.ts';

const ANY = { 'access-control-allow-origin': '*' };
const refusing = answer(200, { 'cache-control': 'max-age=60' });
const lastOf = (...response: AnswerPlan[]) =>
  predict(aPlan({ '$api/item': { response } }, [{ mode: 'no-cors' }, {}])).steps.at(-1);

test('a stored answer meets the CORS check, and what happens without it is predicted too', () => {
  expect(lastOf(refusing, answer(200, ANY))).toMatchObject({
    outcome: 'blocked',
    at: 'request',
    wire: [],
    evicted: { outcome: 'allowed', wire: [{ method: 'GET', status: 200 }] },
  });
});

test('one that varies with the origin is not used', () => {
  const varying = answer(200, { vary: 'Origin', 'cache-control': 'max-age=60' });
  const last = lastOf(varying, answer(200, ANY));
  expect(last).toMatchObject({ outcome: 'allowed', wire: [{ method: 'GET' }] });
  expect(last).not.toHaveProperty('evicted');
});

test('a 304 is used up, and the page gets what was stored', () => {
  const stored = answer(200, { ...ANY, 'cache-control': 'no-cache', etag: '"1"' });
  const last = lastOf(stored, answer(304));
  expect(last).toMatchObject({
    outcome: 'allowed',
    status: 200,
    evicted: { outcome: 'blocked', at: 'response' },
  });
  expect(last?.wire[0]?.headers).toContainEqual(['If-None-Match', '"1"']);
  expect(last?.evicted?.wire[0]?.headers).not.toContainEqual(['If-None-Match', '"1"']);
});
