/**
 * The distribution's WebKitGTK through W3C WebDriver. One driver process serves one session at a time, and refuses
 * new ones once a web process has died, so the driver is started anew whenever a session cannot be had.
 */
import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Builder, Capabilities, type WebDriver } from 'selenium-webdriver';
import { freePort, isTaken } from '../../servers/free-port.ts';
import type { Engine, EngineInfo, LaunchOptions, Session } from './engine.ts';
import { which, type FoundBrowser } from './find.ts';
import { guardedEnvironment } from './guard.ts';
import { end } from './process-group.ts';
import { withoutTrustStore } from './trust-store.ts';
import { withLimit } from './with-limit.ts';

const START_LIMIT = 15_000;
/** Starts of the driver, where it is killed or its port is stolen each time. */
const START_TRIES = 3;
/** A driver that opens no session in this time is ended, and another one asked. */
const SESSION_LIMIT = 20_000;

export async function launchWebKitGtk(found: FoundBrowser, options: LaunchOptions): Promise<Engine> {
  const display = process.env.DISPLAY ? null : await startDisplay();
  const env = {
    ...process.env,
    ...guardedEnvironment(),
    ...(display ? { DISPLAY: display.name, GDK_BACKEND: 'x11' } : {}),
  };
  const [version, started] = await Promise.all([versionOf(found, env), startDriver(env)]);
  let driver = started;
  const isAlive = () => isRunning(driver.process) && (!display || isRunning(display.process));
  // The browser dies with its display, which its driver does not notice: it leaves commands without an answer.
  display?.process.once('exit', () => {
    if (isRunning(driver.process)) end(driver.process);
  });
  const info: EngineInfo = { engine: 'webkit', build: found.build, version, driver: found.driver };

  const open = async (socksPort?: number): Promise<WebDriver> => {
    try {
      const opened = newSession(driver.url, found, socksPort, options);
      return await withLimit(opened, SESSION_LIMIT, 'opening a session');
    } catch (error) {
      if (display && !isRunning(display.process)) throw error;
      end(driver.process);
      driver = await startDriver(env);
      return newSession(driver.url, found, socksPort, options);
    }
  };
  return {
    info,
    sessions: 1,
    open: async ({ socksPort }) => session(await open(socksPort)),
    alive: () => Promise.resolve(isAlive()),
    close: () => {
      end(driver.process);
      if (display) end(display.process);
      return Promise.resolve();
    },
  };
}

/**
 * Of `WebKitGTK 2.50.6`, as the program says it: a session would say it too, half a second later. A program that does
 * not say it opens no session either, and why is told then.
 */
async function versionOf({ executable }: FoundBrowser, env: NodeJS.ProcessEnv): Promise<string> {
  const asked = promisify(execFile)(executable ?? 'MiniBrowser', ['--version'], {
    env,
    timeout: START_LIMIT,
  });
  const said = await asked.then(
    ({ stdout }) => stdout,
    () => '',
  );
  return /\d+(?:\.\d+)+/.exec(said)?.[0] ?? '';
}

function isRunning({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode === null && signalCode === null;
}

function newSession(
  url: string,
  found: FoundBrowser,
  socksPort: number | undefined,
  options: LaunchOptions,
): Promise<WebDriver> {
  const args = [
    '--automation',
    // Sound may be played without a click, or Web Audio has nothing to read.
    '--autoplay-policy=allow',
    ...(socksPort === undefined ? [] : [`--proxy=socks5://127.0.0.1:${socksPort}`]),
    ...(options.breakCors ? ['--disable-web-security=true'] : []),
  ];
  const capabilities = new Capabilities({
    browserName: 'MiniBrowser',
    acceptInsecureCerts: true,
    timeouts: { script: 120_000, pageLoad: 30_000 },
    'webkitgtk:browserOptions': { binary: found.executable, args },
  });
  return Promise.resolve(new Builder().usingServer(url).withCapabilities(capabilities).build()).then(
    async (driver) => {
      await driver.getSession();
      return driver;
    },
  );
}

function session(driver: WebDriver): Session {
  const run = async <T>(source: string, argument: unknown = null): Promise<T> => {
    const script = `const done = arguments[1];
      (async () => (${source})(arguments[0]))().then((value) => done({ value }), (error) => done({ error: String(error) }));`;
    const result = await driver.executeAsyncScript<{ value: T; error?: string }>(script, argument);
    if (result.error !== undefined) throw new Error(result.error);
    return result.value;
  };
  return {
    goto: async (url) => {
      await driver.get(url);
      return run<string>('() => location.origin');
    },
    run,
    console: () => [],
    close: () => driver.quit(),
  };
}

export async function startDisplay(): Promise<{ name: string; process: ChildProcess }> {
  const program = which('Xvfb') ?? 'Xvfb';
  const child = spawn(program, ['-displayfd', '3', '-screen', '0', '1280x800x24', '-nolisten', 'tcp'], {
    detached: true,
    env: { ...process.env, ...guardedEnvironment() },
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  });
  const number = await new Promise<string>((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('Xvfb gave no display number in time')), START_LIMIT);
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`Xvfb ended with ${code ?? 'a signal'}`)));
    child.stdio[3]?.once('data', (data: Buffer) => {
      clearTimeout(timer);
      resolve(data.toString().trim());
    });
  });
  child.unref();
  // For the guard: a display that was killed leaves its socket in /tmp.
  writeFileSync(join(guardedEnvironment().TMPDIR ?? '', `display-${number}`), '');
  return { name: `:${number}`, process: child };
}

async function startDriver(
  env: NodeJS.ProcessEnv,
  tries = START_TRIES,
): Promise<{ url: string; process: ChildProcess }> {
  const port = await freePort();
  const program = which('WebKitWebDriver') ?? 'WebKitWebDriver';
  const [command, ...args] = withoutTrustStore([program, `--port=${port}`, '--host=127.0.0.1']);
  const child = spawn(command, args, {
    detached: true,
    stdio: 'ignore',
    env,
  });
  child.unref();
  const url = `http://127.0.0.1:${port}`;
  const started = performance.now();
  while (performance.now() - started < START_LIMIT) {
    if (!isRunning(child)) {
      const { exitCode, signalCode } = child;
      if (tries > 1 && (signalCode !== null || (await isTaken(port)))) return startDriver(env, tries - 1);
      throw new Error(`WebKitWebDriver ended with ${exitCode ?? signalCode}`);
    }
    const ready = await fetch(`${url}/status`).then(
      (answer) => answer.ok,
      () => false,
    );
    if (ready) return { url, process: child };
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error('WebKitWebDriver did not answer in time');
}
