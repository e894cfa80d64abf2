/** What a run holds while it is under way, and what of it is there once it has ended. */
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { pidsWith, processesWith } from '../../selftest/processes.ts';
import { allListening, displaysOf, isLoopback, listeningOf } from '../../selftest/sockets.ts';
import type { Run } from './run.ts';

/** Playwright's and Node's caches, which are for the next run. */
const KEPT = /^(playwright-transform-cache|node-compile-cache|node-jiti)/;

/** Ports and displays of a run, remembered as they are seen. */
export class Held {
  readonly #inodes = new Set<string>();
  /** Files and their inodes: another display may have the same number later. */
  readonly #displays = new Map<string, number>();
  readonly #exposed = new Set<number>();

  look({ mark }: Pick<Run, 'mark'>): void {
    const pids = pidsWith(mark);
    for (const { inode, address, port } of listeningOf(pids)) {
      this.#inodes.add(inode);
      if (!isLoopback(address)) this.#exposed.add(port);
    }
    for (const display of displaysOf(pids)) {
      for (const file of [display, display.replace(/^.*X(\d+)$/, '/tmp/.X$1-lock')]) {
        const inode = inodeOf(file);
        if (inode !== undefined) this.#displays.set(file, inode);
      }
    }
  }

  get seen(): { ports: number; displays: number } {
    return { ports: this.#inodes.size, displays: this.#displays.size };
  }

  /** Ports that other machines can reach. */
  get exposed(): number[] {
    return [...this.#exposed];
  }

  /** In words, each thing that is still there. */
  left({ mark, folder }: Pick<Run, 'mark' | 'folder'>): string[] {
    return [
      ...processesWith(mark).map((line) => `the process ${line.slice(0, 200)}`),
      ...allListening()
        .filter(({ inode }) => this.#inodes.has(inode))
        .map(({ port }) => `the port ${port}`),
      ...[...this.#displays]
        .filter(([file, inode]) => inodeOf(file) === inode)
        .map(([file]) => `the display ${file}`),
      ...readdirSync(join(folder, 'tmp'))
        .filter((name) => !KEPT.test(name))
        .map((name) => `the temporary folder ${name}`),
    ];
  }
}

function inodeOf(file: string): number | undefined {
  return statSync(file, { throwIfNoEntry: false })?.ino;
}
