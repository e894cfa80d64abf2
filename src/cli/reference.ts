/** `corsproof reference`: the pages of docs/ that are generated from the corpus. */
import { readFileSync, writeFileSync } from 'node:fs';
import { BrokenScenarios, loadCorpus } from '../plan/corpus.ts';
import { scenarioPlaces } from '../playwright/run.ts';
import { divergencesPage } from '../report/divergences.ts';

const PAGE = 'docs/divergences.md';

export function reference({ write, check }: { write?: boolean; check?: boolean }): void {
  const { plans, problems } = loadCorpus(scenarioPlaces());
  if (problems.length > 0) throw new BrokenScenarios(problems);
  const text = divergencesPage(plans);
  if (write) writeFileSync(PAGE, text);
  else if (!check) process.stdout.write(text);
  else if (readFileSync(PAGE, 'utf8') !== text) {
    console.error(`${PAGE} is not fresh: npm run schema`);
    process.exitCode = 1;
  }
}
