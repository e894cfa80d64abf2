/** What the configuration passes on to every process of a run. */
import { afterEach, expect, test } from 'vitest';
import { corsproof, corsproofProjects } from '../../../src/playwright/config.ts';
import { failOnOverride } from '../../../src/policy/fail-on.ts';

const NAMES = ['CORSPROOF_FAIL_ON', 'CORSPROOF_RUN', 'CORSPROOF_SELECTION'];

afterEach(() => {
  for (const name of NAMES) Reflect.deleteProperty(process.env, name);
});

test('without failOn each policy decides', () => {
  corsproof();
  expect(failOnOverride()).toBeUndefined();
});

test('failOn is for all policies', () => {
  corsproofProjects({ failOn: 'high' });
  expect(failOnOverride()).toBe('high');
});

test('the environment comes before it', () => {
  process.env.CORSPROOF_FAIL_ON = 'low';
  corsproofProjects({ failOn: 'high' });
  expect(failOnOverride()).toBe('low');
});

test('a severity that is none is told', () => {
  process.env.CORSPROOF_FAIL_ON = 'severe';
  expect(() => failOnOverride()).toThrow('severe, not one of critical, high, medium, low');
});
