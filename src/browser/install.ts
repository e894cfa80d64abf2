/** Brings the engines: what is there is used, else Playwright's download, else the distribution's packages. */
import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { DEBIAN_PACKAGES, findBrowsers, isMissing, which, type MissingBrowser } from './find.ts';

export type Say = (line: string) => void;

/** Installs what is missing and returns what still is. `say` gets a line for every thing that is done. */
export async function installBrowsers(say: Say): Promise<MissingBrowser[]> {
  let missing = findBrowsers().filter(isMissing);
  if (missing.length === 0) return [];
  const names = missing.map(({ engine }) => engine);
  say(`installing ${names.join(', ')} with Playwright (npx playwright install)`);
  if (!(await run(process.execPath, [playwrightCli(), 'install', ...names], say)))
    say('Playwright could not download a browser');
  missing = findBrowsers().filter(isMissing);
  if (missing.length > 0 && canUseApt()) {
    const packages = missing.flatMap(({ engine }) => DEBIAN_PACKAGES[engine]);
    say(`installing ${packages.join(', ')} with apt-get`);
    await run('apt-get', ['update', '-qq'], say);
    await run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...packages], say);
    missing = findBrowsers().filter(isMissing);
  }
  return missing;
}

function playwrightCli(): string {
  const require = createRequire(import.meta.url);
  return join(dirname(require.resolve('@playwright/test/package.json')), 'cli.js');
}

function canUseApt(): boolean {
  return process.platform === 'linux' && process.getuid?.() === 0 && which('apt-get') !== undefined;
}

/** What is worth showing of a long installation: a package that was asked for, a download, an error. */
const TELLING =
  /^(Setting up (chromium|firefox-esr|webkit2gtk-driver|xvfb) |Downloading|E:|Error: (?!Download failure))/;

/** Runs a command and shows the telling lines of what it says, each once; false if it failed. */
function run(command: string, args: string[], say: Say): Promise<boolean> {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive', FORCE_COLOR: '0' },
    });
    const shown = new Set<string>();
    const show = (data: Buffer) => {
      for (const line of data
        .toString()
        .split('\n')
        .map((text) => text.trim().slice(0, 100))) {
        if (!TELLING.test(line) || shown.has(line)) continue;
        shown.add(line);
        say(`  ${line}`);
      }
    };
    child.stdout.on('data', show);
    child.stderr.on('data', show);
    child.on('error', () => resolve(false));
    child.on('close', (code) => resolve(code === 0));
  });
}
