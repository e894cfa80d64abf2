/** Runs all targets in all engines at once, in this process; what was judged outlives a worker that a failure ends. */
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ENGINES, type EngineName } from '../../src/browser/engine.ts';
import { launchEngine } from '../../src/browser/launch.ts';
import { tellCheckFailure } from '../../src/judge/check/failure-text.ts';
import { isCheck, judgeCheck } from '../../src/judge/check/judge-check.ts';
import { isFailing, type Judgement } from '../../src/judge/verdict.ts';
import { Lab, type LabOptions } from '../../src/lab/lab.ts';
import { Targets } from '../../src/lab/targets.ts';
import { groupVisits } from '../../src/lab/visits.ts';
import { causeKey } from '../../src/plan/causes.ts';
import type { Severity } from '../../src/plan/check.ts';
import { checkOf } from './expected.ts';
import type { GateTarget } from './targets.ts';

export interface GateResult {
  target: string;
  variant: GateTarget['variant'];
  /** `<rule>/<question>` */
  check: string;
  failOn: Severity;
  judgement: Judgement;
  /** Lines of the message of a failing test. */
  lines: number;
}

export type GateResults = Record<EngineName, { results: GateResult[]; seconds: number }>;

/** Everything that was judged, by engine; what another worker of this run has done is read from its files. */
export async function runGate(all: readonly GateTarget[]): Promise<GateResults> {
  const targets = new Targets();
  // Playwright empties this folder before each run.
  const folder = join('test-results', `gate-${process.ppid}`);
  mkdirSync(folder, { recursive: true });
  try {
    const runs = ENGINES.map(async (engine) => {
      const own = all.filter(({ engines }) => engines.includes(engine));
      return [engine, await once(engine, own, targets, folder)] as const;
    });
    return Object.fromEntries(await Promise.all(runs)) as GateResults;
  } finally {
    await targets.stop();
  }
}

async function once(
  engine: EngineName,
  all: readonly GateTarget[],
  targets: Targets,
  folder: string,
): Promise<GateResults[EngineName]> {
  const file = join(folder, `${engine}.json`);
  if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8')) as GateResults[EngineName];
  const done = await runEngine(engine, all, targets, folder);
  writeFileSync(`${file}.new`, JSON.stringify(done));
  renameSync(`${file}.new`, file);
  return done;
}

/** The engines share the targets, and through `folder` what the screen has found of each. */
async function runEngine(
  engine: EngineName,
  all: readonly GateTarget[],
  targets: Targets,
  folder: string,
): Promise<GateResults[EngineName]> {
  const began = performance.now();
  const owner = new Map(
    all.flatMap((target) => target.plansIn(engine).map((plan) => [plan, target] as const)),
  );
  const fails: LabOptions['fails'] = ({ plan }, observation, info) =>
    isCheck(plan) && isFailing(judgeCheck(plan, observation, info).verdict);
  const launch: LabOptions['launch'] = (spki) => launchEngine(engine, { spki, headless: true });
  const lab = new Lab({ launch, fails, targets, screens: folder });
  const results: GateResult[] = [];
  const told = new Map<string, string>();
  try {
    const { info } = await lab.engine();
    const entries = groupVisits([...owner.keys()]).flatMap((visit) => visit.entries);
    await lab.run({ kind: 'target', entries }, ({ plan }, observation) => {
      const target = owner.get(plan);
      if (!target || !isCheck(plan)) return;
      const judgement = judgeCheck(plan, observation, info);
      const text = tellCheckFailure({
        plan,
        engine: info,
        observation,
        judgement,
        project: engine,
        // As in a run of this target alone.
        toldBy: (cause) => {
          const key = `${target.name} ${target.variant} ${causeKey(cause)}`;
          const before = told.get(key) ?? null;
          told.set(key, before ?? plan.id);
          return before;
        },
      });
      results.push({
        target: target.name,
        variant: target.variant,
        check: checkOf(plan.id),
        failOn: plan.check.failOn,
        judgement,
        lines: isFailing(judgement.verdict) ? text.split('\n').length : 0,
      });
    });
  } finally {
    await lab.close();
  }
  return { results, seconds: Math.round((performance.now() - began) / 1000) };
}
