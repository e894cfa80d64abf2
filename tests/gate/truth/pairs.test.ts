/** Gates that are known to be right, blind or nervous, and how their mistakes are told. */
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { drawPair } from './draw.ts';
import type { Gate } from './gate.ts';
import { compare, isSameMismatch, runPairs, shrink, tellFigures, tellMismatch } from './pairs.ts';
import { smallerPairs } from './smaller.ts';

const verdict = (red: boolean) =>
  Promise.resolve({
    red,
    causes: red ? [{ id: 'reflects-origin', severity: 'high', title: 'It reflects.' }] : [],
  });
const blind: Gate = () => verdict(false);
const nervous: Gate = () => verdict(true);
/** Asks for one hostile page alone. */
const shortSighted: Gate = async (policy, ask) => {
  const { rules } = parse(policy) as { rules: [{ path: string }] };
  const { headers } = await ask({
    method: 'GET',
    path: rules[0].path,
    headers: [['Origin', 'https://attacker.test']],
  });
  return verdict(headers.some(([, value]) => value === 'https://attacker.test'));
};

test('counts what is told right, missed, and alarmed about', async () => {
  const missed = await runPairs(20, 100, blind, 0);
  const alarmed = await runPairs(20, 100, nervous, 0);
  expect(missed.falseAlarms).toBe(0);
  expect(alarmed.missed).toBe(0);
  expect(missed.right + missed.missed).toBe(20);
  expect(missed.missed).toBe(alarmed.right);
  expect(tellFigures(missed)).toBe(
    `${missed.right} of 20 pairs told right (${(missed.right * 5).toFixed(2)} %), 0 false alarms, ${missed.missed} missed`,
  );
});

test('a mismatch ends as the smallest pair that shows it', async () => {
  for (const seed of [3, 14, 29, 31]) {
    const compared = await compare(drawPair(seed, 2), blind);
    expect(compared.outcome).toBe('missed');
    const smallest = await shrink(compared, blind);
    for (const pair of smallerPairs(smallest.pair))
      expect(isSameMismatch(await compare(pair, blind), smallest)).toBe(false);
  }
});

test('a smallest right server is plain', async () => {
  const { pair } = await shrink(await compare(drawPair(11, 0), nervous), nervous);
  const { origins, methods, headers, errors, expose, refused } = pair.policy.rule;
  expect([origins].flat()).toHaveLength(1);
  expect(methods).toHaveLength(1);
  expect([...headers, ...errors, ...expose, ...refused, ...pair.spec.exceptions, ...pair.spec.sends]).toEqual(
    [],
  );
});

test('what is printed has the policy, the server and both verdicts', async () => {
  const { mismatches } = await runPairs(12, 200, shortSighted, 1);
  const [first] = mismatches;
  if (!first) throw new Error('a short-sighted gate has missed nothing');
  const told = tellMismatch(first);
  expect(told).toContain(`missed (seed ${first.seed})`);
  expect(told).toContain('rules:');
  expect(told).toContain('"cors"');
  expect(told).toMatch(/truth: red\n {2}(critical|high|medium) /);
  expect(told).toContain('gate: green');
});
