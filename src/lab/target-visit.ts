/**
 * A visit to targets: each is screened over plain HTTP, and then pages make the tries that prove it. Nobody's URLs can
 * hold a token, so one page is at work at a time in a lane: before its tries it tells the lab that it begins, and after
 * each call it raises a fence. The tries of all rules share their pages, which cost more than the calls.
 */
import type { ForwardTo } from '../../servers/targets/forward.ts';
import { SharedCache } from '../../servers/targets/shared-cache.ts';
import type { Lane } from '../../servers/fabric.ts';
import { CONTROL, type World } from '../../servers/world.ts';
import type { Engine, Session } from '../browser/engine.ts';
import { withLimit } from '../browser/with-limit.ts';
import type { CheckPlan, TryPlan } from '../plan/check.ts';
import type { CasePlan } from '../plan/types.ts';
import { groupByPage, pageCase, pageKey } from '../policy/page-case.ts';
import type { ScreenedCheck } from '../screen/screen.ts';
import { failureOf, text } from './errors.ts';
import { CLOSE_LIMIT, OPEN_LIMIT } from './limits.ts';
import type { Checked, HarnessFailure, Observation, PageRun } from './observation.ts';
import { pageTries } from './page-tries.ts';
import type { Pages } from './pages.ts';
import { begin, type Running } from './running.ts';
import { screen } from './screen-target.ts';
import type { Screens, TargetScreen } from './screens.ts';
import type { Targets } from './targets.ts';
import { visitPages } from './visit-page.ts';
import type { Entry } from './visits.ts';

export interface TargetVisit {
  world: World;
  engine: () => Promise<Engine>;
  pages: Pages;
  targets: Targets;
  screens: Screens;
  /** Ends what a page has run; `failure` says why it was cut off. */
  end: (one: Running, failure?: HarnessFailure) => Promise<Observation>;
  /** Hands out what was observed of a check. */
  emit: (entry: Entry, observation: Observation) => void;
  isStopped: () => boolean;
}

type CheckEntry = Entry<CasePlan & { check: CheckPlan }>;

/** Rules whose checks share pages and are handed out together: nobody waits for the whole of a large policy. */
const RULES_AT_ONCE = 30;

/** Runs checks of one target or of several, no two of which have the same public origin; every one is handed out. */
export async function visitTarget(visit: TargetVisit, entries: readonly Entry[], attempt = 1): Promise<void> {
  const checks = entries.filter((entry): entry is CheckEntry => entry.plan.check !== undefined);
  const groups = groupBy(checks, ({ plan }) => JSON.stringify(plan.check.target));
  const reached = await Promise.all(groups.map((group) => reach(visit, group, attempt)));
  const at = reached.filter((one) => one !== null);
  if (attempt > 1) {
    for (const one of at) for (const run of one.runs) await inPages(visit, [run], attempt);
    return;
  }
  const runs = at.flatMap((one) => one.runs);
  for (const batch of batches(runs)) await inPages(visit, batch, attempt);
}

/** One check, what the screen found, and what pages have tried so far. */
interface CheckRun {
  entry: CheckEntry;
  to: ForwardTo;
  /** In front of the target, for the checks of caches. */
  cache: SharedCache | null;
  screened: ScreenedCheck;
  server: Checked['server'];
  tries: TryPlan[];
  pages: PageRun[];
  started: number;
}

/** Starts and screens the target of `group`; if it does not get ready, all of them are handed out. */
async function reach(
  visit: TargetVisit,
  group: readonly CheckEntry[],
  attempt: number,
): Promise<{ runs: CheckRun[] } | null> {
  const [first] = group;
  if (!first) return null;
  const started = performance.now();
  const { target } = first.plan.check;
  try {
    const to = await visit.targets.reach(target);
    await visit.world.ensureForward(target.origin);
    const plans = group.map(({ plan: { id, check } }) => ({ id, check }));
    const screened = await visit.screens.of(plans, () => screen(plans, to));
    return { runs: group.map((entry) => toRun(entry, to, screened, started)) };
  } catch (error) {
    for (const entry of group)
      visit.emit(entry, cutOff(entry, attempt, { code: 'target', message: text(error) }));
    return null;
  }
}

function toRun(
  entry: CheckEntry,
  to: ForwardTo,
  { server, checks }: TargetScreen,
  started: number,
): CheckRun {
  const { id, check } = entry.plan;
  const screened = checks[id] ?? { tried: [], mechanisms: [] };
  const ofRule = Object.entries(checks).flatMap(([other, own]) =>
    other.slice(0, other.lastIndexOf('/')) === id.slice(0, id.lastIndexOf('/')) ? own.tried : [],
  );
  return {
    entry,
    to,
    cache: check.question === 'caches' ? new SharedCache() : null,
    screened,
    server,
    tries: pageTries(check, screened, ofRule),
    pages: [],
    started,
  };
}

