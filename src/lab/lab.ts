/**
 * The lab: runs visits. One page at an origin and context holds many cases at once; what each did on the wire is told
 * apart by its token, or by a lane of its own. Observations are handed out as soon as they are drained.
 */
import type { Lane } from '../../servers/fabric.ts';
import { CONTROL, World } from '../../servers/world.ts';
import type { Engine, EngineInfo, Session } from '../browser/engine.ts';
import type { ProbeReport, StepReport } from '../browser/probe/messages.ts';
import type { CallerPlan } from '../plan/types.ts';
import { callHttp } from './http-client.ts';
import type { Observation } from './observation.ts';
import { PROBE, Pages } from './pages.ts';
import { mountOf, originOfUrl, segmentsOf, withoutToken, type Segment } from './prepare.ts';
import type { Entry, Visit } from './visits.ts';

export interface LabOptions {
  /** Starts the engine; called when it is first needed and again after a crash. */
  launch: (spki: string) => Promise<Engine>;
  /** Cases in flight in one page. */
  lanes?: number;
  /** Says whether an observation fails, so that its case is run once more alone. */
  fails: (entry: Entry, observation: Observation, engine: EngineInfo) => boolean;
}

export type Emit = (entry: Entry, observation: Observation) => void;

const LANES = 24;
/** After so many failures in a visit nothing is run again: the cause is not a neighbour. */
const MAX_RERUNS = 20;
/** A page that gives no result for so long is taken for dead. */
const SILENCE_LIMIT = 60_000;

interface Running {
  entry: Entry;
  token: string;
  attempt: number;
  segments: Segment[];
  steps: StepReport[];
  started: number;
  console: string[];
  /** Whether its observation has been handed out. */
  emitted: boolean;
}

export class Lab {
  readonly #options: LabOptions;
  readonly #pages = new Pages();
  #world: World | undefined;
  #engine: Promise<Engine> | undefined;
  #shared: { session: Session; lane: Lane } | undefined;
  #counter = 0;
  /** Milliseconds spent running visits. */
  busy = 0;

  constructor(options: LabOptions) {
    this.#options = options;
  }

  /** The engine, launched if it is not running. */
  async engine(): Promise<Engine> {
    const world = await this.world();
    this.#engine ??= this.#options.launch(world.authority.spki);
    this.#engine.catch(() => (this.#engine = undefined));
    return this.#engine;
  }

  async world(): Promise<World> {
    this.#world ??= await World.create(this.#pages.answer);
    return this.#world;
  }

  /** Runs a visit; every entry is emitted exactly once, failing ones after they have been run again alone. */
  async run(visit: Pick<Visit, 'exclusive' | 'entries'>, emit: Emit): Promise<void> {
    const began = performance.now();
    const { info } = await this.engine();
    const failing: { entry: Entry; observation: Observation }[] = [];
    const sort: Emit = (entry, observation) => {
      if (this.#options.fails(entry, observation, info)) failing.push({ entry, observation });
      else emit(entry, observation);
    };
    const http = visit.entries.filter(({ via }) => via === 'http');
    const entries = visit.entries.filter(({ via }) => via !== 'http');
    for (const entry of http) await this.#viaHttp(entry, sort);
    if (visit.exclusive) await this.#exclusive(entries, sort, 1);
    else if (entries.length > 0) await this.#together(entries, sort);
    for (const [index, { entry, observation }] of failing.entries()) {
      if (index >= MAX_RERUNS || failing.length > MAX_RERUNS || entry.via === 'http')
        emit(entry, observation);
      else await this.#alone(entry, 2, (_, again) => emit(entry, again));
    }
    this.busy += performance.now() - began;
  }

  async close(): Promise<void> {
    await this.#closeShared();
    const engine = await this.#engine?.catch(() => undefined);
    await engine?.close().catch(() => undefined);
    await this.#world?.close();
  }

  /** Many cases in the shared page. */
  async #together(entries: Entry[], emit: Emit): Promise<void> {
    const running = entries.map((entry) => this.#begin(entry, 1));
    try {
      await this.#mount(running, null);
      const { session } = await this.#sharedSession();
      await this.#visitPage(session, running, (one) => this.#finish(one, emit));
    } catch (error) {
      await this.#recover();
      for (const one of running) this.#finish(one, emit, text(error));
    }
  }

  /** Each case in a context and lane of its own. */
  async #exclusive(entries: Entry[], emit: Emit, attempt: number): Promise<void> {
    const engine = await this.engine();
    const queue = entries.values();
    if (engine.sessions === 1) await this.#closeShared();
    const worker = async () => {
      for (const entry of queue) await this.#alone(entry, attempt, emit);
    };
    await Promise.all(Array.from({ length: Math.min(engine.sessions, 4) }, worker));
  }

