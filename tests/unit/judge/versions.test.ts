import { expect, test } from 'vitest';
import { inRange } from '../../../src/judge/versions.ts';

test.each([
  ['156.0.8078.79', undefined, true],
  ['156.0.8078.79', '>=156', true],
  ['156.0.8078.79', '<156', false],
  ['156.0.8078.79', '>=150 <157', true],
  ['156.0.8078.79', '156', true],
  ['156.0.8078.79', '<=156', true],
  ['2.50.6', '>2.50.5', true],
  ['2.50.6', '2.5', false],
  ['2.50.6', '>=2.6', true],
])('%s in %s is %s', (version, range, inside) => {
  expect(inRange(version, range)).toBe(inside);
});
