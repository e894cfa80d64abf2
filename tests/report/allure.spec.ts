/** What allure-playwright writes of a run: the labels, links and attachments that its standard report is made of. */
import { expect, test } from '@playwright/test';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cleanEnvironment } from '../selftest/processes.ts';

const root = join(import.meta.dirname, '../..');

/** Of a file `*-result.json`. */
interface AllureResult {
  name: string;
  historyId: string;
  status: string;
  description: string;
  labels: { name: string; value: string }[];
  links: { type: string; name: string; url: string }[];
  parameters: object[];
  attachments: Attachment[];
  steps: { attachments: Attachment[] }[];
}

interface Attachment {
  name: string;
  source: string;
}

/** A server that lets everybody read with credentials. */
const SERVER = `export default (request, response) => {
  const { origin = '*' } = request.headers;
  response.setHeader('access-control-allow-origin', origin);
  response.setHeader('access-control-allow-credentials', 'true');
  response.end('secret');
};
`;
const POLICY = `title: An API
target: { origin: https://api.example.com, module: server.mjs }
rules:
  - { id: items, path: /items, origins: [https://app.example.com], credentials: true }
`;

let folder = '';
let results: AllureResult[] = [];

test.beforeAll(({}, testInfo) => {
  folder = testInfo.outputPath('allure');
  const scenarios = join(folder, 'corpus');
  mkdirSync(join(scenarios, 'policies'), { recursive: true });
  writeFileSync(join(scenarios, 'policies', 'server.mjs'), SERVER);
  writeFileSync(join(scenarios, 'policies', 'api.yaml'), POLICY);
  for (const file of ['tests/report/demo/shop/basket.yaml', 'scenarios/redirects/location.yaml'])
    cpSync(join(root, file), join(scenarios, ...file.split('/').slice(-2)));
  const env = {
    ...cleanEnvironment(),
    CORSPROOF_SCENARIOS: scenarios,
    CORSPROOF_REPORT: join(folder, 'report'),
    ALLURE_RESULTS: join(folder, 'results'),
  };
  const cli = join(root, 'node_modules/@playwright/test/cli.js');
  const wanted = 'shop/basket|location/empty |items/hostile';
  const { status, stdout } = spawnSync(
    process.execPath,
    [cli, 'test', '--project=chromium', '-g', wanted, `--output=${join(folder, 'out')}`],
    { env, encoding: 'utf8' },
  );
  expect(status, stdout).toBe(1);
  results = readdirSync(env.ALLURE_RESULTS)
    .filter((name) => name.endsWith('-result.json'))
    .map((name) => JSON.parse(readFileSync(join(env.ALLURE_RESULTS, name), 'utf8')) as AllureResult);
});

function resultOf(name: string): AllureResult {
  const found = results.find((result) => result.name === name);
  if (!found) throw new Error(`${name} is none of ${results.map((result) => result.name).join(', ')}`);
  return found;
}

const labelsOf = ({ labels }: AllureResult, wanted: string) =>
  labels.filter(({ name }) => name === wanted).map(({ value }) => value);

/** The text of an attachment, which stands with the test or with a step of its own. */
function attached({ attachments, steps }: AllureResult, name: string): string {
  const all: Attachment[] = [...attachments, ...steps.flatMap((step) => step.attachments)];
  const { source = '' } = all.find((one) => one.name === name) ?? {};
  return readFileSync(join(folder, 'results', source), 'utf8');
}

test('a test is found by area, file and case, and told from the same one in other engines', () => {
  const result = resultOf('shop/basket/change via fetch in chromium');
  expect(['epic', 'feature', 'story'].flatMap((name) => labelsOf(result, name))).toEqual([
    'shop',
    'basket',
    'change',
  ]);
  expect(result.description).toBe('The shop changes its basket with PUT');
  expect(result.parameters).toEqual([
    { name: 'Project', value: 'chromium' },
    { name: 'Engine', value: expect.stringMatching(/chromium [\d.]+$/) as unknown, excluded: true },
  ]);
  expect(new Set(results.map(({ historyId }) => historyId)).size).toBe(results.length);
});

test('the standard is a link, and so is the bug of a divergence, beside its reason', () => {
  expect(resultOf('shop/basket/change via xhr in chromium').links).toEqual([
    {
      type: 'spec',
      name: 'fetch#cors-preflight-fetch',
      url: 'https://fetch.spec.whatwg.org/#cors-preflight-fetch',
    },
  ]);
  const diverging = resultOf('redirects/location/empty via fetch in chromium');
  expect(diverging.status).toBe('passed');
  expect(diverging.links.filter(({ type }) => type === 'issue')).toEqual([
    expect.objectContaining({ url: 'https://github.com/whatwg/fetch/issues/669' }),
  ]);
  expect(diverging.description).toContain(
    'It diverges, as recorded: Chromium takes an empty Location for none',
  );
});

test('the wire is attached, whether the test held or failed', () => {
  for (const [name, status, line] of [
    ['shop/basket/look via fetch in chromium', 'passed', '--> GET https://api.example.com/basket'],
    ['shop/basket/change via fetch in chromium', 'failed', '--> OPTIONS https://api.example.com/basket'],
  ] as const) {
    const result = resultOf(name);
    expect(result.status).toBe(status);
    expect(attached(result, 'wire')).toContain(line);
    expect(JSON.parse(attached(result, 'corsproof-result'))).toMatchObject({ kind: 'result' });
  }
});

test("a finding has its severity in Allure's words, and its causes; what holds has none", () => {
  const finding = results.find(({ name }) => name.includes('/hostile'));
  expect(finding?.status).toBe('failed');
  const { severity = '' } = JSON.parse(attached(finding as AllureResult, 'corsproof-result')) as {
    severity?: string;
  };
  expect(severity).toMatch(/^(?:critical|high)$/);
  expect(labelsOf(finding as AllureResult, 'severity')).toEqual([
    severity === 'critical' ? 'blocker' : 'critical',
  ]);
  expect(finding?.description).toMatch(/^(?:critical|high): /m);
  expect(labelsOf(resultOf('shop/basket/look via xhr in chromium'), 'severity')).toEqual([]);
});
