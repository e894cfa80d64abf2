/** Groups cases into visits: one page at an origin and context holds many at once. Pure and deterministic. */
import type { EngineInfo } from '../browser/engine.ts';
import { callersOf } from '../plan/caller.ts';
import type { CasePlan, Client } from '../plan/types.ts';
import type { Observation } from './observation.ts';

/** One case through one client: what Playwright shows as a test. */
export interface Entry {
  plan: CasePlan;
  via: Client;
  /** `<id> via <client>`, the title of the test. */
  test: string;
}

/**
 * `shared`: many cases in one page. `waiting`: likewise, and they mostly wait for a max-age to pass. `exclusive`: every
 * case in a context and lane of its own. `target`: the checks of one server that is not ours.
 */
export type VisitKind = 'shared' | 'waiting' | 'exclusive' | 'target';

export interface Visit {
  /** Its place in the list, which also names it. */
  index: number;
  kind: VisitKind;
  entries: Entry[];
}

/** What runs visits: the lab, or in a test what stands for it. */
export interface Runner {
  engine(): Promise<{ info: EngineInfo }>;
  run(
    visit: Pick<Visit, 'kind' | 'entries'>,
    emit: (entry: Entry, observation: Observation) => void,
  ): Promise<void>;
}

/** Entries per visit. Those that share a page: few enough that shards and workers can share, many in a large suite. */
const SIZES: Record<VisitKind, { least: number; most: number }> = {
  shared: { least: 120, most: 240 },
  waiting: { least: 120, most: 240 },
  exclusive: { least: 12, most: 12 },
  target: { least: Infinity, most: Infinity },
};
/** Visits that a suite is cut into before they grow. */
const VISITS = 8;

export function testTitle(plan: Pick<CasePlan, 'id'>, via: Client): string {
  return `${plan.id} via ${via}`;
}

const ORDER: VisitKind[] = ['shared', 'waiting', 'exclusive', 'target'];

/** Groups `plans` by page; cases that need a context of their own come last, so that they cost a browser least. */
export function groupVisits(plans: readonly CasePlan[]): Visit[] {
  const groups = new Map<string, Pick<Visit, 'kind' | 'entries'>>();
  const share = plans.reduce((sum, { via }) => sum + via.length, 0) / VISITS;
  const sizeOf = (kind: VisitKind) => Math.min(SIZES[kind].most, Math.max(SIZES[kind].least, share));
  for (const plan of plans) {
    const kind = kindOf(plan);
    const key = keyOf(plan, kind);
    const group = groups.get(key) ?? { kind, entries: [] };
    groups.set(key, group);
    for (const via of plan.via) group.entries.push({ plan, via, test: testTitle(plan, via) });
  }
  return [...groups.values()]
    .filter(({ entries }) => entries.length > 0)
    .sort((a, b) => ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind))
    .flatMap(({ kind, entries }) =>
      evenly(entries, sizeOf(kind)).map((part) => ({
        kind,
        entries: part,
      })),
    )
    .map((visit, index) => ({ index, ...visit }));
}

function evenly<T>(items: T[], most: number): T[][] {
  const count = Math.max(1, Math.ceil(items.length / most));
  const size = Math.ceil(items.length / count);
  return Array.from({ length: count }, (_, i) => items.slice(i * size, (i + 1) * size));
}

function keyOf(plan: CasePlan, kind: VisitKind): string {
  if (kind === 'target') return `${kind} ${plan.file}`;
  return kind === 'exclusive' ? kind : `${kind} ${pageKey(plan)}`;
}

function kindOf({ attribution, steps, check }: CasePlan): VisitKind {
  if (check) return 'target';
  if (attribution === 'exclusive') return 'exclusive';
  return steps.some(({ kind }) => kind === 'wait') ? 'waiting' : 'shared';
}

/** Cases with the same key can share a page, or pages one after another. */
function pageKey(plan: CasePlan): string {
  const page = (name: string | undefined) => {
    const of = name === undefined ? undefined : plan.origins[name];
    return [of?.origin, of?.pageHeaders];
  };
  return JSON.stringify(
    callersOf(plan).map(({ top, origin, context }) => [page(top), page(origin), context]),
  );
}
