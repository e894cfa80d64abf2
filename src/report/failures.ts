/** What failed, case by case: where, what differs, and what mends it. */
import { predict } from '../fetch/predict.ts';
import { turningChange } from '../fetch/turning.ts';
import { isFailing, type Verdict } from '../judge/verdict.ts';
import type { PlanFinder } from '../plan/sheet.ts';
import type { CasePlan } from '../plan/types.ts';
import type { CaseLine } from './assemble.ts';
import { groupBy } from './group.ts';

/** One case that failed with one verdict, wherever it did. */
export interface Failure {
  id: string;
  title: string;
  verdict: Verdict;
  place: string;
  severity: string | null;
  /** Engine with its version, and the clients: `chromium 156.0 (fetch, xhr)`. */
  where: string[];
  /** What is otherwise than required; `only` says for whom, if not for all of `where`. */
  differences: { text: string; only: string | null }[];
  change: string[];
  /** The result to look at first. */
  via: string;
  project: string;
}

/** The smallest change is searched for so many cases; it takes some milliseconds each. */
const SEARCHED = 200;

/** In the order of the results. */
export function failuresOf(results: readonly CaseLine[], plans: PlanFinder): Failure[] {
  const failing = results.filter(({ verdict }) => isFailing(verdict));
  const groups = [...groupBy(failing, ({ id, verdict }) => `${verdict} ${id}`).values()];
  return groups.flatMap((group, index) => {
    const [first] = group;
    if (!first) return [];
    const { id, title, verdict, file, line, via, engine, project = engine } = first;
    const severity = group.find((one) => one.severity !== undefined)?.severity ?? null;
    const change = index < SEARCHED ? changeOf(first, plans.get(id)) : [];
    const place = `${file}:${line}`;
    const where = placesOf(group);
    return [
      { id, title, verdict, place, severity, where, differences: differencesOf(group), change, via, project },
    ];
  });
}

/** What mends a failing result, sentence by sentence; nothing if nobody knows. */
export function changeOf(line: CaseLine, plan: CasePlan | undefined): string[] {
  const { fix, verdict, via, engine } = line;
  if (fix !== undefined) return fix.split('\n');
  if (verdict === 'stale') return [`remove the recorded divergence: ${engine} does what the standard says`];
  if (verdict !== 'violates' || !plan || plan.check) return [];
  const predicted = predict(plan, via).steps.at(-1);
  const expected = plan.steps.filter((step) => step.kind === 'request').at(-1)?.expect;
  if (!predicted || predicted.outcome === 'unknown') return [];
  if (predicted.outcome === expected?.outcome)
    return [
      `the standard requires what the case expects: if ${engine} is known to differ, record it under divergences`,
    ];
  return (
    turningChange(plan, via)?.sentences ?? [
      `the standard says ${predicted.outcome}: no change of an answer makes the case true, so the expectation has to change`,
    ]
  );
}

/** Engine with its version, and the clients. */
export function placesOf(group: readonly CaseLine[]): string[] {
  return [...groupBy(group, engineOf)].map(
    ([engine, own]) => `${engine} (${[...new Set(own.map(({ via }) => via))].join(', ')})`,
  );
}

function engineOf({ engine, version }: CaseLine): string {
  return `${engine} ${version.split('.').slice(0, 2).join('.')}`;
}

function differencesOf(group: readonly CaseLine[]): Failure['differences'] {
  const told = (line: CaseLine) =>
    line.differences.length > 0 ? line.differences : [line.reason ?? line.verdict];
  const lines = [...new Set(group.flatMap(told))];
  return lines.map((text) => {
    const own = group.filter((line) => told(line).includes(text));
    if (own.length === group.length) return { text, only: null };
    const clients = [...new Set(own.map(({ via }) => via))];
    const everywhere = group.filter(({ via }) => clients.includes(via)).length === own.length;
    return { text, only: everywhere ? clients.join(', ') : placesOf(own).join(', ') };
  });
}
