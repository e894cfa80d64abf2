/**
 * The lab: runs visits. One page at an origin and context holds many cases at once; what each did on the wire is told
 * apart by its token, or by a lane of its own. Observations are handed out as soon as they are drained.
 */
import { World } from '../../servers/world.ts';
import type { Engine, EngineInfo, Session } from '../browser/engine.ts';
import { withLimit } from '../browser/with-limit.ts';
import { failureOf } from './errors.ts';
import { callSteps, control } from './http-client.ts';
import { isDoubtful } from './doubtful.ts';
import { EngineKeeper } from './engine-keeper.ts';
import { CLOSE_LIMIT, OPEN_LIMIT } from './limits.ts';
import type { HarnessFailure, Observation } from './observation.ts';
import { Pages } from './pages.ts';
import { mountOf } from './prepare.ts';
import { begin, observe, type Running } from './running.ts';
import { openStage, type Stage } from './stage.ts';
import { Screens } from './screens.ts';
import { Targets } from './targets.ts';
import { visitTarget } from './target-visit.ts';
import { visitPages } from './visit-page.ts';
import type { Entry, Visit } from './visits.ts';

export interface LabOptions {
  /** Starts the engine; called when it is first needed and again after a crash. */
  launch: (spki: string) => Promise<Engine>;
  /** Cases in flight in one page. */
  lanes?: number;
  /** Says whether an observation fails, so that its case is run once more alone. */
  fails: (entry: Entry, observation: Observation, engine: EngineInfo) => boolean;
  /** Targets that other labs use too, and that their owner stops. */
  targets?: Targets;
  /** Folder in which the labs of a run share the screens of their targets; in memory if missing. */
  screens?: string;
}

/** Must not throw: the lab would take that for a page that has failed, and its entry for handed out. */
export type Emit = (entry: Entry, observation: Observation) => void;

const LANES = 24;
/** Contexts of their own that are open at the same time. */
const CONTEXTS_AT_ONCE = 4;
/** After so many failures in a visit none is run again, unless it shows what a neighbour has left. */
const MAX_RERUNS = 20;

export class Lab {
  readonly #options: LabOptions;
  readonly #pages = new Pages();
  readonly #targets: Targets;
  readonly #screens: Screens;
  readonly #keeper: EngineKeeper;
  #world: Promise<World> | undefined;
  #turn: Promise<void> = Promise.resolve();
  #stopped = false;
  /** Milliseconds spent running visits. */
  busy = 0;

  constructor(options: LabOptions) {
    this.#options = options;
    this.#targets = options.targets ?? new Targets();
    this.#screens = new Screens(options.screens ?? null);
    this.#keeper = new EngineKeeper(options.launch, () => this.world());
  }

  world(): Promise<World> {
    this.#world ??= World.create(this.#pages.answer);
    return this.#world;
  }

  /** The engine, launched if it is not running. */
  engine(): Promise<Engine> {
    return this.#keeper.engine();
  }

  /**
   * Runs a visit; every entry is emitted exactly once, failing ones after they have been run again alone. Rejects only
   * if the engine cannot be started. Visits take turns; a waiting one runs beside them where the engine has sessions.
   */
  async run(visit: Pick<Visit, 'kind' | 'entries'>, emit: Emit): Promise<void> {
    const { sessions } = await this.engine();
    if (visit.kind === 'waiting' && sessions > 1) return this.#run(visit, emit);
    const turn = this.#turn.then(() => this.#run(visit, emit));
    this.#turn = turn.catch(() => undefined);
    return turn;
  }

