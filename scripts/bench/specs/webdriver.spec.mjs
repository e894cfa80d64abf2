// Likewise for the distribution's WebKitGTK, which Playwright cannot drive.
import { test } from '@playwright/test';
import getPort from 'get-port';
import { spawn } from 'node:child_process';
import { Builder, Capabilities } from 'selenium-webdriver';
import { findBrowser } from '../../../src/browser/find.ts';
import { startDisplay } from '../../../src/browser/webkitgtk.ts';

test('a page is opened', async () => {
  const display = process.env.DISPLAY ? null : await startDisplay();
  const port = await getPort({ host: '127.0.0.1' });
  const driver = spawn('WebKitWebDriver', [`--port=${port}`, '--host=127.0.0.1'], {
    stdio: 'ignore',
    env: { ...process.env, ...(display ? { DISPLAY: display.name, GDK_BACKEND: 'x11' } : {}) },
  });
  const url = `http://127.0.0.1:${port}`;
  try {
    await test.expect.poll(() => answers(`${url}/status`), { intervals: [20] }).toBe(true);
    const binary = findBrowser('webkit').executable;
    const capabilities = new Capabilities({
      browserName: 'MiniBrowser',
      'webkitgtk:browserOptions': { binary, args: ['--automation'] },
    });
    const browser = await new Builder().usingServer(url).withCapabilities(capabilities).build();
    await browser.get('data:text/html,<title>page</title>');
    await browser.quit();
  } finally {
    driver.kill();
    display?.process.kill();
  }
});

async function answers(url) {
  return fetch(url).then(
    ({ ok }) => ok,
    () => false,
  );
}
