/** Explores one engine: random cases in batches, what is known counted, what is new cut down. */
import type { Runner } from '../lab/visits.ts';
import { runBatch, type Finding } from './batch.ts';
import type { ExploredCase, Unfit } from './case.ts';
import { shrink, signatureOf } from './shrink.ts';

/** Cases between two words of progress. */
const BATCH = 500;
/** Findings of an engine that are cut down; more of them have a common cause, which is seen better once these are gone. */
const MAX_SHRUNK = 16;

export interface Drawn {
  cases: ExploredCase[];
  /** Drafts that were no case, by reason. */
  unfit: Partial<Record<Unfit['unfit'], number>>;
}

export interface KnownCount {
  name: string;
  /** Cases of the corpus that pin it. */
  pinned: string[];
  /** Cases that it took until it was met, and how often it was. */
  first: number;
  times: number;
}

export interface NewFinding {
  /** The smallest case that differs in this way. */
  smallest: Finding;
  first: number;
  times: number;
}

export interface Explored {
  run: number;
  conforms: number;
  evictions: number;
  inconclusive: { id: string; why: string }[];
  known: KnownCount[];
  found: NewFinding[];
  seconds: number;
}

export interface ExploreOptions {
  cases: readonly ExploredCase[];
  signal?: AbortSignal;
  /** Called after every batch, and before findings are cut down. */
  progress?: (done: number, seconds: number, shrinking: number) => void;
}

export async function explore(runner: Runner, options: ExploreOptions): Promise<Explored> {
  const { cases, signal, progress } = options;
  const { info } = await runner.engine();
  const began = performance.now();
  const seconds = () => (performance.now() - began) / 1000;
  const places = new Map(cases.map((one, place) => [one, place + 1]));
  const findings: Finding[] = [];
  const explored: Explored = {
    run: 0,
    conforms: 0,
    evictions: 0,
    inconclusive: [],
    known: [],
    found: [],
    seconds: 0,
  };
  for (let start = 0; start < cases.length && !isAborted(signal); start += BATCH) {
    const part = cases.slice(start, start + BATCH);
    const batch = await runBatch(runner, part);
    if (isAborted(signal)) break;
    findings.push(...batch.findings);
    explored.run += part.length;
    explored.evictions += batch.evictions;
    explored.inconclusive.push(
      ...batch.inconclusive.map(({ case: { plan }, why }) => ({ id: plan.id, why })),
    );
    progress?.(explored.run, seconds(), 0);
  }
  explored.seconds = seconds();
  explored.conforms = explored.run - findings.length - explored.evictions - explored.inconclusive.length;
  const placeOf = ({ case: one }: Finding) => places.get(one) ?? 0;
  explored.known = countKnown(findings, placeOf, info.engine);
  const groups = grouped(findings.filter(({ known }) => known === null));
  progress?.(explored.run, explored.seconds, groups.length);
  for (const group of groups.slice(0, MAX_SHRUNK)) {
    const [first] = group;
    if (!first) continue;
    const smallest = await shrink(runner, first, signal);
    explored.found.push({ smallest, first: placeOf(first), times: group.length });
  }
  return explored;
}

function isAborted(signal: AbortSignal | undefined): boolean {
  return signal?.aborted === true;
}

function countKnown(
  findings: readonly Finding[],
  placeOf: (finding: Finding) => number,
  engine: Parameters<typeof pinnedIn>[1],
): KnownCount[] {
  const counts = new Map<string, KnownCount>();
  for (const finding of findings)
    for (const departure of finding.known ?? []) {
      const { name } = departure;
      const count = counts.get(name) ?? {
        name,
        pinned: pinnedIn(departure, engine),
        first: placeOf(finding),
        times: 0,
      };
      counts.set(name, { ...count, times: count.times + 1 });
    }
  return [...counts.values()].sort((a, b) => a.first - b.first);
}

function pinnedIn({ pinned }: NonNullable<Finding['known']>[number], engine: keyof typeof pinned): string[] {
  return pinned[engine] ?? [];
}

function grouped(findings: readonly Finding[]): Finding[][] {
  const groups = new Map<string, Finding[]>();
  for (const finding of findings) {
    const key = `${finding.case.draft.area} ${signatureOf(finding)}`;
    groups.set(key, [...(groups.get(key) ?? []), finding]);
  }
  return [...groups.values()];
}
