/**
 * The walk: somebody who has never seen the project opens the report of a run with one deliberate failure, and reads
 * there what failed, in which engine, why, and what to change. demo/shop/basket.yaml holds the failure.
 */
import { expect, test, type Browser, type Page } from '@playwright/test';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { readHar } from '../../src/transcript/har.ts';
import { launchChromium, openReport } from './browse.ts';

test.describe.configure({ mode: 'serial' });

let folder = '';
let output = '';
let browser: Browser;
let page: Page;

test.beforeAll(async ({}, testInfo) => {
  test.setTimeout(300_000);
  folder = testInfo.outputPath('walk');
  const env: NodeJS.ProcessEnv = {
    ...process.env,
    CORSPROOF_SCENARIOS: join(import.meta.dirname, 'demo'),
    CORSPROOF_REPORT: folder,
    GITHUB_ACTIONS: 'true',
    GITHUB_STEP_SUMMARY: testInfo.outputPath('step-summary.md'),
    PLAYWRIGHT_JUNIT_OUTPUT_FILE: testInfo.outputPath('walk', 'junit.xml'),
  };
  for (const name of ['CORSPROOF_RUN', 'CORSPROOF_SELECTION', 'TEST_WORKER_INDEX', 'FORCE_COLOR'])
    Reflect.deleteProperty(env, name);
  const cli = join(import.meta.dirname, '../../node_modules/@playwright/test/cli.js');
  const args = [
    cli,
    'test',
    'tests/corpus.spec.ts',
    '--reporter=junit,github',
    `--output=${join(folder, 'out')}`,
  ];
  const { stdout } = spawnSync(process.execPath, args, { env, encoding: 'utf8' });
  output = `${stdout}\n${readFileSync(env.GITHUB_STEP_SUMMARY ?? '', 'utf8')}`;
  browser = await launchChromium();
  ({ page } = await openReport(browser, pathToFileURL(join(folder, 'index.html')).href));
});
test.afterAll(() => browser.close());

const picture = async (name: string) => {
  await test.info().attach(name, { body: await page.screenshot(), contentType: 'image/png' });
};

test('what failed, where, why and what to change stand on the first screen', async () => {
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('6 tests of 12 failed');
  const failure = page.getByRole('article');
  await expect(failure).toHaveCount(1);
  await expect(failure).toBeInViewport({ ratio: 0.9 });
  await expect(failure.getByRole('heading', { level: 3 })).toHaveText('The shop changes its basket with PUT');
  for (const engine of ['Chromium', 'Firefox', 'WebKit'])
    await expect(failure.getByRole('banner').or(failure.locator('header'))).toContainText(`${engine} `);
  await expect(failure).toContainText('outcome is blocked, not allowed');
  await expect(failure).toContainText(
    'in the preflight answer of https://api.example.com/basket, add PUT to Access-Control-Allow-Methods',
  );
  await picture('first-screen.png');
});

test('one step further stands the exchange, stopped where it was, by the header that decided', async () => {
  await page.getByRole('article').getByRole('link').click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('The shop changes its basket with PUT');
  const diagram = page.getByRole('figure', { name: 'What happened, in order' });
  const rows = await diagram
    .getByRole('listitem')
    .filter({ has: page.locator('.message') })
    .allInnerTexts();
  expect(rows.map((row) => row.replaceAll(/\s+/g, ' ').trim())).toEqual([
    'The page calls: fetch PUT https://api.example.com/basket',
    expect.stringMatching(
      /^The engine sends a preflight to https:\/\/api\.example\.com: preflight OPTIONS \/basket .*origin: https:\/\/shop\.example\.com/i,
    ),
    expect.stringMatching(/answer to the preflight 204 .*access-control-allow-methods: GET, POST$/),
    expect.stringMatching(/Stopped at the preflight The CORS-preflight fetch fails: .*does not admit PUT$/),
    expect.stringMatching(/^The page sees: blocked TypeError/),
  ]);
  await expect(diagram.locator('.decides')).toHaveText('access-control-allow-methods: GET, POST');
  await diagram.scrollIntoViewIfNeeded();
  await picture('case.png');
});

test("the standard's decision, the engine's words, the lines of YAML and the commands follow", async () => {
  await expect(page.locator('.decisions .decides')).toContainText('The CORS-preflight fetch fails');
  await expect(page.locator('.decisions .decides a')).toHaveAttribute(
    'href',
    /^https:\/\/fetch\.spec\.whatwg\.org\/#/,
  );
  await expect(page.locator('.console')).toContainText('blocked by CORS policy');
  await expect(page.locator('.yaml').first()).toContainText('- id: change');
  await expect(page.locator('.yaml').first()).not.toContainText('- id: look');
  await expect(page.locator('.commands')).toContainText("-g 'shop/basket/change via fetch'");
  await page.getByRole('link', { name: /^fetch in Firefox/ }).click();
  await expect(page.locator('.console')).toContainText('Cross-Origin Request Blocked');
});

test('GitHub shows it at the YAML line, and in the summary of the job', () => {
  expect(output).toMatch(
    /^::error file=.*basket\.yaml,title=.*shop\/basket\/change via fetch.*,line=22,col=1::/m,
  );
  expect(output).toContain('## ✕ corsproof: 6 of 12 tests failed');
  expect(output).toContain(
    '- in the preflight answer of https://api.example.com/basket, add PUT to Access-Control-Allow-Methods',
  );
});

test('JUnit names the case and client, and the engine as its host', () => {
  const junit = readFileSync(join(folder, 'junit.xml'), 'utf8');
  expect(junit).toContain('<testcase name="shop/basket/change via fetch"');
  expect(junit).toContain('hostname="webkit"');
  expect(junit).toMatch(
    /<error message="shop\/basket\/change via xhr: violates in firefox [\d.]+ \(firefox\)"/,
  );
});

test('a HAR of each engine holds the preflight that no developer tool shows in full', () => {
  for (const engine of ['chromium', 'firefox', 'webkit']) {
    const text = readFileSync(join(folder, 'har', engine, 'shop', 'basket.har'), 'utf8');
    expect(readHar(text).map(({ request }) => request?.method)).toContain('OPTIONS');
  }
});

test("Chromium's own developer tools open it: the preflight is a row, with the headers that decided", async () => {
  const tools = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  await tools.goto('devtools://devtools/bundled/devtools_app.html?panel=network');
  await expect(tools.getByRole('tab', { name: 'Network' })).toHaveAttribute('aria-selected', 'true');
  const rows = tools.getByRole('row', { name: /^basket/ });
  await expect(rows).toHaveCount(0);
  await tools
    .locator('input[type=file]')
    .first()
    .setInputFiles(join(folder, 'har', 'webkit', 'shop', 'basket.har'));
  await expect(tools.getByText('4 requests')).toBeVisible();
  for (const [type, status, count] of [
    ['preflight', 204, 2],
    ['fetch', 200, 1],
    ['xhr', 200, 1],
  ] as const)
    await expect(tools.getByRole('row', { name: new RegExp(`^basket ${status} ${type} `) })).toHaveCount(
      count,
    );
  await rows.filter({ hasText: 'preflight' }).first().getByText('basket').click();
  const told = tools.getByRole('tabpanel', { name: 'Network panel' });
  for (const text of [
    'https://api.example.com/basket',
    'OPTIONS',
    'access-control-request-method',
    'PUT',
    'access-control-allow-methods',
    'GET, POST',
  ])
    await expect(told.getByText(text, { exact: true })).toBeVisible();
  await test
    .info()
    .attach('developer-tools.png', { body: await tools.screenshot(), contentType: 'image/png' });
  await tools.close();
});
