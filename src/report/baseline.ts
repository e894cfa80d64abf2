/** The baseline of a policy: what its target was last accepted to do, as a text that reads well in a review. */
import { EVERY_CLASS } from '../judge/behaviour.ts';
import { ENGINES, type EngineName } from '../plan/types.ts';

/** Check (`items/hostile`) to each engine's behaviour by class of callers; `*` is every class without a line of its own. */
export type Baseline = Map<string, Map<EngineName, Behaviours>>;
export type Behaviours = Map<string, string>;

/** What one engine was seen to do in one check. */
export interface BaselineLine {
  kind: 'baseline';
  /** Absolute path of the baseline. */
  file: string;
  check: string;
  engine: EngineName;
  behaviours: [name: string, behaviour: string][];
}

/** Thrown where a baseline cannot be read; the message says where and why. */
export class UnreadableBaseline extends Error {
  constructor(file: string, line: number, why: string) {
    super(`${file}:${line} ${why}`);
    this.name = 'UnreadableBaseline';
  }
}

/** The first line of every baseline of this edition. */
const HEAD = '# corsproof baseline 2';
/** How a line of the first edition looks. */
const FIRST_EDITION = /^[^#\s].* via \S+$/;
const LINE = /^(\S+?)\/([^\s/]+)(?: \[([a-z, ]+)\])?: (.+)$/;

/** Where the baseline of the policy `file` is kept: `api.yaml`, `api.baseline.txt`. */
export function baselineFile(file: string): string {
  return `${file.replace(/\.ya?ml$/, '')}.baseline.txt`;
}

/** Whether a text is a baseline of an older edition, which has to be written anew. */
export function isOlderBaseline(text: string): boolean {
  return !text.startsWith(HEAD) && text.split(/\r?\n/).some((line) => FIRST_EDITION.test(line));
}

/** Reads a baseline; of an older edition it is empty. Throws UnreadableBaseline at a line that is none. */
export function parseBaseline(text: string, file = 'the baseline'): Baseline {
  const baseline: Baseline = new Map();
  if (isOlderBaseline(text)) return baseline;
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    if (line.trim() === '' || line.startsWith('#')) continue;
    const [, check, name, engines, behaviour] = LINE.exec(line) ?? [];
    if (check === undefined || name === undefined || behaviour === undefined)
      throw new UnreadableBaseline(file, index + 1, `is not a line of a baseline: ${line.slice(0, 80)}`);
    for (const engine of enginesOf(engines, file, index + 1)) put(baseline, check, engine, name, behaviour);
  }
  return baseline;
}

function enginesOf(written: string | undefined, file: string, line: number): readonly EngineName[] {
  if (written === undefined) return ENGINES;
  return written.split(', ').map((name) => {
    const engine = ENGINES.find((one) => one === name);
    if (engine === undefined) throw new UnreadableBaseline(file, line, `names ${name}, which is no engine`);
    return engine;
  });
}

/** What a class was accepted to do; undefined if there is no line for it. */
export function behaviourOfClass(behaviours: Behaviours, name: string): string | undefined {
  return behaviours.get(name) ?? behaviours.get(EVERY_CLASS);
}

/** Writes a baseline: a line per check and class, classes that do as most do in one, engines that do the same joined. */
export function renderBaseline(baseline: Baseline, policy: string): string {
  const lines = [...baseline.keys()]
    .sort(byRuleThenQuestion)
    .flatMap((check) => linesOf(check, baseline.get(check) ?? new Map()));
  return [
    HEAD,
    `# What the server of ${policy} was seen to do. A test fails when it does something else;`,
    '# npx playwright test --update-snapshots accepts that.',
    ...lines,
    '',
  ].join('\n');
}

function linesOf(check: string, engines: ReadonlyMap<EngineName, Behaviours>): string[] {
  const own = new Map([...engines].map(([engine, behaviours]) => [engine, condensed(behaviours)]));
  const names = [...new Set([...own.values()].flatMap((behaviours) => [...behaviours.keys()]))].sort();
  return names.flatMap((name) => {
    const alike = new Map<string, EngineName[]>();
    for (const engine of ENGINES) {
      const behaviour = own.get(engine)?.get(name);
      if (behaviour !== undefined) alike.set(behaviour, [...(alike.get(behaviour) ?? []), engine]);
    }
    return [...alike].map(
      ([behaviour, who]) =>
        `${check}/${name}${who.length === ENGINES.length ? '' : ` [${who.join(', ')}]`}: ${behaviour}`,
    );
  });
}

/** What most classes do, if several do the same, is one line. */
function condensed(behaviours: Behaviours): Behaviours {
  const counts = new Map<string, number>();
  for (const behaviour of behaviours.values()) counts.set(behaviour, (counts.get(behaviour) ?? 0) + 1);
  const [most, count = 0] = [...counts].sort((a, b) => b[1] - a[1])[0] ?? [];
  const known = behaviours.get(EVERY_CLASS);
  const every = known ?? (count > 1 ? most : undefined);
  if (every === undefined) return behaviours;
  return new Map([
    [EVERY_CLASS, every],
    ...[...behaviours].filter(([name, behaviour]) => name !== EVERY_CLASS && behaviour !== every),
  ]);
}

/** Lays lines over a baseline; of its checks only those that `known` names stay, if it is given. */
export function mergeBaseline(
  baseline: Baseline,
  lines: readonly Pick<BaselineLine, 'check' | 'engine' | 'behaviours'>[],
  known?: ReadonlySet<string>,
): Baseline {
  const merged: Baseline = new Map(
    [...baseline]
      .filter(([check]) => known?.has(check) !== false)
      .map(([check, engines]) => [check, new Map(engines)]),
  );
  for (const { check, engine, behaviours } of lines) {
    const engines = merged.get(check) ?? new Map<EngineName, Behaviours>();
    merged.set(check, engines.set(engine, condensed(new Map(behaviours))));
  }
  return merged;
}

function put(baseline: Baseline, check: string, engine: EngineName, name: string, behaviour: string): void {
  const engines = baseline.get(check) ?? new Map<EngineName, Behaviours>();
  const behaviours = engines.get(engine) ?? new Map<string, string>();
  baseline.set(check, engines.set(engine, behaviours.set(name, behaviour)));
}

function byRuleThenQuestion(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
