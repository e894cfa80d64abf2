/** Groups cases into visits: one page at an origin and context holds many at once. Pure and deterministic. */
import type { CasePlan, Client } from '../plan/types.ts';

/** One case through one client: what Playwright shows as a test. */
export interface Entry {
  plan: CasePlan;
  via: Client;
  /** `<id> via <client>`, the title of the test. */
  test: string;
}

export interface Visit {
  /** Its place in the list, which also names it. */
  index: number;
  /** Whether every case gets a context and a lane of its own. */
  exclusive: boolean;
  entries: Entry[];
}

/** Entries per visit: enough to make the page's cost vanish, few enough that shards and workers can share. */
const VISIT_SIZE = 120;
const EXCLUSIVE_VISIT_SIZE = 12;

export function testTitle(plan: Pick<CasePlan, 'id'>, via: Client): string {
  return `${plan.id} via ${via}`;
}

/** Groups `plans` by page; cases that need a context of their own come last, so that they cost a browser least. */
export function groupVisits(plans: readonly CasePlan[]): Visit[] {
  const groups = new Map<string, { exclusive: boolean; entries: Entry[] }>();
  for (const plan of plans) {
    const exclusive = plan.attribution === 'exclusive';
    const key = exclusive ? '~exclusive' : pageKey(plan);
    const group = groups.get(key) ?? { exclusive, entries: [] };
    groups.set(key, group);
    for (const via of plan.via) group.entries.push({ plan, via, test: testTitle(plan, via) });
  }
  const sorted = [...groups.values()].sort((a, b) => Number(a.exclusive) - Number(b.exclusive));
  return sorted
    .flatMap(({ exclusive, entries }) => {
      const size = exclusive ? EXCLUSIVE_VISIT_SIZE : VISIT_SIZE;
      const count = Math.ceil(entries.length / size);
      const even = Math.ceil(entries.length / count);
      return Array.from({ length: count }, (_, i) => ({
        exclusive,
        entries: entries.slice(i * even, (i + 1) * even),
      }));
    })
    .filter(({ entries }) => entries.length > 0)
    .map((visit, index) => ({ index, ...visit }));
}

/** Cases with the same key can share a page. */
function pageKey({ from, origins }: CasePlan): string {
  const caller = origins[from.origin];
  const top = from.top === undefined ? undefined : origins[from.top];
  return JSON.stringify([top?.origin, top?.pageHeaders, caller?.origin, caller?.pageHeaders, from.context]);
}