/** Checks in one context and lane, page by page; cookies are set at the targets first. */
async function inPages(visit: TargetVisit, runs: readonly CheckRun[], attempt: number): Promise<void> {
  const wanted = runs.filter(({ tries }) => tries.length > 0);
  let failure: HarnessFailure | undefined;
  if (wanted.length > 0 && !visit.isStopped())
    failure = await inContext(visit, wanted, attempt).then(
      () => undefined,
      (error: unknown) => failureOf(error),
    );
  for (const run of runs) {
    if (visit.isStopped()) return;
    visit.emit(run.entry, observationOf(run, attempt, failure));
  }
}

async function inContext(visit: TargetVisit, runs: readonly CheckRun[], attempt: number): Promise<void> {
  const { world } = visit;
  const lane: Lane = await world.openLane(`target${attempt}`);
  let session: Session | undefined;
  try {
    const engine = await visit.engine();
    session = await withLimit(engine.open({ socksPort: lane.port }), OPEN_LIMIT, 'opening a context');
    const parts = runs.flatMap((run) => groupByPage(run.tries).map((tries) => ({ run, tries })));
    for (const [first] of groupBy(parts, ({ run }) => run.entry.plan.check.target.origin)) {
      if (!first) continue;
      const one = await mount(world, first.run, first.tries, attempt);
      world.take(one.token, lane.name);
      await session.goto(`${first.run.entry.plan.check.target.origin}${CONTROL}canary`);
      world.unmount(one.token);
    }
    for (const page of groupBy(parts, ({ tries: [first] }) => (first ? pageKey(first) : ''))) {
      if (visit.isStopped()) return;
      await onePage(visit, session, page, attempt);
    }
  } finally {
    await withLimit(session?.close() ?? Promise.resolve(), CLOSE_LIMIT).catch(() => undefined);
    await lane.close();
  }
}

/** What several checks try from one page. What a page leaves unfinished is told of its tries alone. */
async function onePage(
  { world, pages, end }: TargetVisit,
  session: Session,
  parts: readonly { run: CheckRun; tries: TryPlan[] }[],
  attempt: number,
): Promise<void> {
  const running = new Map<Running, { run: CheckRun; tries: TryPlan[] }>();
  for (const part of parts) running.set(await mount(world, part.run, part.tries, attempt), part);
  const done = async (one: Running, failure?: HarnessFailure) => {
    const part = running.get(one);
    if (!part) return;
    running.delete(one);
    part.run.pages.push({ tries: part.tries, observation: await end(one, failure) });
  };
  try {
    await visitPages({ session, pages, running: [...running.keys()], lanes: 1, begin: true, done });
  } catch (error) {
    for (const one of [...running.keys()]) await done(one, failureOf(error));
  }
}

async function mount(
  world: World,
  run: CheckRun,
  tries: readonly TryPlan[],
  attempt: number,
): Promise<Running> {
  const { plan, via, test } = run.entry;
  const one = begin({ plan: pageCase(plan, tries), via, test }, attempt);
  const page = tries[0]?.page.origin ?? '';
  await world.ensure(page);
  const { origin } = plan.check.target;
  const target = run.cache ? { ...run.to, cache: run.cache } : run.to;
  world.mount({
    key: one.token,
    lane: null,
    raw: false,
    routes: new Map(),
    targets: new Map([[origin, target]]),
  });
  return one;
}

function observationOf(run: CheckRun, attempt: number, failure: HarnessFailure | undefined): Observation {
  const { entry, screened, server, pages, started } = run;
  return {
    test: entry.test,
    attempt,
    steps: [],
    wire: [],
    fences: [],
    console: [...new Set(pages.flatMap(({ observation }) => observation.console))],
    ...(failure && pages.length === 0 ? { failure } : {}),
    checked: { server, screened: screened.tried, mechanisms: screened.mechanisms, pages },
    ms: Math.round(performance.now() - started),
  };
}

function cutOff({ test }: CheckEntry, attempt: number, failure: HarnessFailure): Observation {
  return { test, attempt, steps: [], wire: [], fences: [], console: [], failure, ms: 0 };
}

/** Checks of some rules at a time. */
function batches(runs: readonly CheckRun[]): CheckRun[][] {
  const rules = groupBy(runs, ({ entry: { plan } }) => `${plan.check.target.origin} ${plan.check.rule.id}`);
  const all: CheckRun[][] = [];
  for (let from = 0; from < rules.length; from += RULES_AT_ONCE)
    all.push(rules.slice(from, from + RULES_AT_ONCE).flat());
  return all;
}

function groupBy<T>(all: readonly T[], keyOf: (one: T) => string): T[][] {
  const groups = new Map<string, T[]>();
  for (const one of all) {
    const key = keyOf(one);
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  return [...groups.values()];
}
