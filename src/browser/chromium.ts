/**
 * Chromium, launched by Playwright, its pages driven by a protocol session of our own that listens to the console alone.
 * Playwright has every request of a page, its frames and its workers reported to it, which is a third of what a worker
 * process does and a fifth of what the browser does.
 */
import { chromium, type CDPSession } from '@playwright/test';
import { CdpSession, childSessions } from './cdp-session.ts';
import type { Engine, LaunchOptions, Session } from './engine.ts';
import type { FoundBrowser } from './find.ts';
import { withGuardedEnvironment } from './guard.ts';
import { runsPages } from './runs-pages.ts';
import { withLimit } from './with-limit.ts';

const LOAD_LIMIT = 30_000;

/**
 * Of a switch that is there twice Chromium takes the last, so this list takes the place of Playwright's. What is on in
 * a user's Chromium stays on: Playwright turns off a few features of the platform as well, for its own interception.
 */
const FEATURES_OFF = [
  // An http page stays one.
  'HttpsUpgrades',
  // The browser's own traffic.
  'AimEnabled,DialMediaRouteProvider,MediaRouter,NetworkTimeServiceQuerying,OptimizationHints',
  // Its own user interface. The two popups of the address bar are pages, in each window: more work than our page is.
  'WebUIOmniboxPopup,WebUIOmniboxAimPopup,GlobalMediaControls,LensOverlay,Translate',
  // A process kept ready for the next page of a context, which has but one.
  'SpareRendererForSitePerProcess',
  // What would delay or end a browser that is driven.
  'AutoDeElevate,AvoidUnnecessaryBeforeUnloadCheckSync,DestroyProfileOnBrowserClose,PaintHolding',
];

/** Switches of every Chromium that is launched here, whoever drives it. */
export const CHROMIUM_SWITCHES = [
  `--disable-features=${FEATURES_OFF.join(',')}`,
  ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
];

export async function launchChromium(found: FoundBrowser, options: LaunchOptions): Promise<Engine> {
  const browser = await withGuardedEnvironment(() =>
    chromium.launch({
      headless: options.headless,
      args: switches(options),
      ...(found.executable === null ? {} : { executablePath: found.executable }),
    }),
  );
  const root = await browser.newBrowserCDPSession();
  const pages = childSessions({
    send: (method, params) => root.send(method as never, params as never),
    on: (event, listener) => void root.on(event as never, listener as never),
  });
  browser.on('disconnected', () => {
    for (const page of pages.values()) page.end(new Error('the browser has closed'));
  });
  return {
    info: {
      engine: 'chromium',
      build: found.build,
      version: browser.version(),
      driver: found.driver,
    },
    sessions: 8,
    open: ({ socksPort }) => openSession(root, pages, socksPort),
    alive: async () => browser.isConnected() && (await runsPages(() => openSession(root, pages))),
    close: () => browser.close(),
  };
}

function switches({ spki, breakCors }: LaunchOptions): string[] {
  return [
    `--ignore-certificate-errors-spki-list=${spki}`,
    '--disable-background-networking',
    '--disable-quic',
    ...CHROMIUM_SWITCHES,
    ...(breakCors ? ['--disable-web-security'] : []),
  ];
}

async function openSession(
  root: CDPSession,
  pages: Map<string, CdpSession>,
  socksPort?: number,
): Promise<Session> {
  const { browserContextId } = await root.send('Target.createBrowserContext', {
    disposeOnDetach: true,
    // Without this the browser finds loopback names by itself.
    ...(socksPort === undefined
      ? {}
      : { proxyServer: `socks5://127.0.0.1:${socksPort}`, proxyBypassList: '<-loopback>' }),
  });
  await root.send('Browser.setDownloadBehavior', { behavior: 'deny', browserContextId });
  const { targetId } = await root.send('Target.createTarget', { url: 'about:blank', browserContextId });
  const { sessionId } = await root.send('Target.attachToTarget', { targetId, flatten: false });
  const page = new CdpSession(
    { send: (m, p) => root.send(m as never, p as never), on: () => undefined },
    sessionId,
  );
  pages.set(sessionId, page);
  const lines: string[] = [];
  const loaded = loads(page, targetId);
  const ready = Promise.all([
    hear(page, lines),
    page.send('Page.enable'),
    page.send('Page.setLifecycleEventsEnabled', { enabled: true }),
    // As a page that is looked at: timers of others are slowed down.
    page.send('Emulation.setFocusEmulationEnabled', { enabled: true }),
  ]);
  await withLimit(ready, LOAD_LIMIT, 'starting a page');
  const run = <T>(source: string, argument: unknown = null) => evaluate<T>(page, source, argument);
  return {
    goto: async (url) => {
      const { loaderId, errorText } = await page.send<{ loaderId?: string; errorText?: string }>(
        'Page.navigate',
        { url },
      );
      if (errorText !== undefined) throw new Error(`${errorText} at ${url}`);
      if (loaderId !== undefined) await loaded(loaderId);
      return run<string>('() => location.origin');
    },
    run,
    console: () => lines.splice(0),
    close: async () => {
      await root.send('Target.disposeBrowserContext', { browserContextId });
      pages.delete(sessionId);
    },
  };
}

