// The guard: see guard.ts. Plain JavaScript with no imports of ours, so that it starts from source and from dist.
import { existsSync, readFileSync, readdirSync, rmSync } from 'node:fs';

const [mark = '', folder = ''] = process.argv.slice(2);
/** Looks in a row that find nothing, after which nothing can come any more; and looks at most. */
const QUIET = 5;
const ROUNDS = 25;
const PAUSE = 100;

/**
 * Living processes whose environment holds the mark, or whose command line names the folder: nginx writes its title over
 * its environment. Only Linux can tell, elsewhere browsers end by themselves.
 */
function marked() {
  if (process.platform !== 'linux') return [];
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .filter((pid) => {
      try {
        if (readFileSync(`/proc/${pid}/environ`, 'latin1').split('\0').includes(mark)) return true;
        return folder !== '' && readFileSync(`/proc/${pid}/cmdline`, 'latin1').includes(`${folder}/target-`);
      } catch {
        return false;
      }
    })
    .map(Number);
}

/** Numbers of the X displays that were started, which webkitgtk.ts notes in the folder. */
function displays() {
  try {
    return readdirSync(folder).flatMap((name) => /^display-(\d+)$/.exec(name)?.[1] ?? []);
  } catch {
    return [];
  }
}

/** A display that was killed leaves a socket and a lock; once nobody listens there they are nobody's. */
function forget(/** @type {string} */ display) {
  const socket = `/tmp/.X11-unix/X${display}`;
  try {
    const taken = readFileSync('/proc/net/unix', 'latin1').split('\n');
    if (taken.some((line) => line.endsWith(` ${socket}`))) return;
    rmSync(socket, { force: true });
    rmSync(`/tmp/.X${display}-lock`, { force: true });
  } catch {
    // Another user's by now.
  }
}

/** Ends what is left, again and again for a while, because a dying browser may still start or write something. */
function clean(/** @type {string[]} */ shown, round = 1, quiet = 0) {
  const living = marked();
  for (const pid of living) {
    for (const one of [-pid, pid]) {
      try {
        // A target leads a group, whose other processes may bear no sign.
        process.kill(one, 'SIGKILL');
      } catch {
        // Gone already, or no leader.
      }
    }
  }
  try {
    rmSync(folder, { recursive: true, force: true });
  } catch {
    // Still written to: the next round.
  }
  for (const display of shown) forget(display);
  const still = living.length > 0 || existsSync(folder) ? 0 : quiet + 1;
  if (round < ROUNDS && still < QUIET) setTimeout(clean, PAUSE, shown, round + 1, still);
}

process.stdin.resume();
process.stdin.on('close', () => clean(displays()));
process.stdin.on('error', () => clean(displays()));
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => undefined);
