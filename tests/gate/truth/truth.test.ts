/** The measure itself, measured: what is drawn, what is true of it, and how mismatches are made smaller. */
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { whyNoOrigin } from '../../../src/policy/origins.ts';
import { policyFile } from '../../../src/policy/schema.ts';
import { drawPair } from './draw.ts';
import { canMatter, HARMLESS_TESTS } from './harmless.ts';
import { policyText, trusts } from './policy.ts';
import { truthOf } from './truth.ts';
import { universeOf } from './universe.ts';

const range = (count: number, start = 0) => Array.from({ length: count }, (_, index) => start + index);

test('the same seed draws the same pair, which is plain data', () => {
  for (const seed of range(50)) {
    const pair = drawPair(seed);
    expect(drawPair(seed)).toEqual(pair);
    expect(JSON.parse(JSON.stringify(pair))).toEqual(pair);
  }
  expect(new Set(range(50).map((seed) => JSON.stringify(drawPair(seed)))).size).toBe(50);
});

test('about a third of the servers are right, most of the rest have one mistake', () => {
  const counts = range(900).map((seed) => drawPair(seed).flaws.length);
  const share = (count: number) => counts.filter((one) => one === count).length / counts.length;
  expect(share(0)).toBeGreaterThan(0.25);
  expect(share(1)).toBeGreaterThan(0.45);
  expect(share(2)).toBeGreaterThan(0.05);
});

test('drawn policies are policies', () => {
  for (const seed of range(200)) {
    const { policy } = drawPair(seed);
    const { rules } = policyFile.parse(parse(policyText(policy)));
    expect(rules).toHaveLength(1);
    const { origins, refused } = policy.rule;
    const listed = Array.isArray(origins) ? origins : [];
    expect([...listed, ...refused, policy.target].map(whyNoOrigin).filter(Boolean)).toEqual([]);
    expect(refused.filter((one) => trusts(origins, one))).toEqual([]);
    expect(listed).not.toContain(policy.target);
  }
});

test('the universe has hundreds of origins, in which trusted and hostile ones are kept apart', () => {
  for (const seed of range(30)) {
    const { policy } = drawPair(seed);
    const { trusted, hostile, applications } = universeOf(policy);
    const { origins } = policy.rule;
    expect(new Set(hostile).size).toBe(hostile.length);
    expect(hostile).not.toContain(policy.target);
    expect([...hostile, ...applications].filter((one) => trusts(origins, one))).toEqual([]);
    expect(trusted.filter((one) => !trusts(origins, one))).toEqual([]);
    expect(hostile.filter((one) => one !== 'null' && new URL(one).origin !== one)).toEqual([]);
    if (origins === 'any') expect(hostile).toEqual([]);
    else {
      expect(hostile.length).toBeGreaterThan(400);
      expect(hostile).toContain('null');
    }
  }
});

test('a server that keeps to its policy is green', () => {
  for (const seed of range(150)) {
    const { spec, policy } = drawPair(seed, 0);
    const { reasons } = truthOf(spec, policy);
    expect(reasons.filter(({ severity }) => severity !== 'low').map((one) => ({ seed, ...one }))).toEqual([]);
  }
});

test('one mistake is red, unless there is a reason why it does no harm', () => {
  for (const seed of range(300)) {
    const pair = drawPair(seed, 1);
    const [flaw] = pair.flaws;
    if (!flaw) continue;
    const { red } = truthOf(pair.spec, pair.policy);
    const harmless = flaw.kind === 'admits' && Object.hasOwn(HARMLESS_TESTS, flaw.id);
    if (!harmless || red) expect({ seed, flaw, red }).toEqual({ seed, flaw, red: canMatter(pair) });
  }
});

test('trying one page of each group is as good as trying all', () => {
  for (const seed of range(12)) {
    const { spec, policy } = drawPair(seed, 1);
    const universe = universeOf(policy);
    const hostile = universe.hostile.filter((_, index) => index % 37 === seed);
    const told = (origins: string[]) =>
      truthOf(spec, policy, { ...universe, hostile: origins }).reasons.map(
        ({ kind, severity }) => `${severity} ${kind}`,
      );
    expect(new Set(told(hostile))).toEqual(new Set(hostile.flatMap((one) => told([one]))));
  }
});
