/** Before the run: its folder, and the line that describes it. */
import type { FullConfig } from '@playwright/test';
import { mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { platform, release } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { INTERRUPTED } from '../report/assemble.ts';
import { VERSION } from '../report/version.ts';
import { shareCorpus } from './corpus-of-run.ts';
import { reportFolder, runFolder, runId, scenarioPlaces } from './run.ts';

/** Returns what Playwright calls at the end: from then on an interrupt is no business of this run. */
export default function globalSetup(config: FullConfig): () => void {
  const folder = runFolder();
  mkdirSync(folder, { recursive: true });
  removeAbandoned(dirname(folder), basename(folder));
  // A run that comes to nothing must not leave the results of the one before.
  rmSync(join(reportFolder(), 'results.jsonl'), { force: true });
  const line = {
    kind: 'run',
    schema: 1,
    runId: runId(),
    startedAt: new Date().toISOString(),
    suite: `corsproof ${VERSION}`,
    playwright: config.version,
    node: process.version,
    os: `${platform()} ${release()}`,
    shard: config.shard ? `${config.shard.current}/${config.shard.total}` : null,
    corpus: shareCorpus(scenarioPlaces()),
  };
  writeFileSync(join(folder, 'run.json'), JSON.stringify(line));
  const interrupted = () => noteInterrupt(folder);
  process.once('SIGINT', interrupted);
  return () => void process.off('SIGINT', interrupted);
}

/** Playwright ends the run, as without this; what is thrown here would cut it off. */
function noteInterrupt(folder: string): void {
  try {
    writeFileSync(join(folder, INTERRUPTED), '');
  } catch {
    // The disk is full, or the run has ended already.
  }
}

const DAY = 86_400_000;

/** Folders of runs that were killed before their teardown; never that of this one, whatever a clock that jumped says. */
function removeAbandoned(runs: string, own: string): void {
  for (const name of readdirSync(runs)) {
    if (name === own) continue;
    const folder = join(runs, name);
    const { mtimeMs } = statSync(folder, { throwIfNoEntry: false }) ?? { mtimeMs: Infinity };
    if (Date.now() - mtimeMs > DAY) rmSync(folder, { recursive: true, force: true });
  }
}