/** Waits until the document of a navigation has fired its load event. */
function loads(page: CdpSession, frame: string): (loaderId: string) => Promise<void> {
  let last: string | undefined;
  let waiting: { loaderId: string; resolve: () => void } | undefined;
  page.on('Page.lifecycleEvent', (event: { frameId: string; loaderId: string; name: string }) => {
    if (event.name !== 'load' || event.frameId !== frame) return;
    last = event.loaderId;
    if (waiting?.loaderId === last) waiting.resolve();
  });
  return async (loaderId) => {
    if (last === loaderId) return;
    const fired = new Promise<void>((resolve) => (waiting = { loaderId, resolve }));
    await withLimit(fired, LOAD_LIMIT, 'loading the page');
  };
}

interface LogEntry {
  source: string;
  text: string;
  url?: string;
}

interface RemoteObject {
  value?: string | number | boolean | null;
  description?: string;
}

/** Gathers the console of a page and of its frames in other processes. */
async function hear(page: CdpSession, lines: string[]): Promise<void> {
  page.on('Log.entryAdded', ({ entry: { source, text, url = '' } }: { entry: LogEntry }) => {
    // Which load has failed stands in the place of the message, not in its text.
    const failed = text.startsWith('Failed to load resource') ? ` ${url}` : '';
    if (source !== 'worker') lines.push(`${text}${failed}`);
  });
  page.on('Runtime.consoleAPICalled', ({ args }: { args: RemoteObject[] }) =>
    lines.push(args.map(({ value, description }) => value ?? description ?? '').join(' ')),
  );
  page.on(
    'Runtime.exceptionThrown',
    ({ exceptionDetails }: { exceptionDetails: { text: string; exception?: RemoteObject } }) =>
      lines.push(exceptionDetails.exception?.description ?? exceptionDetails.text),
  );
  const frames = childSessions(page);
  page.on(
    'Target.attachedToTarget',
    ({ sessionId, targetInfo }: { sessionId: string; targetInfo: { type: string } }) => {
      if (targetInfo.type !== 'iframe') return;
      const frame = new CdpSession(page, sessionId);
      frames.set(sessionId, frame);
      // A frame may be gone before it has answered.
      hear(frame, lines).catch(() => undefined);
    },
  );
  const autoAttach = { autoAttach: true, waitForDebuggerOnStart: false, flatten: false };
  await Promise.all([
    page.send('Log.enable'),
    page.send('Runtime.enable'),
    page.send('Target.setAutoAttach', autoAttach),
  ]);
}

interface Evaluated {
  result: { value?: string };
  exceptionDetails?: { text: string; exception?: RemoteObject };
}

async function evaluate<T>(page: CdpSession, source: string, argument: unknown): Promise<T> {
  const { result, exceptionDetails: thrown } = await page.send<Evaluated>('Runtime.evaluate', {
    expression: `(async () => JSON.stringify(await (${source})(${JSON.stringify(argument)})))()`,
    awaitPromise: true,
    returnByValue: true,
    // Sound may be played only after one.
    userGesture: true,
  });
  if (thrown) throw new Error(thrown.exception?.description ?? thrown.text);
  return (result.value === undefined ? undefined : JSON.parse(result.value)) as T;
}
