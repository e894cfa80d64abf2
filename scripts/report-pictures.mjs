// Makes docs/report*.png: the report of a run with one deliberate failure. `node scripts/report-pictures.mjs`
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { chromium } from '@playwright/test';
import { findBrowser } from '../dist/src/browser/find.js';

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'corsproof-pictures-'));
const cli = join(root, 'node_modules', '@playwright', 'test', 'cli.js');
spawnSync(
  process.execPath,
  [cli, 'test', 'tests/corpus.spec.ts', '--reporter=dot', `--output=${folder}/out`],
  {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, CORSPROOF_SCENARIOS: 'tests/report/demo', CORSPROOF_REPORT: folder },
  },
);
const { executable } = findBrowser('chromium');
const browser = await chromium.launch({
  ...(executable ? { executablePath: executable } : {}),
  args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
});
const page = await browser.newPage({ viewport: { width: 1180, height: 900 }, deviceScaleFactor: 1.5 });
await page.goto(pathToFileURL(join(folder, 'index.html')).href);
await page.locator('#report[data-ready]').waitFor();
await page.screenshot({ path: join(root, 'docs', 'report.png') });
await page.emulateMedia({ colorScheme: 'dark' });
await page.locator('article a').first().click();
await page.locator('.diagram').waitFor();
const height = await page.evaluate(
  () => document.querySelector('.decisions').getBoundingClientRect().bottom + 60,
);
await page.setViewportSize({ width: 1180, height: Math.ceil(height) });
await page.screenshot({ path: join(root, 'docs', 'report-case.png') });
await browser.close();
rmSync(folder, { recursive: true, force: true });
