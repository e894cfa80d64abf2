// The guard: see guard.ts. Plain JavaScript with no imports of ours, so that it starts from source and from dist.
import { readFileSync, readdirSync, rmSync } from 'node:fs';

const [mark = '', folder = ''] = process.argv.slice(2);
const ROUNDS = 25;
const PAUSE = 100;

/** Living processes whose environment holds the mark; only Linux can tell, elsewhere browsers end by themselves. */
function marked() {
  if (process.platform !== 'linux') return [];
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .filter((pid) => {
      try {
        return readFileSync(`/proc/${pid}/environ`, 'latin1').split('\0').includes(mark);
      } catch {
        return false;
      }
    })
    .map(Number);
}

/** Ends what is left, again and again for a while, because a dying browser may still start or write something. */
function clean(/** @type {number} */ left) {
  for (const pid of marked()) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // Gone already.
    }
  }
  try {
    rmSync(folder, { recursive: true, force: true });
  } catch {
    // Still written to: the next round.
  }
  if (left > 0) setTimeout(clean, PAUSE, left - 1);
}

process.stdin.resume();
process.stdin.on('close', () => clean(ROUNDS));
process.stdin.on('error', () => clean(ROUNDS));
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => undefined);
