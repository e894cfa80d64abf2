/** The report in a browser, from disk. */
import {
  chromium,
  type Browser,
  type BrowserContextOptions,
  type Page,
  type TestInfo,
} from '@playwright/test';
import { mkdirSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { CHROMIUM_SWITCHES } from '../../src/browser/chromium.ts';
import { findBrowser, isMissing } from '../../src/browser/find.ts';
import type { Assembled } from '../../src/report/assemble.ts';
import { writePage } from '../../src/report/html/page.ts';
import { payloadOf } from '../../src/report/html/payload.ts';

export const SOURCE = `title: A file\ncases:\n  - id: case\n    expect: { outcome: allowed }\n`;

/** Writes the report of a run that was made up; returns its address. */
export function written(assembled: Assembled, testInfo: TestInfo, source: string | null = SOURCE): string {
  mkdirSync(testInfo.outputDir, { recursive: true });
  const file = testInfo.outputPath('index.html');
  writePage(file, payloadOf({ assembled, plans: new Map(), readSource: () => source }));
  return pathToFileURL(file).href;
}

export async function launchChromium(): Promise<Browser> {
  const found = findBrowser('chromium');
  if (isMissing(found)) throw new Error(found.missing);
  return chromium.launch({
    // Of its own builds Playwright would take the headless shell, which lacks the developer tools.
    ...(found.executable === null ? { channel: 'chromium' } : { executablePath: found.executable }),
    args: CHROMIUM_SWITCHES,
  });
}

/** A page with everything noted that must not happen: errors, refused scripts, requests. */
export interface Watched {
  page: Page;
  complaints: string[];
}

export async function openReport(
  browser: Browser,
  address: string,
  options: BrowserContextOptions = {},
): Promise<Watched> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  page.on('request', (request) => {
    if (request.url().split('#')[0] !== address.split('#')[0]) complaints.push(`asked for ${request.url()}`);
  });
  await page.goto(address);
  await page.locator('#report[data-ready]').waitFor();
  return { page, complaints };
}

/** Goes to another view of the same report. */
export async function go(page: Page, hash: string): Promise<void> {
  await page.evaluate((to) => (location.hash = to), hash);
  await page.locator('main h1').waitFor();
}

/** Opens everything that is folded, and what is in it. */
export async function openFolded(page: Page): Promise<void> {
  const folded = page.locator('details:not([open])');
  while ((await folded.count()) > 0) {
    await folded.evaluateAll((all) => {
      for (const details of all) (details as HTMLDetailsElement).open = true;
    });
    // Some parts are made when they are opened.
    await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 50)));
  }
}
