/** What failed and is not told as a cause of a policy: where, what differs, and how to fix it. */
import { predict } from '../fetch/predict.ts';
import { turningChange } from '../fetch/turning.ts';
import { isFailing, type Verdict } from '../judge/verdict.ts';
import type { PlanFinder } from '../plan/sheet.ts';
import type { CasePlan } from '../plan/types.ts';
import type { CaseLine } from './assemble.ts';
import { isToldByCauses } from './causes.ts';
import { groupBy } from './group.ts';
import { engineWithVersion, placesOf } from './places.ts';

/** One case that failed with one verdict, wherever it did; tests of policies that failed for one reason are one. */
export interface Failure {
  id: string;
  /** Ids of other tests of a policy that failed with the same words. */
  alike: string[];
  title: string;
  /** Origin of the target, of a policy. */
  target: string | null;
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

/** In the order of the results; those that causes tell are left out. */
export function failuresOf(results: readonly CaseLine[], plans: PlanFinder): Failure[] {
  const failing = results.filter((line) => isFailing(line.verdict) && !isToldByCauses(line));
  const groups = [...groupBy(failing, reasonKey).values()];
  return groups.flatMap((group, index) => {
    const [first] = group;
    if (!first) return [];
    const { id, title, verdict, file, line, via, engine, project = engine, target = null } = first;
    const alike = [...new Set(group.map((one) => one.id))].filter((other) => other !== id);
    const severity = group.find((one) => one.severity !== undefined)?.severity ?? null;
    const change = index < SEARCHED ? changeOf(first, plans.get(id)) : [];
    const place = `${file}:${line}`;
    const where = target === null ? placesOf(group) : [...new Set(group.map(engineWithVersion))];
    const differences = differencesOf(group);
    return [{ id, alike, title, target, verdict, place, severity, where, differences, change, via, project }];
  });
}

/** How to fix a failing result, sentence by sentence; nothing if nobody knows. */
export function changeOf(line: CaseLine, plan: CasePlan | undefined): string[] {
  const { causes, verdict, via, engine } = line;
  if (causes !== undefined) return [...new Set(causes.flatMap(({ fix }) => fix))];
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

/** Tests of a policy fail together if they fail for the same reason. */
function reasonKey(line: CaseLine): string {
  const { id, verdict, target } = line;
  return target === undefined ? `${verdict} ${id}` : JSON.stringify([verdict, target, told(line)]);
}

function told({ differences, reason, verdict }: CaseLine): string[] {
  return differences.length > 0 ? differences : [reason ?? verdict];
}

function differencesOf(group: readonly CaseLine[]): Failure['differences'] {
  const lines = [...new Set(group.flatMap(told))];
  return lines.map((text) => {
    const own = group.filter((line) => told(line).includes(text));
    if (own.length === group.length) return { text, only: null };
    const clients = [...new Set(own.map(({ via }) => via))];
    const everywhere = group.filter(({ via }) => clients.includes(via)).length === own.length;
    return { text, only: everywhere ? clients.join(', ') : placesOf(own).join(', ') };
  });
}
