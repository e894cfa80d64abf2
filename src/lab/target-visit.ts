/**
 * A visit to targets. Nobody's URLs can hold a token, so one check is under way at a time in a lane: before each, the
 * page tells the lab that it begins, and after each call it raises a fence. Targets with different public origins share
 * pages, which cost more than their checks; the first checks of a page are those that want empty caches.
 */
import type { ForwardTo } from '../../servers/targets/forward.ts';
import { SharedCache } from '../../servers/targets/shared-cache.ts';
import type { Lane } from '../../servers/fabric.ts';
import { CONTROL, type World } from '../../servers/world.ts';
import type { Engine, Session } from '../browser/engine.ts';
import type { StepReport } from '../browser/probe/messages.ts';
import { withLimit } from '../browser/with-limit.ts';
import type { CheckPlan } from '../plan/check.ts';
import type { CasePlan } from '../plan/types.ts';
import { failureOf, text } from './errors.ts';
import { CLOSE_LIMIT, OPEN_LIMIT } from './limits.ts';
import type { HarnessFailure } from './observation.ts';
import type { Pages } from './pages.ts';
import { begin, type Running } from './running.ts';
import type { Targets } from './targets.ts';
import { visitPages } from './visit-page.ts';
import type { Entry } from './visits.ts';

export interface TargetVisit {
  world: World;
  engine: () => Promise<Engine>;
  pages: Pages;
  targets: Targets;
  /** Hands out what was observed of a check; `failure` says why nothing was. */
  finish: (one: Running, failure?: HarnessFailure) => Promise<void>;
  isStopped: () => boolean;
}

/** Runs checks of one target or of several, no two of which have the same public origin; every one is finished. */
export async function visitTarget(visit: TargetVisit, entries: readonly Entry[], attempt = 1): Promise<void> {
  const groups = byTarget(entries.map((entry) => begin(entry, attempt)));
  const reached = await Promise.all(groups.map((group) => reach(visit, group)));
  const all = reached.flat();
  const withoutPage = byTarget(all.filter(({ entry }) => entry.via === 'http'));
  await Promise.all(
    withoutPage.map(async (group) => {
      for (const one of group) await withoutBrowser(visit, one);
    }),
  );
  const inPages = all.filter(({ entry }) => entry.via !== 'http');
  if (attempt === 1) await inOneContext(visit, inPages);
  else for (const one of inPages) await inOneContext(visit, [one]);
}

/** Starts the target of `group` and makes everything ready; if it does not get ready, all of them are finished. */
async function reach(visit: TargetVisit, group: readonly Running[]): Promise<readonly Running[]> {
  const check = group[0]?.entry.plan.check;
  if (!check) return [];
  try {
    const to = await visit.targets.reach(check.target);
    await visit.world.ensureForward(check.target.origin);
    for (const one of group) await mount(visit.world, one, to);
    return group;
  } catch (error) {
    for (const one of group) await visit.finish(one, { code: 'target', message: text(error) });
    return [];
  }
}

async function mount(world: World, { entry: { plan }, token }: Running, to: ForwardTo): Promise<void> {
  const pages = Object.values(plan.origins).filter(({ target }) => !target);
  await Promise.all(pages.map(({ origin }) => world.ensure(origin)));
  const target = plan.check?.throughCache ? { ...to, cache: new SharedCache() } : to;
  const origin = plan.check?.target.origin ?? '';
  world.mount({
    key: token,
    lane: null,
    raw: false,
    routes: new Map(),
    targets: new Map([[origin, target]]),
  });
}

/** Checks in one context and lane, page by page; cookies are set at the targets first. */
async function inOneContext(visit: TargetVisit, all: readonly Running[]): Promise<void> {
  const [first] = all;
  if (!first || visit.isStopped()) return;
  const { world, pages } = visit;
  const lane: Lane = await world.openLane(first.token);
  let session: Session | undefined;
  try {
    const engine = await visit.engine();
    session = await withLimit(engine.open({ socksPort: lane.port }), OPEN_LIMIT, 'opening a context');
    for (const [one] of byTarget(all)) {
      if (!one) continue;
      world.take(one.token, lane.name);
      await session.goto(`${originOf(one.entry.plan)}${CONTROL}canary`);
    }
    for (const group of byCallers([...all].sort((a, b) => turn(a) - turn(b)))) {
      try {
        const done = (one: Running) => visit.finish(one);
        await visitPages({ session, pages, running: group, lanes: 1, begin: true, done });
      } catch (error) {
        for (const one of group) await visit.finish(one, failureOf(error));
      }
    }
  } catch (error) {
    for (const one of all) await visit.finish(one, failureOf(error));
  } finally {
    await withLimit(session?.close() ?? Promise.resolve(), CLOSE_LIMIT).catch(() => undefined);
    await lane.close();
  }
}

/** A preflight is seen only if no cache holds its answer. */
function turn({ entry }: Running): number {
  const { kind } = entry.plan.check ?? {};
  return kind === 'preflight' ? 0 : kind === 'cached' ? 1 : 2;
}

function byTarget(all: readonly Running[]): Running[][] {
  return groupBy(all, ({ entry }) => JSON.stringify(entry.plan.check?.target));
}

function byCallers(all: readonly Running[]): Running[][] {
  return groupBy(all, ({ entry, segments }) =>
    JSON.stringify(segments.map(({ caller }) => [entry.plan.origins[caller.origin]?.origin, caller.context])),
  );
}

function groupBy<T>(all: readonly T[], keyOf: (one: T) => string): T[][] {
  const groups = new Map<string, T[]>();
  for (const one of all) {
    const key = keyOf(one);
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  return [...groups.values()];
}

/** Headers alone: what no page of a desktop browser can send, and what no page can see. */
async function withoutBrowser(visit: TargetVisit, one: Running): Promise<void> {
  const { plan } = one.entry;
  for (const [index, step] of plan.steps.entries()) {
    if (step.kind !== 'request') continue;
    visit.world.startStep(one.token, index);
    const { method, headers } = step.request;
    const host = new URL(originOf(plan)).host;
    const report = await visit.world
      .callTarget(one.token, {
        origin: originOf(plan),
        method,
        path: step.request.url.replace(/^\$target/, ''),
        headers: [['host', host], ...headers],
      })
      .then(({ status }): StepReport => ({ outcome: 'allowed', status }))
      .catch((error: unknown): StepReport => ({ outcome: 'harness-error', message: text(error) }));
    one.steps.push(report);
  }
  await visit.finish(one);
}

function originOf({ check }: { check?: CheckPlan } & Pick<CasePlan, 'id'>): string {
  return check?.target.origin ?? '';
}
