/** Processes that were spawned `detached`, as the head of a group. */
import type { ChildProcess } from 'node:child_process';

/** Ends a process and those that it has started. */
export function end(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    // Gone already.
  }
}
