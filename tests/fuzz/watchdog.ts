/** Ends the process if one input keeps it busy for too long: nothing inside a busy loop can. */
import { Worker } from 'node:worker_threads';

const SOURCE = `
const { workerData: { shared, limit, name } } = require('node:worker_threads');
const state = new BigInt64Array(shared);
setInterval(() => {
  const busy = Date.now() - Number(Atomics.load(state, 0));
  if (busy < limit) return;
  require('node:fs').writeSync(2, name + ': input ' + Atomics.load(state, 1) + ' has kept the process busy for ' + busy + ' ms\\n');
  process.kill(process.pid, 'SIGKILL');
}, 500);
`;

export class Watchdog {
  readonly #state = new BigInt64Array(new SharedArrayBuffer(16));
  readonly #worker: Worker;

  /** `limit` in milliseconds; `name` is told with the number of the input. */
  constructor(name: string, limit: number) {
    this.next();
    const workerData = { shared: this.#state.buffer, limit, name };
    this.#worker = new Worker(SOURCE, { eval: true, workerData });
    this.#worker.unref();
  }

  /** The next input begins. */
  next(): void {
    Atomics.store(this.#state, 0, BigInt(Date.now()));
    Atomics.add(this.#state, 1, 1n);
  }

  async stop(): Promise<void> {
    await this.#worker.terminate();
  }
}
