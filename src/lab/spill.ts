/**
 * Keeps what was observed on disk, one file per project, visit and repeat: Playwright starts a new worker after
 * every failing test, and the rest of the visit must not be run again.
 */
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { appendLine } from './append-line.ts';

export class Spill<T> {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
    mkdirSync(folder, { recursive: true });
  }

  /** Whole lines only: a worker that was killed in the middle of one loses just that one. */
  read(name: string): T[] {
    const file = this.#file(name);
    if (!existsSync(file)) return [];
    const lines = readFileSync(file, 'utf8').split('\n').slice(0, -1);
    return lines.flatMap((line) => {
      try {
        return [JSON.parse(line) as T];
      } catch {
        return [];
      }
    });
  }

  append(name: string, item: T): void {
    appendLine(this.#file(name), item);
  }

  #file(name: string): string {
    return join(this.#folder, `${name}.jsonl`);
  }
}
