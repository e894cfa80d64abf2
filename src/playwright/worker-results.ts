/** A worker's own file of result lines; the teardown puts the files of all workers together. */
import { appendFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';

export class WorkerResults {
  readonly #file: string;

  constructor(folder: string, project: string, worker: number) {
    mkdirSync(folder, { recursive: true });
    this.#file = join(folder, `worker-${project}-${worker}.jsonl`);
  }

  append(line: object): void {
    appendFileSync(this.#file, `${JSON.stringify(line)}\n`);
  }
}
