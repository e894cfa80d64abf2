// A process and all that it has started, as the system tells of them.
import { readFileSync, readdirSync, readlinkSync, realpathSync } from 'node:fs';

const NODE = realpathSync(process.execPath);

/** Clock ticks of a second in /proc/PID/stat: 100 on every Linux that Node runs on. */
const TICKS = 100;

/** The descendants of `root` and itself: what they are and how many milliseconds of processor time they have used. */
export function descendants(root) {
  const all = new Map();
  for (const name of readdirSync('/proc')) if (/^\d+$/.test(name)) all.set(Number(name), look(name));
  const belongs = (pid) => pid === root || (all.get(pid) !== undefined && belongs(all.get(pid).parent));
  return [...all]
    .filter(([pid]) => belongs(pid))
    .map(([pid, { started, used }]) => ({
      pid,
      started,
      milliseconds: used,
      whose: isNode(pid) ? 'runner' : 'browser',
    }));
}

/** What a file of a process holds; nothing once it has ended. */
export function read(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

function look(pid) {
  const stat = read(`/proc/${pid}/stat`);
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [user, system] = [fields[11], fields[12]].map(Number);
  return { parent: Number(fields[1]), started: fields[19], used: ((user + system) * 1000) / TICKS };
}

function isNode(pid) {
  try {
    return readlinkSync(`/proc/${pid}/exe`) === NODE;
  } catch {
    return false;
  }
}
