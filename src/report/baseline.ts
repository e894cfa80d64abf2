/** The baseline of a policy: what its target was last accepted to do, as a text that reads well in a review. */
import { BETWEEN } from '../judge/behaviour.ts';
import { ENGINES, type EngineName } from '../plan/types.ts';

/** Check and client (`items/hostile/any via fetch`) to each engine's behaviour. */
export type Baseline = Map<string, Map<EngineName, string>>;

/** What one engine was seen to do in one check. */
export interface BaselineLine {
  kind: 'baseline';
  /** Absolute path of the baseline. */
  file: string;
  check: string;
  engine: EngineName;
  behaviour: string;
}

const ALL = 'all engines';

/** Where the baseline of the policy `file` is kept: `api.yaml`, `api.baseline.txt`. */
export function baselineFile(file: string): string {
  return `${file.replace(/\.ya?ml$/, '')}.baseline.txt`;
}

/** Reads a baseline; lines that are none are left out. */
export function parseBaseline(text: string): Baseline {
  const baseline: Baseline = new Map();
  let check = '';
  let engines: EngineName[] = [];
  for (const line of text.split('\n')) {
    const [, named] = /^ {2}([a-z, ]+):$/.exec(line) ?? [];
    const [, clause] = /^ {4}(\S.*)$/.exec(line) ?? [];
    if (/^[^#\s].* via \S+$/.test(line)) check = line;
    else if (named !== undefined)
      engines = ENGINES.filter((engine) => named === ALL || named.split(', ').includes(engine));
    else if (clause !== undefined)
      for (const engine of engines) {
        const before = baseline.get(check)?.get(engine);
        put(baseline, check, engine, before === undefined ? clause : before + BETWEEN + clause);
      }
  }
  return baseline;
}

/** Writes a baseline: checks by name, engines that do the same together, a line for each call. */
export function renderBaseline(baseline: Baseline, policy: string): string {
  const checks = [...baseline.keys()].sort();
  const blocks = checks.map((check) => {
    const engines = baseline.get(check) ?? new Map<EngineName, string>();
    const alike = new Map<string, EngineName[]>();
    for (const engine of ENGINES) {
      const behaviour = engines.get(engine);
      if (behaviour !== undefined) alike.set(behaviour, [...(alike.get(behaviour) ?? []), engine]);
    }
    const lines = [...alike].flatMap(([behaviour, who]) => [
      `  ${who.length === ENGINES.length ? ALL : who.join(', ')}:`,
      ...behaviour.split(BETWEEN).map((clause) => `    ${clause}`),
    ]);
    return [check, ...lines].join('\n');
  });
  return `# What the server of ${policy} was seen to do. A test fails when it does something else;\n# npx playwright test --update-snapshots accepts that.\n\n${blocks.join('\n\n')}\n`;
}

/** Lays lines over a baseline; of its checks only those that `known` names stay, if it is given. */
export function mergeBaseline(
  baseline: Baseline,
  lines: readonly Pick<BaselineLine, 'check' | 'engine' | 'behaviour'>[],
  known?: ReadonlySet<string>,
): Baseline {
  const merged: Baseline = new Map(
    [...baseline]
      .filter(([check]) => known?.has(check) !== false)
      .map(([check, engines]) => [check, new Map(engines)]),
  );
  for (const { check, engine, behaviour } of lines) put(merged, check, engine, behaviour);
  return merged;
}

function put(baseline: Baseline, check: string, engine: EngineName, behaviour: string): void {
  const engines = baseline.get(check) ?? new Map<EngineName, string>();
  baseline.set(check, engines.set(engine, behaviour));
}
