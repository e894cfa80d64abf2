/** Everything that a run leaves behind: results.jsonl, the page, the HAR files, the summary. */
import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { redactText } from '../lab/redact.ts';
import type { PlanFinder } from '../plan/sheet.ts';
import { writeResults, type Assembled } from './assemble.ts';
import { writeHars } from './har.ts';
import { writePage } from './html/page.ts';
import { payloadOf } from './html/payload.ts';
import { summaryOf } from './summary.ts';

/** Writes into `folder`, with `secrets` taken out of the files that are quoted; on GitHub the summary is also put on the page of the job. */
export function writeReports(
  folder: string,
  assembled: Assembled,
  plans: PlanFinder,
  secrets: readonly string[] = [],
): void {
  mkdirSync(folder, { recursive: true });
  writeResults(join(folder, 'results.jsonl'), assembled);
  const payload = payloadOf({ assembled, plans, readSource: (file) => readSource(file, secrets) });
  writePage(join(folder, 'index.html'), payload);
  writeHars(join(folder, 'har'), assembled);
  const summary = summaryOf(assembled, payload.index.failures);
  writeFileSync(join(folder, 'summary.md'), summary);
  const { GITHUB_STEP_SUMMARY: step } = process.env;
  if (step !== undefined && step !== '') appendFileSync(step, summary);
}

/** The text of a scenario file without secrets, if it is still where it was; null if not. */
function readSource(file: string, secrets: readonly string[]): string | null {
  try {
    return redactText(readFileSync(file, 'utf8'), secrets);
  } catch {
    return null;
  }
}
