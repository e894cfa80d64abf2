// Sets up what only the tests of the policy gate need: the packages of the examples, and Debian's web servers.
import { spawnSync } from 'node:child_process';
import { existsSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { installCommand, missingWebServers } from '../dist/servers/targets/web-servers.js';

const root = fileURLToPath(new URL('..', import.meta.url));
const time = (file) => (existsSync(file) ? statSync(file).mtimeMs : 0);

for (const folder of ['examples', 'examples/known-wrong'].map((name) => join(root, name))) {
  if (time(join(folder, 'node_modules/.package-lock.json')) >= time(join(folder, 'package-lock.json')))
    continue;
  console.log(`setup: installing the packages of ${folder.slice(root.length)} (npm ci)`);
  // Nothing of a package that is known to be vulnerable runs before its test starts it.
  const { status } = spawnSync(
    'npm',
    ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'],
    { cwd: folder, stdio: 'inherit', shell: process.platform === 'win32' },
  );
  if (status !== 0) process.exit(status ?? 1);
}

const missing = missingWebServers(['nginx', 'apache', 'caddy', 'haproxy']);
if (missing.length > 0 && process.platform === 'linux' && process.getuid() === 0) {
  console.log(`setup: installing ${missing.join(', ')} with apt-get`);
  withoutServices(() => {
    spawnSync('apt-get', ['update', '-qq'], { stdio: 'ignore' });
    const [command, ...args] = installCommand(missing).split(' ');
    spawnSync(command, [...args, '-qq'], {
      stdio: 'ignore',
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    });
  });
}
const still = missingWebServers(missing);
if (still.length > 0)
  console.error(`setup: ${still.join(', ')} cannot be installed here; type\n  ${installCommand(still)}`);

/** Debian starts what it installs, on fixed ports, unless this file forbids it. */
function withoutServices(body) {
  const policy = '/usr/sbin/policy-rc.d';
  const ours = !existsSync(policy);
  if (ours) writeFileSync(policy, '#!/bin/sh\nexit 101\n', { mode: 0o755 });
  try {
    body();
  } finally {
    if (ours) rmSync(policy);
  }
}
