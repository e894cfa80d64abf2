/** Two runs compared: what newly fails, what newly works, what the page or the wire sees otherwise. */
import { isFailing } from '../judge/verdict.ts';
import type { Assembled, CaseLine } from './assemble.ts';
import { causeChanges } from './diff-causes.ts';
import { wireChanges } from './diff-wire.ts';
import { groupBy } from './group.ts';

/** What a change means: only `fails` is a regression. */
export type ChangeKind = 'fails' | 'works' | 'sees' | 'wire';

/** One change of one case, wherever it shows; tests of policies that change in the same way are one. */
export interface Change {
  kind: ChangeKind;
  id: string;
  /** Ids of other tests of policies that change in the same way. */
  alike: string[];
  title: string;
  /** `chromium (fetch, xhr)`; of policies the engines alone. */
  where: string[];
  words: string[];
}

export interface Diff {
  /** `chromium 156.0 is now 157.0` */
  engines: string[];
  changes: Change[];
  /** Tests that only one of the two runs has. */
  added: string[];
  removed: string[];
  same: number;
}

type Runs = Pick<Assembled, 'engines' | 'results'>;

/** Compares by id, client, project and repeat, so that another version of an engine is the same test. */
export function diffOf(before: Runs, after: Runs): Diff {
  const [old, fresh] = [byTest(before.results), byTest(after.results)];
  const changes = [...fresh].flatMap(([test, line]) => changesOf(old.get(test), line));
  const grouped = groupBy(changes, ({ kind, line, words }) =>
    JSON.stringify([kind, line.target ?? line.id, words]),
  );
  const changed = new Set(changes.map(({ line }) => line));
  return {
    engines: engineChanges(before, after),
    changes: [...grouped.values()].flatMap(joined),
    added: [...fresh.keys()].filter((test) => !old.has(test)),
    removed: [...old.keys()].filter((test) => !fresh.has(test)),
    same: [...fresh].filter(([test, line]) => old.has(test) && !changed.has(line)).length,
  };
}

export function isRegression({ changes }: Diff): boolean {
  return changes.some(({ kind }) => kind === 'fails');
}

interface Single {
  kind: ChangeKind;
  line: CaseLine;
  words: string[];
}

function byTest(results: readonly CaseLine[]): Map<string, CaseLine> {
  return new Map(
    results.map((line) => {
      const { id, via, engine, project = engine, repeat = 0 } = line;
      return [`${id} via ${via} in ${project}${repeat === 0 ? '' : `, repeat ${repeat + 1}`}`, line];
    }),
  );
}

function changesOf(before: CaseLine | undefined, line: CaseLine): Single[] {
  if (line.causes !== undefined && line.causes.length + (before?.causes?.length ?? 0) > 0)
    return policyChanges(before, line);
  const failing = isFailing(line.verdict);
  const failure = line.differences.length > 0 ? line.differences : [line.reason ?? line.verdict];
  if (!before)
    return failing ? [{ kind: 'fails', line, words: [`new, and ${line.verdict}`, ...failure] }] : [];
  const words = [...seenChanges(before, line), ...wireChanges(before.wire, line.wire)];
  if (before.verdict !== line.verdict) {
    const turn = `${line.verdict}, before ${before.verdict}`;
    if (failing && !isFailing(before.verdict))
      return [{ kind: 'fails', line, words: [turn, ...failure, ...words] }];
    const works = line.verdict === 'conforms' || isFailing(before.verdict);
    return [{ kind: works && !failing ? 'works' : 'sees', line, words: [turn, ...words] }];
  }
  if (words.length === 0) return [];
  return [{ kind: seenChanges(before, line).length > 0 ? 'sees' : 'wire', line, words }];
}

/** A test of a policy by its causes: a new one is a regression in a test that failed before, too. */
function policyChanges(before: CaseLine | undefined, line: CaseLine): Single[] {
  const { worse, better, tries } = causeChanges(before, line);
  const failing = isFailing(line.verdict);
  const failsAnew = failing && before !== undefined && !isFailing(before.verdict);
  if (failing && worse.length > 0) return [{ kind: 'fails', line, words: worse }];
  if (failsAnew) return [{ kind: 'fails', line, words: [`${line.verdict}, before ${before.verdict}`] }];
  if (better.length > 0) return [{ kind: 'works', line, words: better }];
  const words = [...worse, ...tries];
  return words.length > 0 ? [{ kind: 'sees', line, words }] : [];
}

/** What script sees in the last request. */
function seenChanges({ observed: before }: CaseLine, { observed: after }: CaseLine): string[] {
  const told = (value: string | number | undefined) => (value === undefined ? 'absent' : String(value));
  const names = ['outcome', 'at', 'status', 'type', 'error', 'preflight'] as const;
  return names
    .filter((name) => before?.[name] !== after?.[name])
    .map((name) => `${name} is ${told(after?.[name])}, before ${told(before?.[name])}`);
}

function joined(group: readonly Single[]): Change[] {
  const [first] = group;
  if (!first) return [];
  const alike = [...new Set(group.map((one) => one.line.id))].filter((id) => id !== first.line.id);
  const engines = groupBy(group, ({ line }) => line.project ?? line.engine);
  const where = [...engines].map(([engine, own]) =>
    first.line.target === undefined
      ? `${engine} (${[...new Set(own.map(({ line }) => line.via))].join(', ')})`
      : engine,
  );
  const { kind, line, words } = first;
  return [{ kind, id: line.id, alike, title: line.title, where, words }];
}

function engineChanges(before: Runs, after: Runs): string[] {
  const told = ({ engines }: Runs, engine: string) =>
    engines
      .filter((line) => line.engine === engine)
      .map(({ build, version }) => `${version} (${build})`)
      .join(', ');
  const names = [...new Set([...before.engines, ...after.engines].map(({ engine }) => engine))];
  return names.flatMap((engine) => {
    const [was, is] = [told(before, engine), told(after, engine)];
    if (was === is) return [];
    if (was === '' || is === '') return [`${engine} ${was === '' ? `${is} is new` : `${was} was not run`}`];
    return [`${engine} is ${is}, before ${was}`];
  });
}
