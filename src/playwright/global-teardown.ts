/** After the run: the reports from the lines of all workers, and the arithmetic. */
import type { FullConfig } from '@playwright/test';
import { existsSync, rmSync } from 'node:fs';
import { redactPlan, secretsOf } from '../lab/redact.ts';
import { finder } from '../plan/sheet.ts';
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
    const { cases, files, planOf } = runCorpus(scenarioPlaces());
    const checks = cases.filter(({ kind }) => kind === 'target').map(planOf);
    const secrets = secretsOf(checks);
    writeReports(
      reportFolder(),
      assembled,
      finder(cases, (one) => redactPlan(planOf(one))),
      secrets,
    );
    const said = checks.length > 0 ? await writeBaselines(folder, cases, config.updateSnapshots) : [];
    console.log(`\n${[...arithmetic(cases, files, assembled), ...said].join('\n')}`);
  }
  rmSync(folder, { recursive: true, force: true });
}
