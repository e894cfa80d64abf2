/** `corsproof install`: brings missing engines, or says what to type. */
import { installBrowsers } from '../browser/install.ts';

export async function install({ quiet }: { quiet?: boolean }): Promise<void> {
  let spoke = false;
  const missing = await installBrowsers((line) => {
    spoke = true;
    console.log(`setup: ${line}`);
  });
  if (missing.length === 0) {
    if (!quiet || spoke) console.log('setup: chromium, firefox and webkit are ready');
    return;
  }
  for (const { engine, missing: what, fix } of missing) {
    console.error(
      `${engine}: ${what}. Any of these mends it:\n${fix.map((command) => `  ${command}`).join('\n')}`,
    );
  }
  process.exitCode = 1;
}
