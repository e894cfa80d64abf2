/** After the run: the reports from the lines of all workers, and the arithmetic. */
import type { FullConfig } from '@playwright/test';
import { existsSync, rmSync } from 'node:fs';
import { redactPlan, secretsOf } from '../lab/redact.ts';
import { arithmetic } from '../report/arithmetic.ts';
import { assemble } from '../report/assemble.ts';
import { writeReports } from '../report/write.ts';
import { writeBaselines } from './baselines.ts';
import { runCorpus } from './corpus-of-run.ts';
import { reportFolder, runFolder, scenarioPlaces } from './run.ts';

export default async function globalTeardown(config: FullConfig): Promise<void> {
  const folder = runFolder();
  if (!existsSync(folder)) return;
  const assembled = assemble(folder);
  if (assembled.results.length > 0) {
    const corpus = runCorpus(scenarioPlaces());
    writeReports(reportFolder(), assembled, corpus.plans.map(redactPlan), secretsOf(corpus.plans));
    const said = await writeBaselines(folder, corpus.plans, config.updateSnapshots);
    console.log(`\n${[...arithmetic(corpus, assembled), ...said].join('\n')}`);
  }
  rmSync(folder, { recursive: true, force: true });
}
