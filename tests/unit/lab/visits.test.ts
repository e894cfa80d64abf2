import { expect, test } from 'vitest';
import { groupVisits } from '../../../src/lab/visits.ts';
import type { CasePlan } from '../../../src/plan/types.ts';
import { planOf } from '../support.ts';

const plain = planOf('- id: c\n  expect: { outcome: allowed }');
const many = (count: number, over: Partial<CasePlan> = {}) =>
  Array.from({ length: count }, (_, i) => ({ ...plain, id: `a/b/c${i}`, ...over }));

test('cases of one page share visits of bounded, even size', () => {
  const visits = groupVisits(many(100));
  expect(visits.map(({ entries }) => entries.length)).toEqual([100, 100]);
  expect(visits.map(({ index }) => index)).toEqual([0, 1]);
});

test('the visits of a large suite are larger', () => {
  const sizes = groupVisits(many(1200)).map(({ entries }) => entries.length);
  expect(sizes).toEqual(Array.from({ length: 10 }, () => 240));
});

test('another context, caller or page header is another visit; cases that wait and exclusive ones come last', () => {
  const frame = many(1, { from: { origin: 'app', context: 'iframe' } });
  const own = many(1, { attribution: 'exclusive' });
  const strict = many(1, {
    origins: { ...plain.origins, app: { origin: 'http://app.example.com', pageHeaders: [['x', 'y']] } },
  });
  const wait = many(1, { steps: [{ kind: 'wait', maxAge: 1 }, ...plain.steps] });
  const visits = groupVisits([...own, ...wait, ...many(2), ...frame, ...strict]);
  expect(visits.map(({ kind, entries }) => [kind, entries.length])).toEqual([
    ['shared', 4],
    ['shared', 2],
    ['shared', 2],
    ['waiting', 2],
    ['exclusive', 2],
  ]);
});

test('cases with the same callers one after another share their pages', () => {
  const from = (origin: string, index: number) => ({
    ...plain.steps[0],
    from: { origin, context: 'document' },
    index,
  });
  const steps = (...origins: string[]) => ({ steps: origins.map(from) }) as unknown as Partial<CasePlan>;
  const visits = groupVisits([
    ...many(2, steps('app', 'api')),
    ...many(1, steps('app', 'app', 'api', 'api')),
    ...many(1, steps('api', 'app')),
    ...many(1, steps('app', 'app')),
    ...many(1),
  ]);
  expect(visits.map(({ entries }) => entries.length)).toEqual([6, 2, 4]);
});

test('every entry stands in exactly one visit', () => {
  const plans = many(377);
  const tests = groupVisits(plans).flatMap(({ entries }) => entries.map(({ test: name }) => name));
  expect(new Set(tests).size).toBe(377 * 2);
  expect(tests).toHaveLength(377 * 2);
});
