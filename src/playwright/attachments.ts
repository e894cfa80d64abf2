/** What a test hands to reporters, so that a run can be put together again from the blobs of its shards. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { assembleLines, type Assembled, type CaseLine } from '../report/assemble.ts';
import type { EngineLine, ResultLine, RunLine } from '../report/lines.ts';
import { runFolder } from './run.ts';

/** The line of results.jsonl. */
export const RESULT_ATTACHMENT = 'corsproof-result';
/** The lines of the run and the engine, with the first test of each worker and whenever it knows more. */
export const RUN_ATTACHMENT = 'corsproof-run';

/** The facts of this worker's run as JSON; null outside a run. */
export function factsOf(engine: EngineLine): string | null {
  const file = join(runFolder(), 'run.json');
  if (!existsSync(file)) return null;
  const run = JSON.parse(readFileSync(file, 'utf8')) as RunLine;
  return JSON.stringify({ run, engine });
}

export interface Attached {
  name: string;
  text: string;
  project: string;
  repeat: number;
}

/** The run that attachments tell of; `duration` in milliseconds. */
export function fromAttachments(attached: readonly Attached[], duration: number): Assembled {
  const of = (kind: string) =>
    attached
      .filter(({ name }) => name === kind)
      .map((one) => ({ ...one, data: JSON.parse(one.text) as unknown }));
  const facts = of(RUN_ATTACHMENT).map(({ data }) => data as { run: RunLine; engine: EngineLine });
  const results = of(RESULT_ATTACHMENT).map(({ data, project, repeat }): CaseLine => ({
    ...(data as ResultLine),
    project,
    repeat,
  }));
  const run = joinedRun(facts.map((fact) => fact.run));
  const lines = [...facts.map(({ engine }) => engine), ...results];
  return assembleLines(run, lines, Math.round(duration / 100) / 10);
}

/** One line for the runs of all shards: it began when the first did. */
function joinedRun(runs: readonly RunLine[]): RunLine | null {
  const single = [...new Map(runs.map((run) => [run.runId, run])).values()];
  const sorted = single.sort((a, b) => (a.startedAt < b.startedAt ? -1 : 1));
  const [first] = sorted;
  if (!first || sorted.length === 1) return first ?? null;
  return { ...first, runId: sorted.map(({ runId }) => runId).join('+'), shard: null };
}
