// Starts `playwright test`, as `npx` does, and waits for its end.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const CLI = join(ROOT, 'node_modules', '@playwright', 'test', 'cli.js');
const SPECS = join(ROOT, 'scripts', 'bench', 'specs');

/** As in playwright.config.ts; said outright, so that every run that is compared has the same. */
const WORKERS = Math.max(2, Math.floor(availableParallelism() / 2));

/**
 * A run of the suite's own configuration: milliseconds from start to end, and what `watch` has seen. `scenarios` is the
 * folder of its cases; `node` are options for every node process; `collect` gets the folder of the report, and what it
 * returns is `collected`. Throws if the run ends with none of `statuses`.
 */
export function suiteRun({ engine, scenarios, args = [], workers = WORKERS, ...rest }) {
  const env = { CORSPROOF_SCENARIOS: scenarios };
  return playwrightTest({ ...rest, env, args: [`--project=${engine}`, `--workers=${workers}`, ...args] });
}

/** A run of one of the specs here, with `tests` tests. */
export function specRun(spec, { tests = 1, use = {}, watch } = {}) {
  const env = { BENCH_SPEC: spec, BENCH_TESTS: String(tests), BENCH_USE: JSON.stringify(use) };
  return playwrightTest({ env, watch, args: [`--config=${SPECS}`, `--workers=${WORKERS}`] });
}

async function playwrightTest({ env, args, node = [], watch, statuses = [0], collect }) {
  // Folders of its own: Playwright empties its output, and another run may be under way here.
  const folder = mkdtempSync(join(tmpdir(), 'corsproof-bench-run-'));
  const inherited = { ...process.env };
  for (const name of ['CORSPROOF_RUN', 'CORSPROOF_SELECTION']) delete inherited[name];
  const command = [...node, CLI, 'test', ...args, `--output=${join(folder, 'output')}`];
  const began = performance.now();
  const child = spawn(process.execPath, command, {
    cwd: ROOT,
    env: { ...inherited, ...env, CORSPROOF_REPORT: join(folder, 'report') },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  child.stdout.on('data', (data) => (said += data));
  const watching = watch?.(child.pid);
  const status = await new Promise((resolve) => child.once('close', resolve));
  const ms = performance.now() - began;
  const seen = watching?.stop();
  const isRight = statuses.includes(status);
  const collected = isRight ? collect?.(join(folder, 'report')) : undefined;
  rmSync(folder, { recursive: true, force: true });
  if (!isRight) throw new Error(`playwright test ended with ${status}:\n${said.slice(-2000)}`);
  return { ms, seen, collected };
}
