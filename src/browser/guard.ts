/**
 * Nothing outlives its worker. Browsers, drivers and displays are launched with a mark in their environment and with a
 * temporary folder of their own; a guard process, whose standard input is a pipe of ours, ends what bears the mark and
 * removes the folder once the pipe closes: also after SIGKILL, when nobody else can.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Environment variable whose value marks what a guard has to end. */
const MARK = 'CORSPROOF_GUARD';

let guard: { process: ChildProcess; env: Record<string, string> } | undefined;

/** Environment for everything that is launched; starts the guard when it is first asked for. */
export function guardedEnvironment(): Record<string, string> {
  if (guard) return guard.env;
  const folder = mkdtempSync(join(tmpdir(), 'corsproof-'));
  const mark = `${process.pid}-${folder.slice(-6)}`;
  const script = fileURLToPath(new URL('./guard-process.js', import.meta.url));
  const child = spawn(process.execPath, [script, `${MARK}=${mark}`, folder], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  child.unref();
  (child.stdin as unknown as { unref?: () => void } | null)?.unref?.();
  guard = { process: child, env: { [MARK]: mark, TMPDIR: folder } };
  return guard.env;
}

/** Runs `launch` with the guarded environment: for libraries that make temporary folders themselves. */
export async function withGuardedEnvironment<T>(launch: () => Promise<T>): Promise<T> {
  const before = process.env.TMPDIR;
  Object.assign(process.env, guardedEnvironment());
  try {
    return await launch();
  } finally {
    if (before === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = before;
  }
}
