/** What a browser does of itself, beside the pages that are asked of it. */
import { chromium, expect, test, type Browser } from '@playwright/test';
import { launchEngine } from '../../src/browser/launch.ts';

test('a window of Chromium has no page of the browser beside its own', async () => {
  const launch = chromium.launch.bind(chromium);
  let browser: Browser | undefined;
  chromium.launch = async (options) => (browser = await launch(options));
  const engine = await launchEngine('chromium', { spki: '', headless: true }).finally(() => {
    chromium.launch = launch;
  });
  try {
    const session = await engine.open({});
    await session.goto('about:blank');
    const root = await browser?.newBrowserCDPSession();
    const targets = await root?.send('Target.getTargets', { filter: [{ type: 'tab', exclude: true }, {}] });
    expect(targets?.targetInfos.map(({ type, url }) => `${type} ${url}`)).toEqual(['page about:blank']);
  } finally {
    await engine.close();
  }
});
