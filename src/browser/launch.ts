/** Starts an engine in whichever way it was found. */
import { launchChromium } from './chromium.ts';
import type { Engine, EngineName, LaunchOptions } from './engine.ts';
import { launchFirefox } from './firefox-bidi.ts';
import { findBrowser, isMissing, type MissingBrowser } from './find.ts';
import { launchPlaywright } from './playwright-engine.ts';
import { launchWebKitGtk } from './webkitgtk.ts';

/** Thrown when an engine is not installed; the message names the commands that install it. */
export class EngineMissing extends Error {
  constructor(missing: MissingBrowser) {
    const commands = missing.fix.map((command) => `  ${command}`).join('\n');
    super(`${missing.engine} cannot be started: ${missing.missing}. Any of these mends it:\n${commands}`);
    this.name = 'EngineMissing';
  }
}

const LAUNCHERS = {
  cdp: launchChromium,
  playwright: launchPlaywright,
  bidi: launchFirefox,
  webdriver: launchWebKitGtk,
};

/** Launches `engine`. Throws EngineMissing if it is not installed. */
export async function launchEngine(engine: EngineName, options: LaunchOptions): Promise<Engine> {
  const found = findBrowser(engine);
  if (isMissing(found)) throw new EngineMissing(found);
  return LAUNCHERS[found.driver](found, options);
}
