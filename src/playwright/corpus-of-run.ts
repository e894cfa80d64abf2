/** The corpus of a run, expanded once: workers read what the first process has written into the run's folder. */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { hashOfText, scenarioFiles, type Corpus } from '../plan/corpus.ts';
import { loadSuite } from '../policy/suite.ts';
import { runFolder } from './run.ts';

const known = new Map<string, Corpus>();

/** The corpus of these files and folders as they are now. */
export function runCorpus(places: readonly string[]): Corpus {
  const key = keyOf(places);
  const corpus = known.get(key) ?? readShared(key) ?? loadSuite(places, { keep: true });
  known.set(key, corpus);
  return corpus;
}

/** Writes the corpus where the workers of this run find it; returns the hash of its plans. */
export function shareCorpus(places: readonly string[]): string {
  const { plans, problems, files } = runCorpus(places);
  const text = JSON.stringify(plans);
  const file = sharedFile(keyOf(places));
  writeFileSync(
    `${file}.part`,
    `{"plans":${text},"problems":${JSON.stringify(problems)},"files":${JSON.stringify(files)}}`,
  );
  renameSync(`${file}.part`, file);
  return hashOfText(text);
}

function readShared(key: string): Corpus | undefined {
  const file = sharedFile(key);
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Corpus) : undefined;
}

function sharedFile(key: string): string {
  return join(runFolder(), `corpus-${key}.json`);
}

/** Changes with every byte of every file. */
function keyOf(places: readonly string[]): string {
  const hash = createHash('sha256').update(process.cwd());
  for (const file of scenarioFiles(places)) hash.update(`\0${file}\0`).update(readFileSync(file));
  return hash.digest('hex').slice(0, 16);
}
