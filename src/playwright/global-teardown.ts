/** After the run: results.jsonl from the lines of all workers, and the arithmetic. */
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { arithmetic } from '../report/arithmetic.ts';
import { assemble, writeResults } from '../report/assemble.ts';
import { runCorpus } from './corpus-of-run.ts';
import { reportFolder, runFolder, scenarioPlaces } from './run.ts';

export default function globalTeardown(): void {
  const folder = runFolder();
  if (!existsSync(folder)) return;
  const assembled = assemble(folder);
  mkdirSync(reportFolder(), { recursive: true });
  if (assembled.results.length > 0) {
    writeResults(join(reportFolder(), 'results.jsonl'), assembled);
    console.log(`\n${arithmetic(runCorpus(scenarioPlaces()), assembled).join('\n')}`);
  }
  rmSync(folder, { recursive: true, force: true });
}
