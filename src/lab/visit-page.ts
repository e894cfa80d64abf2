/** One page: loads it, starts the probe there and hands on what it drains, until every case has ended. */
import { CONTROL } from '../../servers/world.ts';
import type { Session } from '../browser/engine.ts';
import type { ProbeCase, ProbeReport, StartReport } from '../browser/probe/messages.ts';
import { PROBE } from '../browser/probe/source.ts';
import { withLimit } from '../browser/with-limit.ts';
import type { CallerPlan } from '../plan/types.ts';
import { HarnessError, text } from './errors.ts';
import type { HarnessFailure } from './observation.ts';
import type { Pages } from './pages.ts';
import type { Running } from './running.ts';

/** A page that gives no result for so long is taken for dead. */
const SILENCE_LIMIT = 60_000;

export interface PageVisit {
  session: Session;
  pages: Pages;
  running: Running[];
  /** The part of a case that this page runs, where a case needs several; else its first. */
  place?: number;
  /** Cases in flight. */
  lanes: number;
  /** Whether the page says before each case that it begins. */
  begin?: boolean;
  /** Called with every case whose steps have been reported. */
  done: (one: Running) => Promise<void> | void;
}

let counter = 0;

/** Runs cases that share their callers, page after page; `done` is called with each once its last page is through. */
export async function visitPages(visit: Omit<PageVisit, 'place'>): Promise<void> {
  const segments = visit.running[0]?.segments ?? [];
  for (const [place, { reloaded }] of segments.entries()) {
    if (reloaded) for (const { steps } of visit.running) steps.push({ outcome: 'reloaded' });
    const done = place === segments.length - 1 ? visit.done : () => undefined;
    await visitPage({ ...visit, place, done });
  }
}

/** Runs the part of cases that one caller makes. Rejects if the page does not load, dies or falls silent. */
export async function visitPage({
  session,
  pages,
  running,
  place = 0,
  lanes,
  begin,
  done,
}: PageVisit): Promise<void> {
  const [first] = running;
  if (!first) return;
  const { plan } = first.entry;
  const caller = first.segments[place]?.caller ?? plan.from;
  const name = `v${++counter}`;
  const own = plan.origins[caller.origin];
  const top = caller.top === undefined ? own : plan.origins[caller.top];
  if (!own || !top) throw new Error(`the caller ${caller.origin} is not an origin of ${plan.id}`);
  pages.add(name, own.pageHeaders);
  pages.add(`${name}top`, top.pageHeaders);
  try {
    await load(session, top.origin, `${CONTROL}page/${name}top`);
    const cases = running.map(({ token, entry, segments }, index): ProbeCase => {
      const then = running[index + 1]?.token;
      return {
        key: token,
        via: entry.via,
        steps: segments[place]?.steps ?? [],
        limit: entry.plan.limit,
        ...(begin ? { begin: `${top.origin}${CONTROL}begin/${token}` } : {}),
        ...(begin && then !== undefined ? { then } : {}),
      };
    });
    // One round trip for both: the probe's script and the start of the visit.
    const start = session.run<StartReport>(`async (visit) => { ${PROBE}; return corsproof.start(visit); }`, {
      caller: callerUrls(caller, own.origin, name),
      cases,
      lanes,
    });
    const failure = failureOfStart(await withLimit(start, SILENCE_LIMIT, 'starting the probe'));
    if (failure) throw new HarnessError(failure);
    await drain(session, running, done);
  } finally {
    pages.remove(name);
    pages.remove(`${name}top`);
  }
}

/**
 * Rejects with a HarnessError if the page is not at `origin` afterwards: some drivers report a failure, others stay where
 * they were.
 */
export async function load(session: Session, origin: string, path: string): Promise<void> {
  const code = 'page-not-loaded';
  const at = await session.goto(`${origin}${path}`).catch((cause: unknown) => {
    throw new HarnessError({ code, origin, landedAt: null, message: text(cause) }, { cause });
  });
  if (at !== origin) throw new HarnessError({ code, origin, landedAt: at });
}

function failureOfStart({ unsupported, error }: StartReport): HarnessFailure | undefined {
  if (unsupported !== undefined) return { code: 'unsupported', feature: unsupported };
  return error === undefined ? undefined : { code: 'probe', message: error };
}

async function drain(session: Session, running: Running[], done: PageVisit['done']): Promise<void> {
  const pending = new Map(running.map((one) => [one.token, one]));
  let heard = performance.now();
  while (pending.size > 0) {
    const reports = await withLimit(
      session.run<ProbeReport[]>('() => corsproof.drain()'),
      SILENCE_LIMIT,
      'asking for results',
    );
    if (reports.length > 0) heard = performance.now();
    if (performance.now() - heard > SILENCE_LIMIT) {
      throw new HarnessError({ code: 'silent', limitMs: SILENCE_LIMIT });
    }
    for (const line of session.console()) {
      running.find(({ token }) => line.includes(token))?.console.push(line);
    }
    for (const { key, steps } of reports) {
      const one = pending.get(key);
      if (!one) continue;
      pending.delete(key);
      one.steps.push(...steps);
      await done(one);
    }
  }
}

/** Where the caller's own documents and scripts are; a worker's script has an address of its own per visit. */
function callerUrls({ context }: CallerPlan, origin: string, name: string) {
  const base = `${origin}${CONTROL}`;
  const controlled = context === 'controlled-iframe';
  const own = /^(dedicated|shared|service)-worker$/.test(context);
  return {
    context,
    probeUrl: own ? `${base}worker/${name}/probe.js` : `${base}probe.js`,
    frameUrl: controlled ? `${base}worker/${name}/frame` : `${base}frame/${name}`,
    ...(controlled ? { controllerUrl: `${base}worker/${name}/controller.js` } : {}),
    name,
  };
}
