import type { FullResult, TestCase, TestResult } from '@playwright/test/reporter';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inflateRawSync } from 'node:zlib';
import { afterEach, expect, test, vi } from 'vitest';
import { hashOf } from '../../../src/plan/corpus.ts';
import { RESULT_ATTACHMENT, RUN_ATTACHMENT } from '../../../src/playwright/attachments.ts';
import CorsproofReporter from '../../../src/playwright/reporter.ts';
import { loadSuite } from '../../../src/policy/suite.ts';
import { RUN, engineLine, resultLine } from '../../report/made.ts';

const folder = mkdtempSync(join(tmpdir(), 'corsproof-unit-'));
afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true, force: true });
});

const POLICY = `title: An API
target: { origin: https://api.example.com, command: node server.js, env: { API_TOKEN: open-sesame } }
rules: [{ id: items, path: /items, origins: [https://app.example.com] }]
`;

/** Every file of a report as one text, the data of its page unpacked. */
function textOf(report: string): string {
  return readdirSync(report, { recursive: true, encoding: 'utf8' })
    .map((name) => join(report, name))
    .filter((file) => statSync(file).isFile())
    .map((file) => readFileSync(file, 'utf8'))
    .join('\n')
    .replaceAll(/(?<=octet-stream" id="[\w-]+">)[^<]+/g, (packed) =>
      inflateRawSync(Buffer.from(packed, 'base64')).toString(),
    );
}

test('a merged report quotes a policy file without its secrets, as that of one run does', () => {
  vi.stubEnv('CORSPROOF_REPORT', join(folder, 'merged'));
  vi.spyOn(console, 'log').mockReturnValue();
  mkdirSync(join(folder, 'policies'));
  const file = join(folder, 'policies', 'api.yaml');
  writeFileSync(file, POLICY);
  const { plans, problems } = loadSuite([file]);
  expect(problems).toEqual([]);
  const [plan] = plans;
  if (!plan) throw new Error('the policy has no checks');
  const result = resultLine({ id: plan.id, file, planHash: hashOf(plan), target: 'https://api.example.com' });
  const attachments = [
    { name: RUN_ATTACHMENT, data: { run: RUN, engine: engineLine('chromium') } },
    { name: RESULT_ATTACHMENT, data: result },
  ].map(({ name, data }) => ({ name, contentType: '', body: Buffer.from(JSON.stringify(data)) }));
  const reporter = new CorsproofReporter();
  const parent = { project: () => ({ name: 'chromium' }) };
  reporter.onTestEnd(
    { parent, repeatEachIndex: 0 } as unknown as TestCase,
    { attachments } as unknown as TestResult,
  );
  reporter.onEnd({ status: 'passed', duration: 1 } as FullResult);
  const text = textOf(join(folder, 'merged'));
  expect(text).toContain('title: An API');
  expect(text).toContain('API_TOKEN: …');
  expect(text).not.toContain('open-sesame');
});
