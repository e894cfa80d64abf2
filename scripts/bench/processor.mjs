// Processor time of a process and what it has started, in milliseconds, told apart: node's and the browser's.
import { descendants } from './processes.mjs';

const PERIOD = 200;

/** What each process had used when it was last seen. One that ends within a period of its start is missed. */
export function processorTime(root) {
  const seen = new Map();
  const look = () => {
    for (const { pid, started, milliseconds, whose } of descendants(root))
      seen.set(`${pid} ${started}`, { milliseconds, whose });
  };
  const timer = setInterval(look, PERIOD);
  const sum = (of) =>
    [...seen.values()]
      .filter(({ whose }) => whose === of)
      .reduce((all, { milliseconds }) => all + milliseconds, 0);
  return {
    stop: () => {
      clearInterval(timer);
      return { runner: sum('runner'), browser: sum('browser') };
    },
  };
}
