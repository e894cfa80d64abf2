/** `--inputs N` is N inputs, not about so many. */
import { readFileSync, readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { FUZZED, shareOf } from './shares.ts';

test.each([150, 1500, 99_999, 100_000])('the shares of %i inputs come to exactly as many', (all) => {
  const counts = FUZZED.map((name) => shareOf(name, all));
  expect(counts.reduce((a, b) => a + b)).toBe(all);
  expect(Math.min(...counts)).toBeGreaterThan(0);
});

test('whatever has a share is fuzzed by one test', () => {
  const sources = readdirSync(import.meta.dirname)
    .filter((name) => name.endsWith('.test.ts') && name !== 'shares.test.ts')
    .map((name) => readFileSync(`${import.meta.dirname}/${name}`, 'utf8'))
    .join('\n');
  const fuzzed = [...sources.matchAll(/\bholds\(\s*'([^']+)'/g)].map(([, name]) => name);
  expect(fuzzed.sort()).toEqual([...FUZZED].sort());
});
