/** A worker's own file of result lines; the teardown puts the files of all workers together. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { appendLine } from '../lab/append-line.ts';

export class WorkerResults {
  readonly #file: string;

  constructor(folder: string, project: string, worker: number) {
    mkdirSync(folder, { recursive: true });
    this.#file = join(folder, `worker-${project}-${worker}.jsonl`);
  }

  append(line: object): void {
    appendLine(this.#file, line);
  }
}
