/** Which processes a run has left behind: every child inherits the run's name in its environment. */
import { readFileSync, readdirSync } from 'node:fs';

/** Command lines of living processes whose environment holds `marker`, this one left out. */
export function processesWith(marker: string): string[] {
  return pidsWith(marker).map((pid) => read(`/proc/${pid}/cmdline`).replaceAll('\0', ' ').trim());
}

export function pidsWith(marker: string): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => pid !== process.pid && read(`/proc/${pid}/environ`).includes(marker) && !isZombie(pid));
}

function isZombie(pid: number): boolean {
  return /^\d+ \(.*\) Z/s.test(read(`/proc/${pid}/stat`));
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
