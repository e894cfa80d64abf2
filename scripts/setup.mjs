// Sets everything up, and starts at once when it is set up already: packages, dist/, browsers. Node 20 and nothing else.
import { spawnSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const [major] = process.versions.node.split('.').map(Number);
if (major < 20) {
  console.error(`corsproof needs Node 20 or later; this is ${process.version}.`);
  process.exit(1);
}

const run = (command, args) => {
  const { status, error } = spawnSync(command, args, {
    cwd: root,
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  if (error) console.error(`${command} could not be started: ${error.message}`);
  if (status !== 0) process.exit(status ?? 1);
};

const time = (file) => (existsSync(join(root, file)) ? statSync(join(root, file)).mtimeMs : 0);

if (time('node_modules/.package-lock.json') < time('package-lock.json')) {
  console.log('setup: installing packages (npm ci)');
  run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error']);
}
run(process.execPath, ['scripts/build.mjs']);
run(process.execPath, ['dist/src/cli/main.js', 'install', '--quiet']);
