/** `corsproof reference`: the pages of docs/ that are generated from the corpus. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import type { ZodType } from 'zod';
import { BrokenScenarios, loadCorpus } from '../plan/corpus.ts';
import type { CasePlan } from '../plan/types.ts';
import { scenarioPlaces } from '../playwright/run.ts';
import { behaviours, gaps } from '../report/behaviours.ts';
import { coveragePage } from '../report/coverage.ts';
import { divergencesPage } from '../report/divergences.ts';
import { messageRecord, messagesPage } from '../report/messages.ts';
import { measured, modelCoverage } from '../report/measured.ts';
import { trustPage } from '../report/trust.ts';
import {
  benchRecord,
  faultsRecord,
  fuzzRecord,
  sabotageRecord,
  soakRecord,
  truthRecord,
} from '../report/trust-records.ts';
import { parseYaml } from '../scenario/parse.ts';

const PAGES = {
  'docs/divergences.md': divergencesPage,
  'docs/coverage.md': coverage,
  'docs/messages.md': messages,
  'docs/trust.md': trust,
};

export function reference({ write, check }: { write?: boolean; check?: boolean }): void {
  const { plans, problems } = loadCorpus(scenarioPlaces());
  if (problems.length > 0) throw new BrokenScenarios(problems);
  for (const [page, generate] of Object.entries(PAGES)) {
    const text = generate(plans);
    if (write) writeFileSync(page, text);
    else if (!check) process.stdout.write(text);
    else if (readFileSync(page, 'utf8') !== text) {
      console.error(`${page} is not fresh: npm run schema`);
      process.exitCode = 1;
    }
  }
}

/** Throws if a row lacks its cases, or a case names no row. */
function coverage(plans: readonly CasePlan[]): string {
  const file = 'docs/behaviours.yaml';
  const { data, problems } = parseYaml(readFileSync(file, 'utf8'), file, behaviours);
  if (!data) throw new BrokenScenarios(problems);
  const wrong = gaps(data, plans);
  if (wrong.length > 0) throw new Error(`${file} and the cases do not fit:\n${wrong.join('\n')}`);
  return coveragePage({
    behaviours: data,
    plans,
    measured: measured.parse(JSON.parse(readFileSync('docs/measured.json', 'utf8'))),
    model: modelCoverage.parse(JSON.parse(readFileSync('docs/model-coverage.json', 'utf8'))),
  });
}

/** Of what has been measured. */
function trust(): string {
  return trustPage({
    bench: recordIn('bench/results.json', benchRecord),
    sabotage: recordIn('docs/sabotage.json', sabotageRecord),
    soak: recordIn('docs/soak.json', soakRecord),
    faults: recordIn('docs/faults.json', faultsRecord),
    fuzz: recordIn('docs/fuzz.json', fuzzRecord),
    truth: recordIn('docs/truth.json', truthRecord),
  });
}

function recordIn<T>(file: string, schema: ZodType<T>): T | null {
  return existsSync(file) ? schema.parse(JSON.parse(readFileSync(file, 'utf8'))) : null;
}

/** Throws if a message was not recorded. */
function messages(plans: readonly CasePlan[]): string {
  return messagesPage(plans, messageRecord.parse(JSON.parse(readFileSync('docs/messages.json', 'utf8'))));
}
