/** The report as a page: what it shows, that it can be used without a mouse or colours, and that no text breaks out. */
import { AxeBuilder } from '@axe-core/playwright';
import { expect, test, type Browser } from '@playwright/test';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { assembled, hostile, many, resultLine } from './made.ts';
import { TARGET, green, mixed, reflecting } from './made-policy.ts';
import { go, launchChromium, openFolded, openReport, written } from './browse.ts';

let browser: Browser;
test.beforeAll(async () => {
  browser = await launchChromium();
});
test.afterAll(() => browser.close());

const VIEWS = ['', '#view=divergences', '#view=target', '#view=run'];

for (const colorScheme of ['light', 'dark'] as const)
  for (const width of [1280, 390])
    test(`hostile text stays text in every view, ${colorScheme}, ${width} pixels wide`, async ({}, testInfo) => {
      const results = hostile();
      const address = written(assembled(results), testInfo, results[0]?.title ?? '');
      const viewport = { width, height: 900 };
      const { page, complaints } = await openReport(browser, address, { colorScheme, viewport });
      const cases = results.map(
        ({ id, via, engine }) => `#${new URLSearchParams({ case: id, via, on: engine }).toString()}`,
      );
      for (const [index, view] of [...VIEWS, ...cases.slice(0, 6)].entries()) {
        await go(page, view);
        await openFolded(page);
        expect(await page.evaluate('globalThis.broken'), view).toBeUndefined();
        expect(await page.locator('script').count(), view).toBe(
          await page.locator('html > script, body > script').count(),
        );
        expect(await page.locator('img, iframe, object, embed, link, [onerror]').count()).toBe(0);
        expect(await page.locator('a[href^="javascript:" i]').count()).toBe(0);
        const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        expect(overflow, `${view} is wider than the window`).toBeLessThanOrEqual(0);
        expect(await page.locator('main').innerText()).not.toMatch(/[\u202e\u2066\u0000\u001b]/);
        if (index < 6)
          await testInfo.attach(`view-${index}.png`, {
            body: await page.screenshot(),
            contentType: 'image/png',
          });
      }
      expect(complaints).toEqual([]);
      await page.context().close();
    });

test('even a script that got into the page could not run, and nothing can be loaded', async ({}, testInfo) => {
  const { page } = await openReport(browser, written(assembled([resultLine()]), testInfo));
  const outcome = await page.evaluate(async () => {
    const refused = (attempt: () => void) => {
      try {
        attempt();
        return 'done';
      } catch {
        return 'refused';
      }
    };
    const element = document.createElement('p');
    const script = document.createElement('script');
    const attempts = [
      refused(() => (element.innerHTML = '<b>x</b>')),
      refused(() => element.setAttribute('onclick', 'globalThis.broken = 1')),
      refused(() => (script.textContent = 'globalThis.broken = 2')),
      refused(() => (script.src = 'data:text/javascript,globalThis.broken=3')),
    ];
    script.append('globalThis.broken = 4');
    document.body.append(script, element);
    element.click();
    const asked = await fetch('https://example.com/').then(
      () => 'sent',
      () => 'refused',
    );
    return { broken: Reflect.get(globalThis, 'broken') as unknown, attempts, asked };
  });
  expect(outcome).toEqual({ broken: undefined, attempts: Array(4).fill('refused'), asked: 'refused' });
  await page.context().close();
});

for (const colorScheme of ['light', 'dark'] as const)
  test(`axe finds nothing to complain about, ${colorScheme}`, async ({}, testInfo) => {
    const results = [
      ...many(120),
      resultLine({
        verdict: 'violates',
        differences: ['outcome is blocked, not allowed'],
        console: ['words'],
      }),
      ...mixed().filter(({ rule }) => rule === 'items' || rule === 'rule-1'),
      resultLine({ id: 'area/file/inconclusive', verdict: 'inconclusive', reason: 'time-out' }),
      resultLine({ id: 'area/file/stale', verdict: 'stale' }),
      resultLine({ id: 'area/file/unsupported', verdict: 'unsupported' }),
    ];
    const { page } = await openReport(browser, written(assembled(results), testInfo), {
      colorScheme,
      bypassCSP: true,
    });
    const cases = ['area/file/case', 'policies/api/items/refused', 'policies/api/items/caches'];
    for (const view of [...VIEWS, ...cases.map((id) => `#case=${id}&via=fetch&on=chromium`)]) {
      await go(page, view);
      await openFolded(page);
      const { violations } = await new AxeBuilder({ page }).analyze();
      const told = violations.map(
        ({ id, nodes }) => `${view} ${id}: ${nodes[0]?.html ?? ''} ${nodes[0]?.failureSummary ?? ''}`,
      );
      expect(told).toEqual([]);
    }
    await page.context().close();
  });

