/**
 * The four ways in which people fix a CORS error, on a real server that stays the same: two change what every browser is
 * told, two change one browser and leave all others blocked.
 */
import { chromium, expect, test } from '@playwright/test';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ENGINES } from '../../src/browser/engine.ts';
import { CHROMIUM_SWITCHES } from '../../src/browser/chromium.ts';
import { findBrowser, isMissing } from '../../src/browser/find.ts';
import { withGuardedEnvironment } from '../../src/browser/guard.ts';
import { ITEM, PAGE, READ, Site, withPage, type Reading } from './site.ts';

const BLOCKED = { error: 'TypeError' };
const READABLE = { text: 'item', type: 'cors' };

let site: Site;
test.beforeEach(async () => {
  site = await Site.open();
});
test.afterEach(() => site.close());

for (const engine of ENGINES) {
  test(`configuring the server lets ${engine} read`, async () => {
    await withPage(site, engine, {}, async (read) => {
      expect(await read(ITEM)).toEqual(BLOCKED);
      expect(site.reached).toEqual([PAGE]);
      site.headers = { 'access-control-allow-origin': PAGE };
      expect(await read(ITEM)).toEqual(READABLE);
      site.headers = { 'access-control-allow-origin': 'http://other.example.com' };
      expect(await read(ITEM)).toEqual(BLOCKED);
    });
  });

  test(`a reverse proxy on the page's own origin lets ${engine} read what stays blocked directly`, async () => {
    await withPage(site, engine, {}, async (read) => {
      expect(await read(`${PAGE}/api/item`)).toEqual({ text: 'item', type: 'basic' });
      expect(site.reached).toEqual([null]);
      expect(await read(ITEM)).toEqual(BLOCKED);
      expect(site.reached).toEqual([null, PAGE]);
    });
  });
}

for (const engine of ['chromium', 'webkit'] as const) {
  test(`${engine} with its checks switched off reads, and an unchanged one beside it does not`, async () => {
    await withPage(site, engine, { breakCors: true }, async (changed) => {
      await withPage(site, engine, {}, async (unchanged) => {
        const [one, other] = await Promise.all([changed(ITEM), unchanged(ITEM)]);
        expect(one).toMatchObject({ text: 'item' });
        expect(other).toEqual(BLOCKED);
        expect(site.reached).toHaveLength(2);
      });
    });
  });
}

test('firefox has no such switch: content.cors.disable blocks even what the server admits', async () => {
  site.headers = { 'access-control-allow-origin': PAGE };
  await withPage(site, 'firefox', { breakCors: true }, async (changed) => {
    await withPage(site, 'firefox', {}, async (unchanged) => {
      const [one, other] = await Promise.all([changed(ITEM), unchanged(ITEM)]);
      expect(one).toEqual(BLOCKED);
      expect(other).toEqual(READABLE);
    });
  });
});

test('an extension that rewrites headers lets its own chromium read, and no other', async ({}, testInfo) => {
  const folder = testInfo.outputPath('extension');
  mkdirSync(folder, { recursive: true });
  for (const [name, content] of Object.entries(EXTENSION))
    writeFileSync(join(folder, name), JSON.stringify(content));
  await withPage(site, 'chromium', {}, async (unchanged) => {
    const context = await openWithExtension(folder, testInfo.outputPath('profile'));
    try {
      const page = await context.newPage();
      await page.goto(`${PAGE}/`);
      const changed = () => page.evaluate<Reading>(`(${READ})(${JSON.stringify(ITEM)})`);
      // Extensions are loaded while the first pages already are.
      await expect.poll(changed, { timeout: 30_000 }).toEqual(READABLE);
      expect(await unchanged(ITEM)).toEqual(BLOCKED);
      expect(site.reached).toContain(PAGE);
    } finally {
      await context.close();
    }
  });
});

/** Manifest V3: rules, and no code of its own. */
const EXTENSION = {
  'manifest.json': {
    manifest_version: 3,
    name: 'CORS for everyone',
    version: '1',
    permissions: ['declarativeNetRequest'],
    host_permissions: ['<all_urls>'],
    declarative_net_request: { rule_resources: [{ id: 'rules', enabled: true, path: 'rules.json' }] },
  },
  'rules.json': [
    {
      id: 1,
      condition: { urlFilter: '||api.example.com', resourceTypes: ['xmlhttprequest'] },
      action: {
        type: 'modifyHeaders',
        responseHeaders: [{ header: 'access-control-allow-origin', operation: 'set', value: '*' }],
      },
    },
  ],
};

async function openWithExtension(folder: string, profile: string) {
  const found = findBrowser('chromium');
  if (isMissing(found)) throw new Error(found.missing);
  const server = `socks5://127.0.0.1:${await site.door()}`;
  return withGuardedEnvironment(() =>
    chromium.launchPersistentContext(profile, {
      channel: 'chromium',
      headless: true,
      proxy: { server },
      ...(found.executable === null ? {} : { channel: undefined, executablePath: found.executable }),
      args: [...CHROMIUM_SWITCHES, `--load-extension=${folder}`, `--disable-extensions-except=${folder}`],
    }),
  );
}