  async #alone(entry: Entry, attempt: number, emit: Emit): Promise<void> {
    const one = this.#begin(entry, attempt);
    const world = await this.world();
    const lane = await world.openLane(one.token);
    let session: Session | undefined;
    try {
      const engine = await this.engine();
      if (engine.sessions === 1) await this.#closeShared();
      await this.#mount([one], entry.plan.attribution === 'exclusive' ? lane.name : null);
      session = await engine.open({ socksPort: lane.port });
      for (const segment of one.segments) {
        if (segment.reloaded) one.steps.push({ outcome: 'reloaded' });
        await this.#visitPage(session, [one], () => undefined, segment);
      }
      this.#finish(one, emit);
    } catch (error) {
      await this.#recover();
      this.#finish(one, emit, text(error));
    } finally {
      await session?.close().catch(() => undefined);
      await lane.close();
    }
  }

  /** Loads the page, starts the probe and hands on what it drains, until every case has ended. */
  async #visitPage(
    session: Session,
    running: Running[],
    done: (one: Running) => void,
    segment?: Segment,
  ): Promise<void> {
    const first = running[0];
    if (!first) return;
    const world = await this.world();
    const { plan } = first.entry;
    const caller = segment?.caller ?? plan.from;
    const name = `v${++this.#counter}`;
    const place = (origin: string) => plan.origins[origin] ?? { origin, pageHeaders: [] };
    this.#pages.add(name, place(caller.origin).pageHeaders);
    const top = caller.top === undefined ? place(caller.origin) : place(caller.top);
    if (caller.top !== undefined) this.#pages.add(`${name}top`, top.pageHeaders);
    const url = `${top.origin}${CONTROL}page/${caller.top === undefined ? name : `${name}top`}`;
    const at = await session.goto(url);
    if (at !== top.origin) throw new Error(`the page is at ${at}, not at ${top.origin}: it did not load`);
    await session.run(`() => { ${PROBE} }`);
    const pending = new Map(running.map((one) => [one.token, one]));
    const cases = running.map((one) => ({
      key: one.token,
      via: one.entry.via,
      steps: (segment ?? one.segments[0])?.steps ?? [],
      limit: one.entry.plan.limit,
    }));
    await session.run('(visit) => corsproof.start(visit)', {
      caller: this.#callerUrls(caller, place(caller.origin).origin, name),
      cases,
      lanes: this.#options.lanes ?? LANES,
    });
    let heard = performance.now();
    while (pending.size > 0) {
      const reports = await withLimit(session.run<ProbeReport[]>('() => corsproof.drain()'), SILENCE_LIMIT);
      const lines = session.console();
      if (reports.length > 0) heard = performance.now();
      if (performance.now() - heard > SILENCE_LIMIT)
        throw new Error(`the page gave no result for ${SILENCE_LIMIT / 1000} s`);
      for (const one of running) one.console.push(...lines.filter((line) => line.includes(one.token)));
      for (const { key, steps } of reports) {
        const one = pending.get(key);
        if (!one) continue;
        pending.delete(key);
        one.steps.push(...steps);
        await this.#control(world, one);
        done(one);
      }
    }
    this.#pages.remove(name);
    this.#pages.remove(`${name}top`);
  }

  #callerUrls(caller: CallerPlan, origin: string, name: string) {
    const base = `${origin}${CONTROL}`;
    const own =
      caller.context === 'service-worker' ||
      caller.context === 'shared-worker' ||
      caller.context === 'dedicated-worker';
    return {
      context: caller.context,
      probeUrl: own ? `${base}worker/${name}/probe.js` : `${base}probe.js`,
      frameUrl: `${base}frame/${name}`,
      name,
    };
  }

  #begin(entry: Entry, attempt: number): Running {
    const token = `t${(++this.#counter).toString(36)}x${Math.random().toString(36).slice(2, 6).padEnd(4, '0')}`;
    const segments = segmentsOf(entry.plan, token);
    return {
      entry,
      token,
      attempt,
      segments,
      steps: [],
      started: performance.now(),
      console: [],
      emitted: false,
    };
  }

  async #mount(running: Running[], lane: string | null): Promise<void> {
    const world = await this.world();
    const wanted = new Map<string, boolean>();
    for (const { entry } of running) {
      for (const { origin } of Object.values(entry.plan.origins))
        wanted.set(origin, (wanted.get(origin) ?? false) || entry.plan.raw);
    }
    await Promise.all([...wanted].map(([origin, raw]) => world.ensure(origin, raw)));
    for (const { entry, token } of running) world.mount(mountOf(entry.plan, token, lane));
  }

  /** A block with nothing on the wire needs proof that the server could be reached: if no fence of the page did it. */
  async #control(world: World, one: Running): Promise<void> {
    const record = world.log.get(one.token);
    const last = one.steps.at(-1);
    if (!record || last?.outcome !== 'blocked' || record.fences.length > 0) return;
    for (const place of Object.keys(one.entry.plan.routes)) {
      const origin = originOfUrl(one.entry.plan, place);
      const url = `${origin}${CONTROL}fence/${one.token}/${one.steps.length - 1}/lab`;
      await callHttp(world, origin, url).catch(() => undefined);
    }
  }

  async #viaHttp(entry: Entry, emit: Emit): Promise<void> {
    const one = this.#begin(entry, 1);
    await this.#mount([one], null);
    const world = await this.world();
    for (const { steps, first } of one.segments) {
      for (const [index, step] of steps.entries()) {
        const planned = entry.plan.steps[first + index];
        if (step.kind !== 'request' || planned?.kind !== 'request') continue;
        const origin = originOfUrl(entry.plan, planned.request.url);
        const report = await callHttp(world, origin, step.request.url, step.request).catch(
          (error: unknown): StepReport => ({ outcome: 'harness-error', message: text(error) }),
        );
        one.steps.push(report);
      }
    }
    this.#finish(one, emit);
  }

  #finish(one: Running, emit: Emit, harness?: string): void {
    if (one.emitted) return;
    one.emitted = true;
    const { token } = one;
    const record = this.#world?.log.get(token);
    const clean = <T>(value: T): T => JSON.parse(withoutToken(JSON.stringify(value), token)) as T;
    const limit = one.steps.find(({ outcome }) => outcome === 'timeout' || outcome === 'harness-error');
    const reason =
      harness ??
      (limit?.outcome === 'timeout'
        ? `the call did not end within ${one.entry.plan.limit} ms`
        : limit?.message);
    const observation: Observation = {
      test: one.entry.test,
      attempt: one.attempt,
      steps: clean(one.steps),
      wire: clean(record?.exchanges ?? []),
      fences: record?.fences ?? [],
      console: clean(one.console),
      ...(reason === undefined ? {} : { harness: clean(reason) }),
      ms: Math.round(performance.now() - one.started),
    };
    this.#world?.unmount(token);
    emit(one.entry, observation);
  }

  async #sharedSession(): Promise<{ session: Session; lane: Lane }> {
    if (!this.#shared) {
      const engine = await this.engine();
      const world = await this.world();
      const lane = await world.openLane('shared');
      this.#shared = { lane, session: await engine.open({ socksPort: lane.port }) };
    }
    return this.#shared;
  }

  async #closeShared(): Promise<void> {
    const shared = this.#shared;
    this.#shared = undefined;
    await shared?.session.close().catch(() => undefined);
    await shared?.lane.close();
  }

  /** After a crash: a new browser, since the old one may be gone or wedged. */
  async #recover(): Promise<void> {
    const engine = await this.#engine?.catch(() => undefined);
    this.#engine = undefined;
    await withLimit(this.#closeShared(), 5_000).catch(() => undefined);
    await withLimit(engine?.close() ?? Promise.resolve(), 5_000).catch(() => undefined);
  }
}

function withLimit<T>(promise: Promise<T>, ms: number): Promise<T> {
  let timer: NodeJS.Timeout;
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${ms / 1000} s`)), ms);
  });
  return Promise.race([promise, limit]).finally(() => clearTimeout(timer));
}

function text(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
