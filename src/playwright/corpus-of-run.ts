/** The corpus of a run, expanded once: workers read what the first process has written into the run's folder. */
import { createHash } from 'node:crypto';
import { existsSync, openSync, readFileSync, readSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { scenarioFiles } from '../plan/corpus.ts';
import { planAt, type SheetCase } from '../plan/sheet.ts';
import type { CasePlan } from '../plan/types.ts';
import { loadSheets } from '../policy/suite.ts';
import type { Problem } from '../scenario/problems.ts';
import { runFolder } from './run.ts';

export interface RunCorpus {
  cases: SheetCase[];
  problems: Problem[];
  files: string[];
  /** The plan of one of its cases. */
  planOf: (one: SheetCase) => CasePlan;
}

interface Known extends RunCorpus {
  /** All plans; null where they are on disk only. */
  lines: Buffer | null;
}

const known = new Map<string, Known>();

/** The corpus of these files and folders as they are now. */
export function runCorpus(places: readonly string[]): RunCorpus {
  return corpusOf(places, keyOf(places));
}

/** Writes the corpus where the workers of this run find it; returns the hash of its plans. */
export function shareCorpus(places: readonly string[]): string {
  const key = keyOf(places);
  const { cases, problems, files, lines: own } = corpusOf(places, key);
  const lines = own ?? readFileSync(linesFile(key));
  writeFileSync(linesFile(key), lines);
  const file = listFile(key);
  writeFileSync(`${file}.part`, JSON.stringify({ cases, problems, files }));
  renameSync(`${file}.part`, file);
  return createHash('sha256').update(lines).digest('hex').slice(0, 16);
}

function corpusOf(places: readonly string[], key: string): Known {
  const corpus = known.get(key) ?? readShared(key) ?? load(places);
  known.set(key, corpus);
  return corpus;
}

function load(places: readonly string[]): Known {
  const { sheet, problems, files } = loadSheets(places);
  const { cases, lines } = sheet;
  return { cases, problems, files, lines, planOf: (one) => planAt(lines, one) };
}

function readShared(key: string): Known | undefined {
  const file = listFile(key);
  if (!existsSync(file)) return undefined;
  const listed = JSON.parse(readFileSync(file, 'utf8')) as Pick<Known, 'cases' | 'problems' | 'files'>;
  const plans = openSync(linesFile(key), 'r');
  const planOf = ({ at: [from, to] }: SheetCase) => {
    const line = Buffer.alloc(to - from);
    readSync(plans, line, 0, line.length, from);
    return planAt(line, { at: [0, line.length] });
  };
  return { ...listed, lines: null, planOf };
}

function listFile(key: string): string {
  return join(runFolder(), `corpus-${key}.json`);
}

function linesFile(key: string): string {
  return join(runFolder(), `corpus-${key}.jsonl`);
}

/** Changes with every byte of every file. */
function keyOf(places: readonly string[]): string {
  const hash = createHash('sha256').update(process.cwd());
  for (const file of scenarioFiles(places)) hash.update(`\0${file}\0`).update(readFileSync(file));
  return hash.digest('hex').slice(0, 16);
}
