/**
 * Nothing outlives its worker. A guard process, whose standard input is a pipe of ours, ends the process groups and
 * removes the folders that it was told of once the pipe closes: also after SIGKILL, when nobody else can.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

let guard: ChildProcess | undefined;

function tell(line: string): void {
  if (process.platform === 'win32') return;
  if (!guard) {
    const script = fileURLToPath(new URL('./guard-process.js', import.meta.url));
    guard = spawn(process.execPath, [script], { detached: true, stdio: ['pipe', 'ignore', 'ignore'] });
    guard.unref();
    guard.stdin?.on('error', () => undefined);
    (guard.stdin as unknown as { unref?: () => void } | null)?.unref?.();
  }
  guard.stdin?.write(`${line}\n`);
}

/** Has the process group of `pid` ended when this process ends. */
export function guardGroup(pid: number): void {
  tell(`group ${pid}`);
}

/** Has `folder` removed when this process ends. */
export function guardFolder(folder: string): void {
  tell(`folder ${folder}`);
}

/** Takes a group or folder off the guard's list, once it has been cleaned up in the ordinary way. */
export function unguard(what: number | string): void {
  tell(typeof what === 'number' ? `release-group ${what}` : `release-folder ${what}`);
}

/**
 * Runs `launch` and guards every child process that it started, with its profile folder; Playwright does not tell
 * the pid of what it launches, `/proc` does. Elsewhere than on Linux, Playwright's own clean-up stands alone.
 */
export async function guardNewChildren<T>(launch: () => Promise<T>): Promise<T> {
  if (process.platform !== 'linux') return launch();
  const before = new Set(children());
  const launched = await launch();
  for (const pid of children()) {
    if (before.has(pid) || pid === guard?.pid) continue;
    guardGroup(pid);
    for (const folder of profileFolders(pid)) guardFolder(folder);
  }
  return launched;
}

function children(): number[] {
  const tasks = `/proc/${process.pid}/task`;
  return readdirSync(tasks).flatMap((task) => {
    try {
      return readFileSync(`${tasks}/${task}/children`, 'utf8').trim().split(' ').filter(Boolean).map(Number);
    } catch {
      return [];
    }
  });
}

function profileFolders(pid: number): string[] {
  try {
    const args = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
    const named = args.map(
      (arg, i) =>
        /^--user-data-dir=(.+)$/.exec(arg)?.[1] ?? (/^--?profile$/.test(arg) ? args[i + 1] : undefined),
    );
    return named.filter((folder) => folder?.includes('playwright')) as string[];
  } catch {
    return [];
  }
}
