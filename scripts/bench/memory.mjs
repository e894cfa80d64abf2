// Peak resident memory of a process and what it has started, in megabytes, told apart: node's and the browser's.
import { readFileSync, readdirSync } from 'node:fs';

const PERIOD = 250;
const MEGABYTE = 1024;

export function peakMemory(root) {
  const peak = { runner: 0, browser: 0 };
  const look = () => {
    const now = { runner: 0, browser: 0 };
    for (const { name, kilobytes } of descendants(root)) {
      const whose = name === 'node' || name.startsWith('npm') ? 'runner' : 'browser';
      now[whose] += kilobytes / MEGABYTE;
    }
    for (const whose of Object.keys(peak)) peak[whose] = Math.max(peak[whose], Math.round(now[whose]));
  };
  const timer = setInterval(look, PERIOD);
  return {
    stop: () => {
      clearInterval(timer);
      return peak;
    },
  };
}

/** Proportional set size where the system tells it, so that shared pages are counted once. */
function descendants(root) {
  const parents = new Map();
  for (const pid of readdirSync('/proc').filter((entry) => /^\d+$/.test(entry))) {
    const stat = read(`/proc/${pid}/stat`);
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    parents.set(Number(pid), { parent: Number(fields[1]), name: read(`/proc/${pid}/comm`).trim() });
  }
  const belongs = (pid) => pid === root || (parents.has(pid) && belongs(parents.get(pid).parent));
  return [...parents]
    .filter(([pid]) => belongs(pid))
    .map(([pid, { name }]) => ({
      name,
      kilobytes: Number(/^Pss:\s+(\d+)/m.exec(read(`/proc/${pid}/smaps_rollup`))?.[1] ?? 0),
    }));
}

function read(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
