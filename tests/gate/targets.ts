/** The examples as targets: each server, each known mistake and its fixed twin, under a public origin of its own. */
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { ENGINES, type EngineName } from '../../src/browser/engine.ts';
import type { CasePlan } from '../../src/plan/types.ts';
import { loadPolicy } from '../../src/policy/suite.ts';
import { remembers } from './expected.ts';

export interface GateTarget {
  /** Name of its folder. */
  name: string;
  variant: 'right' | 'wrong' | 'fixed';
  folder: string;
  /** A fixed twin is tried in one engine, by turns, unless GATE_TARGETS asks for it. */
  engines: readonly EngineName[];
  /** One for each rule and question. */
  plansIn: (engine: EngineName) => readonly CasePlan[];
}

export const EXAMPLES = resolve(import.meta.dirname, '../../examples');
export const KNOWN_WRONG = join(EXAMPLES, 'known-wrong');
/** What every policy of the examples calls its target. */
const PUBLIC = 'https://api.example.com';

/** Every target, or those that GATE_TARGETS names, separated by commas; those that share pages need different origins. */
export function gateTargets(): GateTarget[] {
  for (const folder of [EXAMPLES, KNOWN_WRONG])
    if (!existsSync(join(folder, 'node_modules')))
      throw new Error(`the packages of ${folder} are not installed: node scripts/setup-examples.mjs`);
  const right = foldersOf(EXAMPLES).map((folder) => ({ folder, variant: 'right' as const }));
  const pairs = foldersOf(KNOWN_WRONG).flatMap((folder) =>
    (['wrong', 'fixed'] as const).map((variant) => ({ folder, variant })),
  );
  const asked = process.env.GATE_TARGETS?.split(',');
  const all = [...right, ...pairs].map((one) => ({ ...one, name: basename(one.folder) }));
  const chosen = all.filter(({ name }) => asked?.includes(name) ?? true);
  let turns = 0;
  return chosen.map(({ name, folder, variant }, index) => {
    const plans = loadAt(folder, variant, `https://api${index}.example.com`);
    const engines =
      variant === 'fixed' && !asked ? ENGINES.filter((_, turn) => turn === turns % ENGINES.length) : ENGINES;
    if (variant === 'fixed') turns++;
    return { name, variant, folder, engines, plansIn: planner(plans, folder, variant) };
  });
}

/** A server whose answers depend on what was asked before is started for each engine; the others are shared. */
function planner(plans: CasePlan[], folder: string, variant: GateTarget['variant']): GateTarget['plansIn'] {
  if (variant !== 'wrong' || !remembers(folder)) return () => plans;
  const byEngine = new Map<EngineName, CasePlan[]>();
  return (engine) => {
    const own = byEngine.get(engine) ?? plans.map((plan) => withEnv(plan, { ENGINE: engine }));
    byEngine.set(engine, own);
    return own;
  };
}

function withEnv(plan: CasePlan, env: Record<string, string>): CasePlan {
  const { check } = plan;
  return check ? { ...plan, check: { ...check, target: { ...check.target, env } } } : plan;
}

function foldersOf(parent: string): string[] {
  return readdirSync(parent)
    .map((name) => join(parent, name))
    .filter((folder) => existsSync(join(folder, 'policy.yaml')));
}

/** The checks of the policy in `folder`, its target at `origin`; a fixed twin has the policy of the wrong one. */
function loadAt(folder: string, variant: GateTarget['variant'], origin: string): CasePlan[] {
  const file = join(folder, 'policy.yaml');
  const written = readFileSync(file, 'utf8');
  const source = variant === 'fixed' ? written.replaceAll('wrong.', 'fixed.') : written;
  const { plans, problems } = loadPolicy(source, file);
  if (problems.length > 0)
    throw new Error(problems.map(({ line, message }) => `${file}:${line} ${message}`).join('\n'));
  return JSON.parse(JSON.stringify(plans).replaceAll(`"${PUBLIC}"`, `"${origin}"`)) as CasePlan[];
}
