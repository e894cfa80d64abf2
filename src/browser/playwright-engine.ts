/** Playwright's own Firefox and WebKit, driven by Playwright. */
import { firefox, webkit, type Browser, type BrowserContext, type Page } from '@playwright/test';
import type { Engine, LaunchOptions, Session } from './engine.ts';
import type { FoundBrowser } from './find.ts';
import { firefoxPreferences } from './firefox-preferences.ts';
import { withGuardedEnvironment } from './guard.ts';
import { runsPages } from './runs-pages.ts';

export async function launchPlaywright(found: FoundBrowser, options: LaunchOptions): Promise<Engine> {
  const { headless } = options;
  const browser = await withGuardedEnvironment(() =>
    found.engine === 'webkit'
      ? webkit.launch({ headless })
      : firefox.launch({ headless, firefoxUserPrefs: firefoxPreferences(options) }),
  );
  return playwrightEngine(browser, found);
}

/** A browser that Playwright has launched, whichever it is. */
export function playwrightEngine(browser: Browser, { engine, build }: FoundBrowser): Engine {
  return {
    info: { engine, build, version: browser.version(), driver: 'playwright' },
    sessions: 8,
    open: ({ socksPort }) => openSession(browser, socksPort),
    alive: async () => browser.isConnected() && (await runsPages(() => openSession(browser))),
    close: () => browser.close(),
  };
}

/**
 * Options that a user's `use:` gives to their own contexts, and Playwright to every context that is made while a test
 * runs, unless the option is there. They would change what crosses the wire, or record it.
 */
const NOT_OURS = Object.fromEntries(
  [
    'extraHTTPHeaders',
    'httpCredentials',
    'clientCertificates',
    'storageState',
    'permissions',
    'offline',
    'javaScriptEnabled',
    'bypassCSP',
    'userAgent',
    'recordHar',
    'recordVideo',
  ].map((name) => [name, undefined]),
);

async function openSession(browser: Browser, socksPort?: number): Promise<Session> {
  const context = await browser.newContext({
    ...NOT_OURS,
    ...(socksPort === undefined ? {} : { proxy: { server: `socks5://127.0.0.1:${socksPort}` } }),
    ignoreHTTPSErrors: true,
    serviceWorkers: 'allow',
  });
  const page = await context.newPage();
  let lines: string[] = [];
  context.on('console', (message) => lines.push(message.text()));
  // Firefox logs what CORS has blocked as an error of the page.
  context.on('weberror', (error) => lines.push(String(error.error())));
  return {
    goto: async (url) => {
      refuseRoutes(context, page);
      await page.goto(url, { waitUntil: 'load', timeout: 30_000 });
      return page.evaluate(() => location.origin);
    },
    run: (source, argument = null) => page.evaluate(`(${source})(${JSON.stringify(argument)})`),
    console: () => {
      const taken = lines;
      lines = [];
      return taken;
    },
    close: () => context.close(),
  };
}

/** A routed request is answered or hidden before it reaches the wire. Throws if a route is active on the page. */
function refuseRoutes(...routable: (BrowserContext | Page)[]): void {
  // Playwright tells nobody which routes there are.
  const active = routable.some((one) =>
    ['_routes', '_webSocketRoutes'].some((list) => lengthOf(one, list) > 0),
  );
  if (active)
    throw new Error(
      'a route is active on the page of this test: page.route and context.route hide preflights and let blocked calls pass\nhint: let a server answer instead of route.fulfill, and take the route away',
    );
}

function lengthOf(one: object, list: string): number {
  const value = Reflect.get(one, list) as unknown;
  return Array.isArray(value) ? value.length : 0;
}
