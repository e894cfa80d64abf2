/** docs/policies.md: its policies are valid, its baseline can be read, and its tables leave nothing out. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { CAUSES } from '../../src/plan/causes.ts';
import { QUESTIONS, type RulePlan } from '../../src/plan/check.ts';
import { matchesPattern } from '../../src/policy/pattern.ts';
import { policyFile } from '../../src/policy/schema.ts';
import { loadPolicy } from '../../src/policy/suite.ts';
import { untrustedOrigins } from '../../src/policy/untrusted.ts';
import { parseBaseline } from '../../src/report/baseline.ts';

const page = readFileSync(new URL('../../docs/policies.md', import.meta.url), 'utf8');

function blocks(language: string): string[] {
  return [...page.matchAll(new RegExp(`\`\`\`${language}\n([\\s\\S]*?)\`\`\``, 'g'))].map(
    ([, block = '']) => block,
  );
}

/** The rows of the table that stands under a heading, as cells. */
function rows(heading: string): string[][] {
  const [, section = ''] = page.split(`\n## ${heading}\n`);
  return (section.split('\n## ')[0] ?? '')
    .split('\n')
    .filter((line) => line.startsWith('| '))
    .map((line) => line.split(' | ').map((cell) => cell.replace(/^\| |\|$/g, '').trim()));
}

function codeIn(cell = ''): string[] {
  return [...cell.matchAll(/`([^`]+)`/g)].map(([, code = '']) => code);
}

const [whole = '', ...parts] = blocks('yaml');

test('the whole example is valid', () => {
  expect(loadPolicy(whole, resolve('policies/shop.yaml')).problems).toEqual([]);
});

test.each(parts)('a part of a policy is one', (part) => {
  const policy = { ...(parse(whole) as object), ...(parse(part) as object) };
  expect(policyFile.safeParse(policy).error?.issues).toBeUndefined();
});

test('the baseline is one', () => {
  const baseline = blocks('text').filter((text) => text.startsWith('# corsproof baseline'));
  expect(baseline).toHaveLength(1);
  expect(parseBaseline(baseline[0] ?? '').size).toBeGreaterThan(10);
});

test('every question has its row', () => {
  const told = rows('What is checked').flatMap(([first]) => codeIn(first));
  expect(told).toEqual([...QUESTIONS]);
});

test.each(Object.entries(CAUSES))('the cause %s has its row', (id, says) => {
  const row = rows('Causes and severities').find(([first]) => first === `\`${id}\``);
  expect(row?.[1]).toBe(says);
  expect(row?.[2]).toMatch(/low|medium|high|by what is read/);
});

test('every class of untrusted origins has its row, and every example is tried', () => {
  const rule: RulePlan = {
    id: 'items',
    path: '/',
    origins: ['https://app.example.com'],
    methods: ['GET'],
    headers: [],
    credentials: false,
    expose: [],
    statuses: [],
    errors: [],
    refused: [],
    elsewhere: ['https://admin.example.net'],
    body: { text: '{}', type: null },
    allows: { methods: [], headers: [] },
  };
  const told = rows('Untrusted origins')
    .slice(2)
    .map(([classes, example]) => ({ classes: codeIn(classes), example: codeIn(example)[0] ?? '' }));
  const tried = ['https://api.example.com', 'https://api.api-host.example'].flatMap((target) =>
    untrustedOrigins(rule, target),
  );
  const isIn = (classes: string[], id: string) =>
    classes.some((one) => matchesPattern(one, id.replace(/-insecure$/, '')) || matchesPattern(one, id));
  const missing = tried.filter(({ id }) => !told.some(({ classes }) => isIn(classes, id)));
  expect(missing.map(({ id }) => id)).toEqual([]);
  for (const { classes, example } of told)
    expect(
      tried.filter(({ id }) => isIn(classes, id)).map(({ origin }) => origin),
      classes.join(', '),
    ).toContain(example);
});
