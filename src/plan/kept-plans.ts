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
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Problem } from '../scenario/problems.ts';
import { hashOf, loadSource } from './corpus.ts';
import { sheetOf, type Sheet, type SheetCase } from './sheet.ts';

/** What makes plans of files. */
const ROOMS = ['.', '../scenario'].map((room) => fileURLToPath(new URL(room, import.meta.url)));
/** A sheet on disk: the list of its cases in one line, then its lines. */
const NEWLINE = '\n'.charCodeAt(0);

export class KeptPlans {
  readonly #folder: string | null;
  readonly #makers = makers();
  /** Names of the kept files that are of use. */
  readonly #used = new Set<string>();

  /**
   * `places` are read together: what was kept of a file that is gone is forgotten. Nothing is kept where `project`, the
   * working directory unless told, has no node_modules, or of places outside of it.
   */
  constructor(places: readonly string[], project = process.cwd()) {
    const modules = join(project, 'node_modules');
    const inside = places.every((place) => resolve(project, place).startsWith(project + sep));
    const name = `plans-${hashOf(places)}`;
    this.#folder = inside && existsSync(modules) ? join(modules, '.cache', 'corsproof', name) : null;
  }

  /** The plans and problems of one file, as `loadSource` gives them; what has problems is not kept. */
  load(source: string, shown: string): { sheet: Sheet; problems: Problem[] } {
    const name = hashOf([this.#makers, shown, source]);
    const kept = this.#folder === null ? null : readSheet(join(this.#folder, name));
    if (kept) {
      this.#used.add(name);
      return { sheet: kept, problems: [] };
    }
    const { plans, problems } = loadSource(source, shown);
    const sheet = sheetOf(plans);
    if (problems.length === 0) this.#keep(name, sheet);
    return { sheet, problems };
  }

  /** Forgets what is of no use any more. */
  tidy(): void {
    if (this.#folder === null) return;
    for (const name of namesIn(this.#folder))
      if (!this.#used.has(name)) rmSync(join(this.#folder, name), { force: true });
  }

  /** A disk that is full or read-only is no matter: the next run reads the file again. */
  #keep(name: string, { cases, lines }: Sheet): void {
    if (this.#folder === null) return;
    const file = join(this.#folder, name);
    try {
      mkdirSync(this.#folder, { recursive: true });
      writeFileSync(
        `${file}.${process.pid}`,
        Buffer.concat([Buffer.from(`${JSON.stringify(cases)}\n`), lines]),
      );
      renameSync(`${file}.${process.pid}`, file);
      this.#used.add(name);
    } catch {
      rmSync(`${file}.${process.pid}`, { force: true });
    }
  }
}

function readSheet(file: string): Sheet | null {
  try {
    const bytes = readFileSync(file);
    const end = bytes.indexOf(NEWLINE);
    const cases = JSON.parse(bytes.toString('utf8', 0, end)) as SheetCase[];
    const lines = bytes.subarray(end + 1);
    return cases.at(-1)?.at[1] === lines.length ? { cases, lines } : null;
  } catch {
    return null;
  }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** Changes whenever a module that makes plans does, or Node, whose parser knows some methods. */
function makers(): string {
  const modules = ROOMS.flatMap((room) => readdirSync(room).map((name) => join(room, name)));
  const seen = modules.map((file) => `${file} ${statSync(file).size} ${statSync(file).mtimeMs}`);
  return hashOf([process.version, ...seen]);
}
