/** What may stand in a report of somebody's server, and what may not. */
import { expect, test, vi } from 'vitest';
import { redactAll, redactPlan, redactText, secretsOf } from '../../../src/lab/redact.ts';
import { loadPolicy } from '../../../src/policy/suite.ts';

test.each([
  ['GET https://user:pw@api.example.com/a', 'GET https://…@api.example.com/a'],
  ['http://token@127.0.0.1:3000', 'http://…@127.0.0.1:3000'],
  ['/items?api_token=abc&page=2', '/items?api_token=…&page=2'],
  ['/a?page=2&key=abc#part', '/a?page=2&key=…#part'],
  ['/a?monkey=abc&keyboard=de', '/a?monkey=abc&keyboard=de'],
  ['"path":"/a?password=x\\"y"', '"path":"/a?password=…\\"y"'],
  ['/a?X-Amz-Signature=ab&X-Amz-Date=1', '/a?X-Amz-Signature=…&X-Amz-Date=1'],
  ['https://app.example.com/?q=a@b', 'https://app.example.com/?q=a@b'],
])('%s is told as %s', (text, told) => {
  expect(redactText(text, [])).toBe(told);
});

test('a value of the environment is taken out wherever it stands, also where JSON escapes it', () => {
  expect(redactAll({ said: ['it is a"secret!'] }, ['a"secret'])).toEqual({ said: ['it is …!'] });
});

test('a plan holds no environment and no secret of a URL', () => {
  vi.stubEnv('SOME_TOKEN', 'of-this-process');
  const { plans } = loadPolicy(
    `title: T
target: { origin: https://api.example.com, command: node server.js, env: { DB_PASSWORD: of-the-policy, MODE: t } }
rules: [{ id: items, path: '/items?key=of-the-path', origins: [https://app.example.com] }]
`,
    `${process.cwd()}/policies/shop.yaml`,
  );
  expect(secretsOf(plans)).toEqual(expect.arrayContaining(['of-this-process', 'of-the-policy']));
  expect(JSON.stringify(plans)).toContain('of-the-path');
  const [plan] = plans.map(redactPlan);
  expect(plan?.check?.target.env).toEqual({ DB_PASSWORD: '…', MODE: '…' });
  expect(JSON.stringify(plan)).not.toMatch(/of-the-(path|policy)/);
  vi.unstubAllEnvs();
});
