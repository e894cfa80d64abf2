// Peak resident memory of a process and what it has started, in megabytes, told apart: node's and the browser's.
import { descendants, read } from './processes.mjs';

const PERIOD = 1000;
const KILOBYTES = 1024;

/** Watches every process. Each look walks the browser's page tables: only for runs that are not timed. */
export function peakMemory(root) {
  return peakOf(root, ['runner', 'browser']);
}

/** Watches node's processes alone, which takes 30 ms of the processor a second: also for runs that are timed. */
export function peakOfRunner(root) {
  return peakOf(root, ['runner']);
}

function peakOf(root, watched) {
  const peak = Object.fromEntries(watched.map((whose) => [whose, 0]));
  const timer = setInterval(() => {
    const all = descendants(root);
    for (const whose of watched) {
      const now = all.filter((one) => one.whose === whose).reduce((sum, { pid }) => sum + sizeOf(pid), 0);
      peak[whose] = Math.max(peak[whose], Math.round(now));
    }
  }, PERIOD);
  return {
    stop: () => {
      clearInterval(timer);
      return peak;
    },
  };
}

/** Megabytes of the proportional set size, so that shared pages are counted once. */
function sizeOf(pid) {
  return Number(/^Pss:\s+(\d+)/m.exec(read(`/proc/${pid}/smaps_rollup`))?.[1] ?? 0) / KILOBYTES;
}
