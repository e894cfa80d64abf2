/** Baselines in a run: workers compare and note what is new, the teardown writes it, as `--update-snapshots` says. */
import type { FullConfig, TestInfo } from '@playwright/test';
import { existsSync, readFileSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, join, relative, resolve } from 'node:path';
import { behavioursOf } from '../judge/behaviour.ts';
import { isCheck } from '../judge/check/judge-check.ts';
import { isFailing, type Judgement } from '../judge/verdict.ts';
import type { EngineName } from '../browser/engine.ts';
import type { Observation } from '../lab/observation.ts';
import type { Cause } from '../plan/causes.ts';
import type { CasePlan } from '../plan/types.ts';
import {
  UnreadableBaseline,
  baselineFile,
  behaviourOfClass,
  isOlderBaseline,
  mergeBaseline,
  parseBaseline,
  renderBaseline,
  type Baseline,
  type BaselineLine,
  type Behaviours,
} from '../report/baseline.ts';

/** Playwright's own word for it; older ones have no `default`. */
type Mode = FullConfig['updateSnapshots'];

export interface Compared {
  judgement: Judgement;
  /** What the teardown has to write. */
  line?: BaselineLine;
}

const read = new Map<string, Baseline | UnreadableBaseline | null>();

/** Compares what was observed of a check with the baseline of its policy; a change fails it, and in CI a line that lacks. */
export function compareBaseline(
  plan: CasePlan,
  engine: EngineName,
  observation: Observation,
  judgement: Judgement,
  { config, project }: Pick<TestInfo, 'config' | 'project'>,
): Compared {
  if (!isCheck(plan) || project.ignoreSnapshots || !isAccepted(judgement)) return { judgement };
  const file = baselineFile(resolve(plan.file));
  const check = checkName(plan);
  const behaviours = behavioursOf(plan, observation);
  const line: BaselineLine = { kind: 'baseline', file, check, engine, behaviours: [...behaviours] };
  const shown = relative(process.cwd(), file);
  const baseline = readBaseline(file);
  if (baseline instanceof UnreadableBaseline)
    return {
      judgement: {
        ...judgement,
        verdict: 'inconclusive',
        differences: [
          `${baseline.message}; fix it, or remove the file and run npx playwright test outside CI`,
        ],
      },
    };
  const was = baseline?.get(check)?.get(engine);
  const changed = was ? changesOf(was, behaviours) : [];
  if (was && changed.length === 0) return { judgement };
  // Some tries of a check are no baseline for all of them.
  if (plan.check.only) return was ? { judgement: failing(judgement, changed, shown) } : { judgement };
  const mode: Mode = config.updateSnapshots;
  if (mode === 'all' || mode === 'changed')
    return { judgement: noting(judgement, `the baseline is updated`), line };
  if (was) return { judgement: failing(judgement, changed, shown) };
  if (mode === 'missing' || (mode !== 'none' && !process.env.CI))
    return { judgement: noting(judgement, `it is new in ${shown}`), line };
  // A policy, or an engine, that has no baseline yet has nothing to be held to.
  const begun = [...(baseline?.values() ?? [])].some((engines) => engines.has(engine));
  if (!begun)
    return {
      judgement: noting(judgement, `${shown} has no baseline for ${engine}, so changes go undetected`),
    };
  return { judgement: failing(judgement, [`there is no line for ${check} in ${engine}`], shown) };
}

/** Every class that does something else, as "X is A, not B". */
function changesOf(was: Behaviours, now: ReadonlyMap<string, string>): string[] {
  return [...now].flatMap(([name, behaviour]) => {
    const before = behaviourOfClass(was, name);
    return before === behaviour ? [] : [`${name} is "${behaviour}", not "${before ?? 'unknown'}"`];
  });
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
    const checks = cases.flatMap((one) => (baselineFile(resolve(one.file)) === file ? [checkName(one)] : []));
    const known = mode === 'all' || mode === 'changed' ? new Set(checks) : undefined;
    const older = isOlderBaseline(textOf(file));
    await withLock(file, () => {
      const merged = mergeBaseline(parseBaseline(textOf(file), relative(process.cwd(), file)), own, known);
      writeFileSync(`${file}.part`, renderBaseline(merged, basename(file).replace(/\.baseline\.txt$/, '')));
      renameSync(`${file}.part`, file);
    });
    said.push(
      `${relative(process.cwd(), file)}: ${own.length} ${own.length === 1 ? 'check' : 'checks'} written${older ? ' (it was of an older edition, and is rewritten)' : ''}; keep it under version control`,
    );
  }
  return said;
}

/** Id without area and file, which the baseline's own name says. */
function checkName({ id }: Pick<CasePlan, 'id'>): string {
  return id.split('/').slice(2).join('/');
}

function isAccepted({ verdict }: Judgement): boolean {
  return !isFailing(verdict) && verdict !== 'unsupported';
}

function noting(judgement: Judgement, note: string): Judgement {
  return { ...judgement, notes: [...judgement.notes, note] };
}

function failing({ seen, notes, causes = [] }: Judgement, changes: string[], shown: string): Judgement {
  const cause: Cause = {
    id: 'behaviour-changed',
    subject: '',
    severity: 'medium',
    title: `does something else than ${shown} says: ${changes.slice(0, 3).join('; ')}`,
    seen: changes.length,
    of: changes.length,
    worst: '',
    proof: 'browser',
    fix: [
      `fix the server, or accept the change: npx playwright test --update-snapshots, and commit ${shown}`,
    ],
  };
  return {
    seen,
    notes,
    verdict: 'violates',
    differences: changes.map((change) => `it changed: ${change}`),
    causes: [cause, ...causes],
  };
}

function readBaseline(file: string): Baseline | UnreadableBaseline | null {
  const known = read.get(file);
  if (known !== undefined) return known;
  const baseline = existsSync(file) ? parsed(file) : null;
  read.set(file, baseline);
  return baseline;
}

function parsed(file: string): Baseline | UnreadableBaseline {
  try {
    return parseBaseline(textOf(file), relative(process.cwd(), file));
  } catch (error) {
    if (error instanceof UnreadableBaseline) return error;
    throw error;
  }
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
