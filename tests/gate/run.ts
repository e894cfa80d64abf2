/** Runs all targets in all engines at once, in this process; what was judged outlives a worker that a failure ends. */
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ENGINES, type EngineName } from '../../src/browser/engine.ts';
import { launchEngine } from '../../src/browser/launch.ts';
import { judge } from '../../src/judge/judge.ts';
import { isFailing, type Judgement } from '../../src/judge/verdict.ts';
import { Lab, type LabOptions } from '../../src/lab/lab.ts';
import { Targets } from '../../src/lab/targets.ts';
import { groupVisits } from '../../src/lab/visits.ts';
import { checkOf } from './expected.ts';
import type { GateTarget } from './targets.ts';

export interface GateResult {
  target: string;
  variant: GateTarget['variant'];
  /** Id of the check without its file, and the client. */
  check: string;
  /** Origin of the page that called, `null` if it was opaque. */
  origin: string;
  reach?: string;
  judgement: Judgement;
}

export type GateResults = Record<EngineName, { results: GateResult[]; seconds: number }>;

/** Everything that was judged, by engine; what another worker of this run has done is read from its files. */
export async function runGate(all: readonly GateTarget[]): Promise<GateResults> {
  const targets = new Targets();
  try {
    const runs = ENGINES.map(async (engine) => [engine, await once(engine, all, targets)] as const);
    return Object.fromEntries(await Promise.all(runs)) as GateResults;
  } finally {
    await targets.stop();
  }
}

async function once(
  engine: EngineName,
  all: readonly GateTarget[],
  targets: Targets,
): Promise<GateResults[EngineName]> {
  // Playwright empties this folder before each run.
  const folder = join('test-results', `gate-${process.ppid}`);
  const file = join(folder, `${engine}.json`);
  if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8')) as GateResults[EngineName];
  const done = await runEngine(engine, all, targets);
  mkdirSync(folder, { recursive: true });
  writeFileSync(`${file}.new`, JSON.stringify(done));
  renameSync(`${file}.new`, file);
  return done;
}

export async function runEngine(engine: EngineName, all: readonly GateTarget[], targets: Targets) {
  const began = performance.now();
  const owner = new Map(all.flatMap((target) => target.plans[engine].map((plan) => [plan, target] as const)));
  const fails: LabOptions['fails'] = ({ plan, via }, observation, info) => {
    const { verdict } = judge(plan, via, observation, info);
    // A mistake is seen at once; only what ought to be green, or was not seen at all, is run again alone.
    return owner.get(plan)?.variant === 'wrong' ? verdict === 'inconclusive' : isFailing(verdict);
  };
  const lab = new Lab({ launch: (spki) => launchEngine(engine, { spki, headless: true }), fails, targets });
  const results: GateResult[] = [];
  try {
    const { info } = await lab.engine();
    const entries = groupVisits(all.flatMap(({ plans }) => plans[engine])).flatMap((visit) => visit.entries);
    await lab.run({ kind: 'target', entries }, ({ plan, via }, observation) => {
      const target = owner.get(plan);
      if (!target) return;
      const page = plan.from.context === 'document' ? plan.origins[plan.from.origin]?.origin : 'null';
      results.push({
        target: target.name,
        variant: target.variant,
        check: `${checkOf(plan.id)} via ${via}`,
        origin: page ?? '',
        ...(plan.check?.reach === undefined ? {} : { reach: plan.check.reach }),
        judgement: judge(plan, via, observation, info),
      });
    });
  } finally {
    await lab.close();
  }
  return { results, seconds: Math.round((performance.now() - began) / 1000) };
}