test('filters stand in the address, and an address gives the same view', async ({}, testInfo) => {
  const results = [
    ...many(600),
    resultLine({ id: 'area-1/file-1/odd', title: 'An odd one', verdict: 'violates' }),
  ];
  const address = written(assembled(results), testInfo);
  const { page } = await openReport(browser, address);
  await expect(page.getByRole('status')).toHaveText('101 cases in 101 files');
  await page.getByRole('combobox', { name: 'Area' }).selectOption('area-1');
  await page.getByRole('searchbox').fill('odd');
  await expect(page.getByRole('status')).toHaveText('1 case in 1 file');
  await page.getByRole('combobox', { name: 'Verdict' }).selectOption('violates');
  await page.getByRole('combobox', { name: 'Engine' }).selectOption('chromium');
  const { page: other } = await openReport(browser, page.url());
  await expect(other.getByRole('status')).toHaveText('1 case in 1 file');
  await expect(other.getByRole('combobox', { name: 'Area' })).toHaveValue('area-1');
  await expect(other.getByRole('searchbox')).toHaveValue('odd');
  await other.getByRole('link', { name: 'Clear' }).click();
  await expect(other.getByRole('status')).toHaveText('101 cases in 101 files');
  await page.context().close();
  await other.context().close();
});

test('it can be used by keyboard: skip, search, arrows, open, back', async ({}, testInfo) => {
  const { page } = await openReport(browser, written(assembled(many(60)), testInfo));
  await page.keyboard.press('Tab');
  await expect(page.getByRole('button', { name: 'Skip to the results' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1 })).toBeFocused();
  await page.keyboard.press('/');
  await page.keyboard.type('case-0');
  await expect(page.getByRole('status')).toHaveText('1 case in 1 file');
  const first = page.locator('.rows .chip').first();
  await first.focus();
  await page.keyboard.press('ArrowRight');
  await expect(page.getByRole('link', { name: 'XHR in Chromium 1.2: conforms' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: 'Fact 0 holds' })).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('status')).toHaveText('1 case in 1 file');
  await page.context().close();
});

test('a verdict is told without its colour: by a sign, and by a word for those who listen', async ({}, testInfo) => {
  const results = [resultLine(), resultLine({ id: 'area/file/other', verdict: 'violates' })];
  const { page } = await openReport(browser, written(assembled(results), testInfo), {
    forcedColors: 'active',
  });
  await expect(page.getByRole('link', { name: 'fetch in Chromium 1.2: violates' })).toHaveText('✕');
  await expect(page.getByRole('link', { name: 'fetch in Chromium 1.2: conforms' })).toHaveText('✓');
  await page.context().close();
});

test('it is one file: every address in it is the web of a standard, and none is loaded', async ({}, testInfo) => {
  const address = written(assembled(many(30)), testInfo);
  const source = readFileSync(fileURLToPath(address), 'utf8');
  expect(source).not.toMatch(/<(?:link|img|iframe)\b|\bsrc=|@import|url\(/);
  const { page, complaints } = await openReport(browser, address, { offline: true });
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('30 tests held in 3 engines');
  expect(complaints).toEqual([]);
  await page.context().close();
});

test('the page of a target tells a cause once, then who may do what, then every try', async ({}, testInfo) => {
  const { page, complaints } = await openReport(browser, written(assembled(reflecting()), testInfo));
  const cause = page.getByRole('article').filter({ hasText: 'The server admits whatever origin asks.' });
  await expect(cause).toHaveCount(1);
  await cause.getByRole('link').click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(TARGET);
  await expect(page.getByRole('article')).toHaveCount(1);
  for (const words of ['items, orders (hostile, refused)', '684 of 684 tries', 'How to fix'])
    await expect(cause).toContainText(words);
  await cause.locator('summary').click();
  await expect(cause.locator('.trace')).toContainText('access-control-allow-origin: https://evil.test');
  const table = page.getByRole('table', { name: 'Who may do what: items' });
  const prefix = table.getByRole('row').filter({ hasText: 'prefix' });
  await expect(prefix.getByRole('cell').first()).toHaveText('✕allowed, not as the policy says');
  await expect(table.getByRole('row').nth(1).getByRole('cell').first()).toHaveText('✓allowed');
  await page.locator('summary').filter({ hasText: '6 of 27 tests failed' }).first().click();
  await page
    .locator('summary')
    .filter({ hasText: /^hostile: 324 tries$/ })
    .click();
  const tries = page.getByRole('table', { name: 'Tries of items/hostile' });
  await expect(tries.getByRole('row').nth(1)).toContainText(
    'GET, PUT, DELETE /items, with and without credentials',
  );
  expect(complaints).toEqual([]);
  await page.context().close();
});

test('twenty rules that are as their policy says fit on three screens, and open quickly', async ({}, testInfo) => {
  const { page } = await openReport(browser, written(assembled(green(20)), testInfo));
  await go(page, '#view=target');
  expect(await page.evaluate(() => document.documentElement.scrollHeight)).toBeLessThan(3 * 900);
  await expect(page.locator('details[open]')).toHaveCount(0);
  await page.locator('.rule > summary').first().focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('table', { name: 'Who may do what: rule-1' })).toBeVisible();
  await page.context().close();
});

test('the view of one test of a policy shows its causes and its tries', async ({}, testInfo) => {
  const { page } = await openReport(browser, written(assembled(reflecting()), testInfo));
  await go(page, '#case=policies/api/items/hostile&via=fetch&on=firefox');
  await expect(page.getByRole('heading', { level: 2 })).toHaveText([
    'Causes',
    'Tries',
    'On the wire',
    'The policy as written',
    'Reproduce',
  ]);
  await expect(page.getByRole('article')).toContainText('108 of 108 tries');
  await expect(page.locator('.commands')).toContainText("-g 'policies/api/items/hostile'");
  await page.context().close();
});
