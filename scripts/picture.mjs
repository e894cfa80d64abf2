// Makes docs/failure.png: a real failing case, as the terminal shows it. `node scripts/picture.mjs`
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from '@playwright/test';
import { findBrowser } from '../dist/src/browser/find.js';

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'corsproof-picture-'));
mkdirSync(join(folder, 'scenarios', 'shop'), { recursive: true });
// A server whose owner added PUT to the handler and forgot the preflight.
writeFileSync(
  join(folder, 'scenarios', 'shop', 'basket.yaml'),
  `title: The basket of a shop
why: A basket that cannot be changed sells nothing.
spec: [fetch#cors-preflight-fetch]
origins:
  app: https://shop.example.com
  api: https://api.example.com
cases:
  - id: change
    title: The shop changes its basket with PUT
    routes:
      api/basket:
        preflight: { headers: { access-control-allow-origin: $app, access-control-allow-methods: 'GET, POST' } }
        response: { headers: { access-control-allow-origin: $app }, body: changed }
    request: { url: api/basket, method: PUT }
    via: [fetch]
    expect: { outcome: allowed, status: 200, preflight: { method: PUT } }
`,
);
const cli = join(root, 'node_modules', '@playwright', 'test', 'cli.js');
const { stdout } = spawnSync(process.execPath, [cli, 'test', '--project=chromium', '--reporter=line'], {
  cwd: root,
  encoding: 'utf8',
  env: {
    ...process.env,
    CORSPROOF_SCENARIOS: join(folder, 'scenarios'),
    CORSPROOF_REPORT: join(folder, 'report'),
    NO_COLOR: '1',
  },
});
const all = stdout.replaceAll(/\.\.\/\S*?\/scenarios\//g, 'scenarios/').replaceAll(`${folder}/`, '');
const from = all.indexOf('  1) ');
const shown = all
  .slice(from, all.indexOf('    Error Context', from))
  .replace(/\n +at .*basket.*\n/, '\n')
  .trimEnd();
const escape = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
const html = escape(shown)
  .replaceAll(/^(.*corsproof: .*|.*1\) .*)$/gm, '<b class="red">$1</b>')
  .replaceAll(/^( *)(Required|Seen|Decided by|On the wire|chromium says|See it again):$/gm, '$1<b>$2:</b>')
  .replaceAll(/(--&gt;|-->|&lt;--)/g, '<i>$1</i>')
  .replaceAll(/(https:\/\/fetch\S+?)(\)|$)/gm, '<u>$1</u>$2');
const { executable } = findBrowser('chromium');
const browser = await chromium.launch({
  ...(executable ? { executablePath: executable } : {}),
  args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
});
const page = await browser.newPage({ viewport: { width: 1180, height: 400 }, deviceScaleFactor: 2 });
await page.setContent(`<style>
  body { margin: 0; background: #16181d; }
  pre { margin: 0; padding: 20px 24px; color: #d7dae0; font: 13px/1.45 'DejaVu Sans Mono', monospace; white-space: pre-wrap; }
  b { color: #fff } .red { color: #ff7b72 } i { color: #79c0ff; font-style: normal } u { color: #8b949e }
</style><pre>${html}</pre>`);
await page.locator('pre').screenshot({ path: join(root, 'docs', 'failure.png') });
await browser.close();
rmSync(folder, { recursive: true, force: true });
