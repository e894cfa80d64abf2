/** Groups cases into visits: one page at an origin and context holds many at once. Pure and deterministic. */
import type { EngineInfo } from '../browser/engine.ts';
import { placeOf, type CasePlace, type ListedCase, type VisitKind } from '../plan/listed.ts';
import type { CasePlan, Client } from '../plan/types.ts';
import type { Observation } from './observation.ts';

/** One case through one client: what Playwright shows as a test. */
export interface Entry<Case = CasePlan> {
  plan: Case;
  via: Client;
  /** `<id> via <client>`, the title of the test; of a check its id. */
  test: string;
}

export interface Visit<Case = CasePlan> {
  /** Its place in the list, which also names it. */
  index: number;
  kind: VisitKind;
  entries: Entry<Case>[];
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

/** A check is made through whatever clients its tries need. */
export function testTitle(
  plan: Pick<CasePlan, 'id'> & { kind?: VisitKind; check?: unknown },
  via: Client,
): string {
  return plan.kind === 'target' || plan.check !== undefined ? plan.id : `${plan.id} via ${via}`;
}

const ORDER: VisitKind[] = ['shared', 'waiting', 'exclusive', 'target'];

/** Groups `plans` by page; cases that need a context of their own come last, so that they cost a browser least. */
export function groupVisits(plans: readonly CasePlan[]): Visit[] {
  return group(plans, placeOf);
}

/** Likewise what is listed of cases. */
export function groupListed<Case extends ListedCase>(cases: readonly Case[]): Visit<Case>[] {
  return group(cases, (listed) => listed);
}

function group<Case extends Pick<CasePlan, 'id' | 'via'>>(
  cases: readonly Case[],
  placeIn: (one: Case) => CasePlace,
): Visit<Case>[] {
  const groups = new Map<string, Pick<Visit<Case>, 'kind' | 'entries'>>();
  const share = cases.reduce((sum, { via }) => sum + via.length, 0) / VISITS;
  const sizeOf = (kind: VisitKind) => Math.min(SIZES[kind].most, Math.max(SIZES[kind].least, share));
  for (const plan of cases) {
    const { kind, page } = placeIn(plan);
    const key = `${kind} ${page}`;
    const own = groups.get(key) ?? { kind, entries: [] };
    groups.set(key, own);
    for (const via of plan.via) own.entries.push({ plan, via, test: testTitle({ id: plan.id, kind }, via) });
  }
  return [...groups.values()]
    .filter(({ entries }) => entries.length > 0)
    .sort((a, b) => ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind))
    .flatMap(({ kind, entries }) => evenly(entries, sizeOf(kind)).map((part) => ({ kind, entries: part })))
    .map((visit, index) => ({ index, ...visit }));
}

function evenly<T>(items: T[], most: number): T[][] {
  const count = Math.max(1, Math.ceil(items.length / most));
  const size = Math.ceil(items.length / count);
  return Array.from({ length: count }, (_, i) => items.slice(i * size, (i + 1) * size));
}
