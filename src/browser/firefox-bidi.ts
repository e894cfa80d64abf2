/**
 * The system's Firefox through WebDriver BiDi, subscribed to nothing but its console. Playwright drives it too, but has
 * every request and its body reported to it, which doubles Firefox's work: 70 s of processor time for 2,900 cases
 * against 36 s.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { BidiConnection } from './bidi-connection.ts';
import type { Engine, EngineInfo, LaunchOptions, Session } from './engine.ts';
import type { FoundBrowser } from './find.ts';
import { firefoxPreferences } from './firefox-preferences.ts';
import { guardedEnvironment } from './guard.ts';
import { end } from './process-group.ts';
import { runsPages } from './runs-pages.ts';
import { succeeds } from './with-limit.ts';

const START_LIMIT = 60_000;
const END_LIMIT = 5_000;

/** The console of the browsing contexts (pages and their frames) of one session. */
type Console = string[];

export async function launchFirefox(found: FoundBrowser, options: LaunchOptions): Promise<Engine> {
  const profile = mkdtempSync(join(guardedEnvironment().TMPDIR ?? '', 'firefox-'));
  writeFileSync(join(profile, 'user.js'), preferenceLines(firefoxPreferences(options)));
  const child = spawn(
    found.executable ?? '',
    ['--remote-debugging-port=0', ...(options.headless ? ['--headless'] : []), '--profile', profile],
    {
      detached: true,
      env: { ...process.env, ...guardedEnvironment() },
      stdio: ['ignore', 'ignore', 'pipe'],
    },
  );
  child.unref();
  const { browser, version, consoles } = await start(child).catch((error: unknown) => {
    end(child);
    throw error;
  });
  const info: EngineInfo = {
    engine: 'firefox',
    build: found.build,
    version,
    driver: found.driver,
  };
  return {
    info,
    sessions: 8,
    open: ({ socksPort }) => openSession(browser, consoles, socksPort),
    alive: () => runsPages(() => openSession(browser, consoles)),
    close: async () => {
      browser.close();
      // Asked to close, it would work for a second on a profile that is thrown away.
      end(child);
      const isRunning = child.exitCode === null && child.signalCode === null;
      if (isRunning) await succeeds(new Promise((resolve) => child.once('exit', resolve)), END_LIMIT);
      rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** Connects to it and awaits the end of its own start, which answers the first command. */
async function start(child: ChildProcess) {
  const browser = await connect(child);
  const alwaysMatch = { acceptInsecureCerts: true, unhandledPromptBehavior: { default: 'ignore' } };
  const { capabilities } = await browser.send<{ capabilities: { browserVersion: string } }>(
    'session.new',
    { capabilities: { alwaysMatch } },
    START_LIMIT,
  );
  return { browser, version: capabilities.browserVersion, consoles: await hear(browser) };
}

/** Waits for the line in which Firefox names its address, and connects to it. */
async function connect(child: ChildProcess): Promise<BidiConnection> {
  const said: string[] = [];
  const url = await new Promise<string>((resolve, reject) => {
    const fail = (why: string) => reject(new Error([`Firefox ${why}`, ...said.slice(-5)].join('\n')));
    const timer = setTimeout(fail, START_LIMIT, `gave no address within ${START_LIMIT / 1000} s`);
    child.once('error', ({ message }) => fail(`cannot be started: ${message}`));
    child.once('exit', (code) => fail(`ended with ${code ?? 'a signal'} before it could be driven`));
    if (!child.stderr) return;
    createInterface(child.stderr).on('line', (line) => {
      const address = /WebDriver BiDi listening on (ws:\/\/\S+)/.exec(line)?.[1];
      if (address === undefined) return void said.push(line);
      clearTimeout(timer);
      resolve(`${address}/session`);
    });
  });
  return BidiConnection.open(url);
}

/** Gathers console lines by browsing context; a frame's go to its page. */
async function hear(browser: BidiConnection): Promise<Map<string, Console>> {
  const consoles = new Map<string, Console>();
  browser.on(
    'browsingContext.contextCreated',
    ({ context, parent }: { context: string; parent: string | null }) => {
      const console = parent === null ? [] : consoles.get(parent);
      if (console) consoles.set(context, console);
    },
  );
  browser.on('browsingContext.contextDestroyed', ({ context }: { context: string }) =>
    consoles.delete(context),
  );
  browser.on('log.entryAdded', ({ text, source }: { text: string | null; source: { context?: string } }) =>
    consoles.get(source.context ?? '')?.push(text ?? ''),
  );
  const events = ['browsingContext.contextCreated', 'browsingContext.contextDestroyed', 'log.entryAdded'];
  await browser.send('session.subscribe', { events });
  return consoles;
}

/** A user context (https://w3c.github.io/webdriver-bidi/#user-contexts) is what Playwright calls a browser context. */
async function openSession(
  browser: BidiConnection,
  consoles: Map<string, Console>,
  socksPort?: number,
): Promise<Session> {
  const { userContext } = await browser.send<{ userContext: string }>('browser.createUserContext', {
    acceptInsecureCerts: true,
    ...(socksPort === undefined
      ? {}
      : { proxy: { proxyType: 'manual', socksProxy: `127.0.0.1:${socksPort}`, socksVersion: 5 } }),
  });
  const downloadBehavior = { type: 'denied' };
  await browser.send('browser.setDownloadBehavior', { downloadBehavior, userContexts: [userContext] });
  const { context } = await browser.send<{ context: string }>('browsingContext.create', {
    type: 'tab',
    userContext,
  });
  const run = <T>(source: string, argument: unknown = null) =>
    evaluate<T>(browser, context, source, argument);
  return {
    goto: async (url) => {
      await browser.send('browsingContext.navigate', { context, url, wait: 'complete' });
      return run<string>('() => location.origin');
    },
    run,
    console: () => consoles.get(context)?.splice(0) ?? [],
    close: async () => {
      await browser.send('browser.removeUserContext', { userContext });
    },
  };
}

interface Evaluated {
  type: 'success' | 'exception';
  result?: { value?: string };
  exceptionDetails?: { text: string };
}

/** Values cross as JSON text: the protocol's own form of values costs more, and bounds their depth. */
async function evaluate<T>(browser: BidiConnection, context: string, source: string, argument: unknown) {
  const { type, result, exceptionDetails } = await browser.send<Evaluated>(
    'script.callFunction',
    {
      functionDeclaration: `async () => JSON.stringify(await (${source})(${JSON.stringify(argument)}))`,
      target: { context },
      awaitPromise: true,
    },
    Infinity,
  );
  if (type === 'exception') throw new Error(exceptionDetails?.text ?? 'the page threw');
  return (result?.value === undefined ? undefined : JSON.parse(result.value)) as T;
}

function preferenceLines(preferences: Record<string, boolean | number>): string {
  const lines = Object.entries(preferences).map(
    ([name, value]) => `user_pref(${JSON.stringify(name)}, ${JSON.stringify(value)});\n`,
  );
  return lines.join('');
}
