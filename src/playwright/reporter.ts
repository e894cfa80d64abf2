/**
 * `npx playwright merge-reports --reporter=corsproof/reporter`: the reports of a run that was cut into shards. In a run
 * itself the global teardown has written them already, and this does nothing.
 */
import type { FullResult, Reporter, TestCase, TestResult } from '@playwright/test/reporter';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readResults, type CaseLine } from '../report/assemble.ts';
import { writeReports } from '../report/write.ts';
import { redactPlan, secretsOf } from '../lab/redact.ts';
import { hashOf } from '../plan/corpus.ts';
import type { CasePlan } from '../plan/types.ts';
import { loadSuite } from '../policy/suite.ts';
import { RESULT_ATTACHMENT, RUN_ATTACHMENT, fromAttachments, type Attached } from './attachments.ts';
import { reportFolder } from './run.ts';

const OURS = [RESULT_ATTACHMENT, RUN_ATTACHMENT];

export default class CorsproofReporter implements Reporter {
  readonly #attached: Attached[] = [];

  onTestEnd(test: TestCase, result: TestResult): void {
    const project = test.parent.project()?.name ?? '';
    for (const { name, body, path } of result.attachments) {
      if (!OURS.includes(name)) continue;
      const text = body?.toString() ?? (path === undefined ? '' : readFileSync(path, 'utf8'));
      this.#attached.push({ name, text, project, repeat: test.repeatEachIndex });
    }
  }

  onEnd({ duration }: FullResult): void {
    const assembled = fromAttachments(this.#attached, duration);
    const file = join(reportFolder(), 'results.jsonl');
    if (assembled.results.length === 0 || isOf(file, assembled.run?.runId)) return;
    const plans = plansOf(assembled.results);
    const hashes = new Set(assembled.results.map(({ planHash }) => planHash));
    const same = plans.filter((plan) => hashes.has(hashOf(plan)));
    const found = new Map(same.map((plan) => [plan.id, redactPlan(plan)]));
    writeReports(reportFolder(), assembled, found, secretsOf(plans));
    console.log(`${assembled.end.total} results: ${join(reportFolder(), 'index.html')}`);
  }

  printsToStdio(): boolean {
    return false;
  }
}

/** The plans of the scenario files that the results name, beside which blobs are merged, as they are now. */
function plansOf(results: readonly CaseLine[]): CasePlan[] {
  const files = [...new Set(results.map(({ file }) => file))].filter((file) => existsSync(file));
  return loadSuite(files).plans;
}

/** Whether the file is that of this very run. */
function isOf(file: string, runId: string | undefined): boolean {
  try {
    return existsSync(file) && readResults(file).run?.runId === runId;
  } catch {
    return false;
  }
}
