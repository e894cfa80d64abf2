/**
 * The screens of a run: each target is screened once, by the first worker that needs it, and read by all others from the
 * run's folder. Without a folder a screen is kept in memory.
 */
import { createHash } from 'node:crypto';
import { readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Screened } from '../screen/screen.ts';
import type { ServerKind } from '../screen/server-kind.ts';

/** What is known of a target before a page calls it. */
export interface TargetScreen {
  server: ServerKind;
  checks: Screened;
}

/** Screens under way at a time in this process: more of them only take each other's time. */
const AT_ONCE = 2;
/** Milliseconds after which a worker that has gone silent is taken for dead, and between two looks at its file. */
const STALE = 10_000;
const BEAT = 1_000;
const LOOK = 50;

export class Screens {
  readonly #folder: string | null;
  readonly #known = new Map<string, Promise<TargetScreen>>();
  readonly #turns: Promise<unknown>[] = Array.from({ length: AT_ONCE }, () => Promise.resolve());
  #count = 0;

  constructor(folder: string | null) {
    this.#folder = folder;
  }

  /** The screen of `subject`, which is anything that serialises; `screen` makes it where nobody has. Rejects as it does. */
  of(subject: unknown, screen: () => Promise<TargetScreen>): Promise<TargetScreen> {
    const key = createHash('sha256').update(JSON.stringify(subject)).digest('hex').slice(0, 16);
    const known = this.#known.get(key) ?? this.#inTurn(() => this.#shared(key, screen));
    this.#known.set(key, known);
    return known;
  }

  #inTurn<T>(make: () => Promise<T>): Promise<T> {
    const turn = this.#count++ % AT_ONCE;
    const made = (this.#turns[turn] ?? Promise.resolve()).then(make);
    this.#turns[turn] = made.catch(() => undefined);
    return made;
  }

  async #shared(key: string, screen: () => Promise<TargetScreen>): Promise<TargetScreen> {
    if (this.#folder === null) return screen();
    const file = join(this.#folder, `screen-${key}.json`);
    const lock = `${file}.lock`;
    for (;;) {
      const made = read(file);
      if (made) return made;
      if (claim(lock)) return make(file, lock, screen);
      await new Promise((resolve) => setTimeout(resolve, LOOK));
    }
  }
}

async function make(file: string, lock: string, screen: () => Promise<TargetScreen>): Promise<TargetScreen> {
  const beat = setInterval(() => touch(lock), BEAT);
  try {
    const made = await screen();
    writeFileSync(`${file}.part`, JSON.stringify(made));
    renameSync(`${file}.part`, file);
    return made;
  } finally {
    clearInterval(beat);
    rmSync(lock, { force: true });
  }
}

function read(file: string): TargetScreen | null {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as TargetScreen;
  } catch {
    return null;
  }
}

/** Whether this process is to make it: nobody else does, or whoever did has died. */
function claim(lock: string): boolean {
  try {
    writeFileSync(lock, '', { flag: 'wx' });
    return true;
  } catch {
    const since = statSync(lock, { throwIfNoEntry: false })?.mtimeMs ?? Date.now();
    if (Date.now() - since > STALE) rmSync(lock, { force: true });
    return false;
  }
}

function touch(lock: string): void {
  try {
    utimesSync(lock, new Date(), new Date());
  } catch {
    // It is gone with the run's folder.
  }
}
