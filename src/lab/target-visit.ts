/**
 * A visit to a target. Nobody's URLs can hold a token, so one check is under way at a time in a lane: before each, the
 * page tells the lab that it begins, and after each call it raises a fence. Checks whose subject are caches and cookies
 * have a context of their own.
 */
import type { ForwardTo } from '../../servers/targets/forward.ts';
import { SharedCache } from '../../servers/targets/shared-cache.ts';
import type { Lane } from '../../servers/fabric.ts';
import { CONTROL, type World } from '../../servers/world.ts';
import type { Engine, Session } from '../browser/engine.ts';
import type { StepReport } from '../browser/probe/messages.ts';
import type { CheckPlan } from '../plan/check.ts';
import type { CasePlan } from '../plan/types.ts';
import { CLOSE_LIMIT, OPEN_LIMIT, withLimit } from './limits.ts';
import type { Pages } from './pages.ts';
import { begin, type Running } from './running.ts';
import type { Targets } from './targets.ts';
import { visitPage } from './visit-page.ts';
import type { Entry } from './visits.ts';

export interface TargetVisit {
  world: World;
  engine: () => Promise<Engine>;
  pages: Pages;
  targets: Targets;
  /** Hands out what was observed of a check; `harness` says why nothing was. */
  finish: (one: Running, harness?: string) => Promise<void>;
  isStopped: () => boolean;
}

/** Runs checks of one target; every one of them is finished. */
export async function visitTarget(visit: TargetVisit, entries: readonly Entry[], attempt = 1): Promise<void> {
  const all = entries.map((entry) => begin(entry, attempt));
  const check = all[0]?.entry.plan.check;
  if (!check) return;
  let to: ForwardTo;
  try {
    to = await visit.targets.reach(check.target);
  } catch (error) {
    for (const one of all) await visit.finish(one, text(error));
    return;
  }
  await visit.world.ensureForward(check.target.origin);
  for (const one of all) await mount(visit.world, one, to);
  const fresh = (one: Running) => attempt > 1 || one.entry.plan.check?.fresh === true;
  const inPages = all.filter(({ entry }) => entry.via !== 'http');
  for (const one of all.filter(({ entry }) => entry.via === 'http')) await withoutBrowser(visit, one);
  await inOneContext(
    visit,
    inPages.filter((one) => !fresh(one)),
  );
  for (const one of inPages.filter(fresh)) await inOneContext(visit, [one]);
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

/** Checks in one context and lane, page by page; cookies are set at the target first. */
async function inOneContext(visit: TargetVisit, all: readonly Running[]): Promise<void> {
  const [first] = all;
  if (!first || visit.isStopped()) return;
  const { world, pages } = visit;
  const lane: Lane = await world.openLane(first.token);
  let session: Session | undefined;
  try {
    const engine = await visit.engine();
    session = await withLimit(engine.open({ socksPort: lane.port }), OPEN_LIMIT);
    world.take(first.token, lane.name);
    await session.goto(`${first.entry.plan.check?.target.origin ?? ''}${CONTROL}canary`);
    for (const group of byCaller(all)) {
      const done = (one: Running) => visit.finish(one);
      const [only] = group;
      try {
        if (only && group.length === 1) await throughSegments(session, pages, only, done);
        else await visitPage({ session, pages, running: group, lanes: 1, begin: true, done });
      } catch (error) {
        for (const one of group) await visit.finish(one, text(error));
      }
    }
  } catch (error) {
    for (const one of all) await visit.finish(one, text(error));
  } finally {
    await withLimit(session?.close() ?? Promise.resolve(), CLOSE_LIMIT).catch(() => undefined);
    await lane.close();
  }
}

/** A check may call from several pages in turn. */
async function throughSegments(
  session: Session,
  pages: Pages,
  one: Running,
  done: (one: Running) => Promise<void>,
): Promise<void> {
  for (const segment of one.segments)
    await visitPage({
      session,
      pages,
      running: [one],
      segment,
      lanes: 1,
      begin: true,
      done: () => undefined,
    });
  await done(one);
}

function byCaller(all: readonly Running[]): Running[][] {
  const groups = new Map<string, Running[]>();
  for (const one of all) {
    const { from, origins } = one.entry.plan;
    const key = JSON.stringify(
      one.segments.length > 1 ? one.token : [origins[from.origin]?.origin, from.context],
    );
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

function text(error: unknown): string {
  return error instanceof Error ? error.message || error.name : String(error);
}
