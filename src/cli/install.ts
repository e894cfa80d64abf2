/** `corsproof install`: brings missing engines, or says what to type. */
import { installBrowsers } from '../browser/install.ts';

export async function install({ quiet }: { quiet?: boolean }): Promise<void> {
  const said: string[] = [];
  const missing = await installBrowsers((line) => {
    said.push(line);
    console.log(`setup: ${line}`);
  });
  if (missing.length === 0) {
    if (!quiet || said.length > 0) console.log('setup: chromium, firefox and webkit are ready');
    return;
  }
  for (const { engine, missing: what, fix } of missing) {
    console.error(
      `${engine}: ${what}. Any of these mends it:\n${fix.map((command) => `  ${command}`).join('\n')}`,
    );
  }
  process.exitCode = 1;
}
