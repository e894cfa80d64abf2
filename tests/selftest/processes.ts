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

/** Set by Playwright, npm or corsproof for this run alone; a run inside it must not inherit them. */
const OF_THIS_RUN =
  /^(CORSPROOF_(RUN|SELECTION|SCENARIOS|REPORT)|TEST_WORKER_INDEX|TEST_PARALLEL_INDEX|FORCE_COLOR|npm_(?!config_(registry|cache|userconfig|globalconfig)$).*)$/;

/** The environment of a run inside this one. */
export function cleanEnvironment(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !OF_THIS_RUN.test(name)));
}