  /** A context for a hand-written test; visits that take turns wait until it is closed. */
  async stage(): Promise<Stage> {
    const before = this.#turn;
    let release = (): void => undefined;
    this.#turn = new Promise((resolve) => (release = resolve));
    await before;
    const engine = () => this.#keeper.makeRoom();
    const closed = async (broken: boolean) => {
      if (broken) await this.#keeper.dropDead();
      release();
    };
    return openStage({ world: await this.world(), engine, pages: this.#pages, closed });
  }

  /** Starts nothing any more, and cuts off what is under way; its entries are not emitted. */
  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#keeper.closeShared();
  }

  async #run(visit: Pick<Visit, 'kind' | 'entries'>, give: Emit): Promise<void> {
    if (this.#isStopped()) return;
    const emit: Emit = (entry, observation) => {
      if (!this.#isStopped()) give(entry, observation);
    };
    const began = performance.now();
    const { info } = await this.engine();
    const failing = new Map<Entry, Observation>();
    const sort: Emit = (entry, observation) => {
      if (this.#options.fails(entry, observation, info)) failing.set(entry, observation);
      else emit(entry, observation);
    };
    if (visit.kind === 'target') await this.#atTarget(visit.entries, sort);
    const ours = visit.kind === 'target' ? [] : visit.entries;
    for (const entry of ours.filter(({ via }) => via === 'http')) await this.#viaHttp(entry, sort);
    const entries = ours.filter(({ via }) => via !== 'http');
    if (visit.kind === 'exclusive') await this.#apart(entries, sort);
    else if (visit.kind === 'waiting') await this.#aside(entries, sort);
    else if (entries.length > 0) await this.#together(entries, sort);
    // In the order in which tests ask for them: each waits for its own second run, and for no later one.
    for (const entry of visit.entries) {
      const observation = failing.get(entry);
      if (!observation) continue;
      const { check } = entry.plan;
      // A second run would show nothing else: what page and screen have both seen, or what a dead target cannot show.
      const isCertain =
        entry.via === 'http' ||
        (check ? !(await this.#wantsAnotherRun(entry, observation)) : failing.size > MAX_RERUNS);
      if (isCertain || this.#isStopped()) emit(entry, observation);
      else if (check) await this.#atTarget([entry], emit, observation.attempt + 1);
      else await this.#again(entry, observation.attempt + 1, emit);
    }
    this.busy += performance.now() - began;
  }

  async close(): Promise<void> {
    await this.#keeper.close();
    if (!this.#options.targets) await this.#targets.stop();
    await (await this.#world)?.close();
  }

  /** Many cases in the shared page; what a crash leaves unfinished is run once more in a new browser. */
  async #together(entries: Entry[], emit: Emit, attempt = 1): Promise<void> {
    const running = entries.map((entry) => begin(entry, attempt));
    try {
      const [session, world] = await Promise.all([this.#keeper.shared(), this.#serve(running)]);
      mount(world, running, null);
      await this.#inPage(session, running, emit);
    } catch (error) {
      const left = running.filter(({ finished }) => !finished);
      const again = attempt === 1 && !this.#isStopped() && !(await this.#keeper.answers());
      await this.#keeper.recover();
      const entriesLeft = left.map(({ entry }) => entry);
      if (again) await this.#together(entriesLeft, emit, attempt + 1);
      else for (const one of left) await this.#finish(one, emit, failureOf(error));
    }
  }

  /** Many cases in a page beside the shared one. */
  async #aside(entries: Entry[], emit: Emit): Promise<void> {
    const engine = await this.engine();
    if (engine.sessions === 1) return this.#together(entries, emit);
    const running = entries.map((entry) => begin(entry, 1));
    const lane = await (await this.world()).openLane('aside');
    let session: Session | undefined;
    try {
      mount(await this.#serve(running), running, null);
      session = await withLimit(engine.open({ socksPort: lane.port }), OPEN_LIMIT, 'opening a context');
      await this.#inPage(session, running, emit);
    } catch (error) {
      await this.#keeper.dropDead();
      for (const one of running) await this.#finish(one, emit, failureOf(error));
    } finally {
      await withLimit(session?.close() ?? Promise.resolve(), CLOSE_LIMIT).catch(() => undefined);
      await lane.close();
    }
  }

  async #inPage(session: Session, running: Running[], emit: Emit): Promise<void> {
    const lanes = this.#options.lanes ?? LANES;
    const done = (one: Running) => this.#finish(one, emit);
    await visitPages({ session, pages: this.#pages, running, lanes, done });
  }

  /** Each case in a context and lane of its own. */
  async #apart(entries: Entry[], emit: Emit): Promise<void> {
    const { sessions } = await this.engine();
    const queue = entries.values();
    const worker = async () => {
      for (const entry of queue) await this.#alone(entry, 1, emit);
    };
    await Promise.all(Array.from({ length: Math.min(sessions, CONTEXTS_AT_ONCE) }, worker));
  }

  async #alone(entry: Entry, attempt: number, emit: Emit): Promise<void> {
    const one = begin(entry, attempt);
    const world = await this.world();
    const lane = await world.openLane(one.token);
    let session: Session | undefined;
    try {
      const engine = await this.#keeper.makeRoom();
      mount(await this.#serve([one]), [one], entry.plan.attribution === 'exclusive' ? lane.name : null);
      session = await withLimit(engine.open({ socksPort: lane.port }), OPEN_LIMIT, 'opening a context');
      await this.#inPage(session, [one], emit);
    } catch (error) {
      await this.#keeper.dropDead();
      await this.#finish(one, emit, failureOf(error));
    } finally {
      await withLimit(session?.close() ?? Promise.resolve(), CLOSE_LIMIT).catch(() => undefined);
      await lane.close();
    }
  }

  /**
   * Alone; and if that was cut off too, once more in a new browser: the driver may be wedged, or the engine may leave a
   * call unsettled now and then.
   */
  async #again(entry: Entry, attempt: number, emit: Emit): Promise<void> {
    const { info } = await this.engine();
    const cutOff: Observation[] = [];
    await this.#alone(entry, attempt, (_, observation) => {
      const isCutOff = observation.failure !== undefined && this.#options.fails(entry, observation, info);
      if (isCutOff) cutOff.push(observation);
      else emit(entry, observation);
    });
    if (cutOff.length === 0 || this.#isStopped()) return;
    await this.#keeper.renew();
    await this.#alone(entry, attempt + 1, emit);
  }

  /** Outside the browser, over plain HTTP. */
  async #viaHttp(entry: Entry, emit: Emit): Promise<void> {
    const one = begin(entry, 1);
    const world = await this.#serve([one]);
    mount(world, [one], null);
    await callSteps(world, one);
    await this.#finish(one, emit);
  }

  /** Checks of somebody's server. */
  async #atTarget(entries: Entry[], emit: Emit, attempt = 1): Promise<void> {
    await this.#keeper.makeRoom();
    const visit = {
      world: await this.world(),
      engine: () => this.engine(),
      pages: this.#pages,
      targets: this.#targets,
      screens: this.#screens,
      end: (one: Running, failure?: HarnessFailure) => this.#end(one, failure),
      emit,
      isStopped: () => this.#isStopped(),
    };
    await visitTarget(visit, entries, attempt);
    await this.#keeper.dropDead();
  }

  /** Whether a check that fails shows what the run did rather than the target: a page cut off, or its neighbours' doing. */
  async #wantsAnotherRun({ plan }: Entry, observation: Observation): Promise<boolean> {
    if (plan.check && (await this.#targets.isKnownGone(plan.check.target, observation))) return false;
    return isDoubtful(observation);
  }

  /** The world, once servers listen for every origin of these. */
  async #serve(running: readonly Running[]): Promise<World> {
    const world = await this.world();
    const wanted = new Map<string, boolean>();
    for (const { plan } of running.map(({ entry }) => entry)) {
      for (const { origin } of Object.values(plan.origins))
        wanted.set(origin, (wanted.get(origin) ?? false) || plan.raw);
    }
    await Promise.all([...wanted].map(([origin, raw]) => world.ensure(origin, raw)));
    return world;
  }

  async #finish(one: Running, emit: Emit, failure?: HarnessFailure): Promise<void> {
    if (one.finished) return;
    emit(one.entry, await this.#end(one, failure));
  }

  async #end(one: Running, failure?: HarnessFailure): Promise<Observation> {
    one.finished = true;
    const world = await this.world();
    if (failure === undefined) await control(world, one);
    const observation = observe(one, world.log.get(one.token), failure);
    world.unmount(one.token);
    const { check } = one.entry.plan;
    if (check) this.#targets.heard(check.target, observation);
    return observation;
  }

  #isStopped(): boolean {
    return this.#stopped;
  }
}

/** From now on the servers answer these as they are planned. */
function mount(world: World, running: readonly Running[], lane: string | null): void {
  for (const { entry, token } of running) world.mount(mountOf(entry.plan, token, lane));
}
