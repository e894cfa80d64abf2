/** One run of Playwright: its name and its folders, shared by the runner, its workers and the teardown. */
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';

export const REPORT_FOLDER = 'corsproof-report';

/** Names the run once, in the first process that asks; workers inherit it. */
export function runId(): string {
  process.env.CORSPROOF_RUN ??= `${new Date().toISOString().replace(/[:.]/g, '-')}-${process.pid}`;
  return process.env.CORSPROOF_RUN;
}

export function reportFolder(): string {
  return resolve(process.env.CORSPROOF_REPORT ?? REPORT_FOLDER);
}

/** Where the workers of this run keep their lines until the teardown puts them together. */
export function runFolder(): string {
  return join(reportFolder(), '.run', runId());
}

/** Folders of scenario and policy files: CORSPROOF_SCENARIOS, the configuration's, or the one of the two that is here. */
export function scenarioPlaces(): string[] {
  const here = ['scenarios', 'policies'].find((folder) => existsSync(folder)) ?? 'scenarios';
  return (process.env.CORSPROOF_SCENARIOS ?? here)
    .split(',')
    .map((place) => place.trim())
    .filter(Boolean);
}
