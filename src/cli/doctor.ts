/** `corsproof doctor`: which engines were found, where, which version answers, and the third-party-cookie policy. */
import { findBrowsers, isMissing } from '../browser/find.ts';
import { launchEngine } from '../browser/launch.ts';
import { Lab } from '../lab/lab.ts';
import { probeThirdPartyCookies } from '../lab/third-party-cookies.ts';

export async function doctor({ launch }: { launch: boolean }): Promise<void> {
  for (const browser of findBrowsers()) {
    if (isMissing(browser)) {
      console.log(`${browser.engine.padEnd(9)} missing: ${browser.missing}; ${browser.fix.join('  or  ')}`);
      process.exitCode = 1;
      continue;
    }
    const { engine, build, driver, executable } = browser;
    const where = `${build} at ${executable ?? "Playwright's own place"}, driven by ${driver}`;
    console.log(`${engine.padEnd(9)} found: ${where}`);
    if (!launch) continue;
    const lab = new Lab({
      launch: (spki) => launchEngine(engine, { spki, headless: true }),
      fails: () => false,
    });
    try {
      const { info } = await lab.engine();
      const cookies = await probeThirdPartyCookies(lab);
      console.log(`${' '.repeat(9)} starts: version ${info.version}, third-party cookies ${cookies}`);
    } catch (error) {
      console.log(
        `${' '.repeat(9)} does not start: ${error instanceof Error ? error.message : String(error)}`,
      );
      process.exitCode = 1;
    } finally {
      await lab.close();
    }
  }
}
