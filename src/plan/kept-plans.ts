/**
 * The plans of scenario files as they were expanded last, in node_modules/.cache: reading YAML takes most of the time
 * before a single case can run. A file is read anew if one of its bytes differs, or this package.
 */
import {
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Problem } from '../scenario/problems.ts';
import { hashOf, loadSource } from './corpus.ts';
import type { CasePlan } from './types.ts';

interface Kept {
  hash: string;
  plans: CasePlan[];
}

interface KeptFile {
  makers: string;
  files: Record<string, Kept>;
}

/** What makes plans of files. */
const ROOMS = ['.', '../scenario'].map((room) => fileURLToPath(new URL(room, import.meta.url)));

export class KeptPlans {
  readonly #file: string | null;
  readonly #makers = makers();
  readonly #before: Record<string, Kept>;
  readonly #now: Record<string, Kept> = {};

  /**
   * `places` are read together: what was kept of a file that is gone is forgotten. Nothing is kept where `project`, the
   * working directory unless told, has no node_modules, or of places outside of it.
   */
  constructor(places: readonly string[], project = process.cwd()) {
    const modules = join(project, 'node_modules');
    const inside = places.every((place) => resolve(project, place).startsWith(project + sep));
    const name = `plans-${hashOf(places)}.json`;
    this.#file = inside && existsSync(modules) ? join(modules, '.cache', 'corsproof', name) : null;
    const before = this.#file === null ? null : read(this.#file);
    this.#before = before?.makers === this.#makers ? before.files : {};
  }

  /** The plans and problems of one file, as `loadSource` gives them; what has problems is not kept. */
  load(source: string, shown: string): { plans: CasePlan[]; problems: Problem[] } {
    const hash = hashOf(source);
    const before = this.#before[shown];
    const { plans, problems } =
      before?.hash === hash ? { plans: before.plans, problems: [] } : loadSource(source, shown);
    if (problems.length === 0) this.#now[shown] = { hash, plans };
    return { plans, problems };
  }

  /** Writes what is new; a disk that is full or read-only is no matter. */
  keep(): void {
    const files = Object.keys(this.#now);
    const same = files.every((file) => this.#now[file]?.plans === this.#before[file]?.plans);
    if (this.#file === null || (same && files.length === Object.keys(this.#before).length)) return;
    const kept: KeptFile = { makers: this.#makers, files: this.#now };
    try {
      mkdirSync(dirname(this.#file), { recursive: true });
      const part = `${this.#file}.${process.pid}`;
      writeFileSync(part, JSON.stringify(kept));
      renameSync(part, this.#file);
    } catch {
      // The next run reads the files again.
    }
  }
}

function read(file: string): KeptFile | null {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as KeptFile;
  } catch {
    return null;
  }
}

/** Changes whenever a module that makes plans does, or Node, whose parser knows some methods. */
function makers(): string {
  const modules = ROOMS.flatMap((room) => readdirSync(room).map((name) => join(room, name)));
  const seen = modules.map((file) => `${file} ${statSync(file).size} ${statSync(file).mtimeMs}`);
  return hashOf([process.version, ...seen]);
}
