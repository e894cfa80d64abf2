// Runs tests that leave a JSON file each in a folder that the environment names.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('..', import.meta.url));

/**
 * Runs `script`, a path below node_modules, with `args`; `variable` names the folder to it. Returns the exit code, the
 * files in the order of their names, and the seconds it took.
 */
export function gathered(script, args, variable, env) {
  const folder = mkdtempSync(join(tmpdir(), 'corsproof-gathered-'));
  const began = performance.now();
  try {
    const { status } = spawnSync(process.execPath, [join(ROOT, 'node_modules', script), ...args], {
      cwd: ROOT,
      stdio: 'inherit',
      env: { ...process.env, ...env, [variable]: folder },
    });
    const files = readdirSync(folder)
      .sort()
      .map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')));
    return { status: status ?? 1, files, seconds: (performance.now() - began) / 1000 };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
