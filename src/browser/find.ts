/** Finds the browsers: an explicit path, then Playwright's own build, then the system's. Never a silent skip. */
import { chromium, firefox, webkit } from '@playwright/test';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { ENGINES, type EngineName } from './engine.ts';

export interface FoundBrowser {
  engine: EngineName;
  build: string;
  driver: 'cdp' | 'playwright' | 'bidi' | 'webdriver';
  /** The browser, or null where Playwright knows the place of its own build. */
  executable: string | null;
  /** Further programs that are needed: WebKitWebDriver, Xvfb. */
  needs: string[];
}

export interface MissingBrowser {
  engine: EngineName;
  missing: string;
  /** Commands, any one of which mends it. */
  fix: string[];
}

const PLAYWRIGHT = { chromium, firefox, webkit };
const MINI_BROWSERS = ['x86_64-linux-gnu', 'aarch64-linux-gnu'].flatMap((arch) => [
  `/usr/lib/${arch}/webkit2gtk-4.1/MiniBrowser`,
  `/usr/lib/${arch}/webkit2gtk-4.0/MiniBrowser`,
]);

/** Debian packages that bring each engine. */
export const DEBIAN_PACKAGES: Record<EngineName, string[]> = {
  chromium: ['chromium'],
  firefox: ['firefox-esr'],
  webkit: ['webkit2gtk-driver', 'xvfb'],
};

/** Looks for `engine`; `CORSPROOF_CHROMIUM`, `_FIREFOX` and `_WEBKIT` name an executable outright. */
export function findBrowser(
  engine: EngineName,
  env: NodeJS.ProcessEnv = process.env,
): FoundBrowser | MissingBrowser {
  const variable = `CORSPROOF_${engine.toUpperCase()}`;
  const explicit = env[variable];
  if (explicit !== undefined && explicit !== '') {
    if (!existsSync(explicit))
      return {
        engine,
        missing: `${variable} is ${explicit}, which does not exist`,
        fix: [`unset ${variable}`],
      };
    return describe(engine, explicit);
  }
  const own = PLAYWRIGHT[engine].executablePath();
  if (own && existsSync(own)) {
    const driver = engine === 'chromium' ? 'cdp' : 'playwright';
    return { engine, build: `playwright-${engine}`, driver, executable: null, needs: [] };
  }
  const system = systemPlaces(engine).find((place) => existsSync(place));
  const fix = [
    `npx playwright install --with-deps ${engine}`,
    `apt-get install -y --no-install-recommends ${DEBIAN_PACKAGES[engine].join(' ')}`,
  ];
  if (system === undefined) return { engine, missing: `no ${engine} was found`, fix };
  const found = describe(engine, system);
  const lacking = found.needs.filter((program) => which(program) === undefined);
  return lacking.length > 0 ? { engine, missing: `${lacking.join(' and ')} not found`, fix } : found;
}

export function findBrowsers(): (FoundBrowser | MissingBrowser)[] {
  return ENGINES.map((engine) => findBrowser(engine));
}

export function isMissing(browser: FoundBrowser | MissingBrowser): browser is MissingBrowser {
  return 'missing' in browser;
}

function describe(engine: EngineName, executable: string): FoundBrowser {
  if (engine === 'webkit') {
    const needs = ['WebKitWebDriver', ...(process.env.DISPLAY ? [] : ['Xvfb'])];
    return { engine, build: 'webkitgtk', driver: 'webdriver', executable, needs };
  }
  if (engine === 'firefox') return { engine, build: 'firefox', driver: 'bidi', executable, needs: [] };
  return { engine, build: 'chromium', driver: 'cdp', executable, needs: [] };
}

function systemPlaces(engine: EngineName): string[] {
  if (engine === 'webkit') return MINI_BROWSERS;
  const names =
    engine === 'firefox' ? ['firefox-esr', 'firefox'] : ['chromium', 'chromium-browser', 'google-chrome'];
  return names.map(which).filter((place) => place !== undefined);
}

/** The first executable called `program` on PATH. */
export function which(program: string): string | undefined {
  const folders = (process.env.PATH ?? '').split(delimiter);
  return folders.map((folder) => join(folder, program)).find((place) => existsSync(place));
}
