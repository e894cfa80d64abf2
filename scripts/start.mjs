// npm start: sets up and runs the whole corpus in the three engines. Arguments go on to Playwright.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import './setup.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const cli = fileURLToPath(new URL('../node_modules/@playwright/test/cli.js', import.meta.url));
const projects = ['chromium', 'firefox', 'webkit'].map((engine) => `--project=${engine}`);
const { status } = spawnSync(process.execPath, [cli, 'test', ...projects, ...process.argv.slice(2)], {
  cwd: root,
  stdio: 'inherit',
});
process.exit(status ?? 1);
