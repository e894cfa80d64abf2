/** Baselines in a run: workers compare and note what is new, the teardown writes it, as `--update-snapshots` says. */
import type { FullConfig, TestInfo } from '@playwright/test';
import { existsSync, readFileSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, join, relative, resolve } from 'node:path';
import { behaviourOf, changesOf } from '../judge/behaviour.ts';
import { isCheck } from '../judge/check/judge-check.ts';
import { isFailing, type Judgement } from '../judge/verdict.ts';
import type { EngineName } from '../browser/engine.ts';
import type { Observation } from '../lab/observation.ts';
import type { CasePlan, Client } from '../plan/types.ts';
import {
  baselineFile,
  mergeBaseline,
  parseBaseline,
  renderBaseline,
  type Baseline,
  type BaselineLine,
} from '../report/baseline.ts';

/** Playwright's own word for it; older ones have no `default`. */
type Mode = FullConfig['updateSnapshots'];

export interface Compared {
  judgement: Judgement;
  /** What the teardown has to write. */
  line?: BaselineLine;
}

const read = new Map<string, Baseline | null>();

/** Compares what was observed of a check with the baseline of its policy; a change fails it, and in CI a line that lacks. */
export function compareBaseline(
  plan: CasePlan,
  via: Client,
  engine: EngineName,
  observation: Observation,
  judgement: Judgement,
  { config, project }: Pick<TestInfo, 'config' | 'project'>,
): Compared {
  if (!isCheck(plan) || project.ignoreSnapshots || !isAccepted(judgement)) return { judgement };
  const file = baselineFile(resolve(plan.file));
  const check = checkName(plan, via);
  const behaviour = behaviourOf(plan, via, observation);
  const line: BaselineLine = { kind: 'baseline', file, check, engine, behaviour };
  const baseline = readBaseline(file);
  const was = baseline?.get(check)?.get(engine);
  if (was === behaviour) return { judgement };
  const mode: Mode = config.updateSnapshots;
  if (mode === 'all' || mode === 'changed')
    return { judgement: noting(judgement, `the baseline is updated`), line };
  const shown = relative(process.cwd(), file);
  if (was !== undefined)
    return {
      judgement: failing(
        judgement,
        changesOf(was, behaviour).map((change) => `it changed: ${change}`),
        `mend the server, or accept the change in ${shown}: npx playwright test --update-snapshots`,
      ),
    };
  if (mode === 'missing' || (mode !== 'none' && !process.env.CI))
    return { judgement: noting(judgement, `it is new in ${shown}`), line };
  // A policy, or an engine, that has no baseline yet has nothing to be held to.
  const begun = [...(baseline?.values() ?? [])].some((engines) => engines.has(engine));
  if (!begun)
    return { judgement: noting(judgement, `${shown} says nothing of ${engine}: no change is noticed`) };
  return {
    judgement: failing(
      judgement,
      [`${shown} has no line for ${check} in ${engine}`],
      `run npx playwright test outside CI, and commit what it writes to ${shown}`,
    ),
  };
}

/** Writes what the workers of a run have noted; of checks that are no more, the lines go when everything is accepted. */
export async function writeBaselines(
  folder: string,
  cases: readonly Pick<CasePlan, 'id' | 'file' | 'via'>[],
  mode: Mode,
): Promise<string[]> {
  const lines = readdirSync(folder)
    .filter((name) => name.startsWith('worker-'))
    .flatMap((name) => readFileSync(join(folder, name), 'utf8').split('\n'))
    .filter((line) => line.startsWith('{"kind":"baseline"'))
    .map((line) => JSON.parse(line) as BaselineLine);
  const said: string[] = [];
  for (const file of new Set(lines.map((line) => line.file))) {
    const own = lines.filter((line) => line.file === file);
    const checks = cases.flatMap((one) =>
      baselineFile(resolve(one.file)) === file ? one.via.map((via) => checkName(one, via)) : [],
    );
    const known = mode === 'all' || mode === 'changed' ? new Set(checks) : undefined;
    await withLock(file, () => {
      const merged = mergeBaseline(parseBaseline(textOf(file)), own, known);
      writeFileSync(`${file}.part`, renderBaseline(merged, basename(file).replace(/\.baseline\.txt$/, '')));
      renameSync(`${file}.part`, file);
    });
    said.push(
      `${relative(process.cwd(), file)}: ${own.length} ${own.length === 1 ? 'line' : 'lines'} written; keep it under version control`,
    );
  }
  return said;
}

/** Id and client without area and file, which the baseline's own name says. */
function checkName({ id }: Pick<CasePlan, 'id'>, via: Client): string {
  return `${id.split('/').slice(2).join('/')} via ${via}`;
}

function isAccepted({ verdict }: Judgement): boolean {
  return !isFailing(verdict) && verdict !== 'unsupported';
}

function noting(judgement: Judgement, note: string): Judgement {
  return { ...judgement, notes: [...judgement.notes, note] };
}

function failing({ said, seen, notes }: Judgement, differences: string[], fix: string): Judgement {
  return {
    seen,
    notes,
    verdict: 'violates',
    differences,
    said: { ...(said ?? { bodyRead: false, credentialRode: [] }), severity: 'medium', fix },
  };
}

function readBaseline(file: string): Baseline | null {
  const known = read.get(file);
  if (known !== undefined) return known;
  const baseline = existsSync(file) ? parseBaseline(textOf(file)) : null;
  read.set(file, baseline);
  return baseline;
}

function textOf(file: string): string {
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
}

/** Milliseconds after which a lock is taken for left behind. */
const LOCK_LIMIT = 10_000;

/** Several shards may end at the same time in one folder. */
async function withLock(file: string, write: () => void): Promise<void> {
  const lock = `${file}.lock`;
  for (;;) {
    try {
      writeFileSync(lock, '', { flag: 'wx' });
      break;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      const since = statSync(lock, { throwIfNoEntry: false })?.mtimeMs ?? Date.now();
      if (Date.now() - since > LOCK_LIMIT) rmSync(lock, { force: true });
      else await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
  try {
    write();
  } finally {
    rmSync(lock, { force: true });
  }
}
