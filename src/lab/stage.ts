/**
 * A stage: one browser context and lane for calls that a hand-written test makes one after another. Cookies, preflight
 * cache and the place in a sequence of answers last from call to call; the page is loaded anew for each.
 */
import type { Lane } from '../../servers/fabric.ts';
import { CONTROL, type World } from '../../servers/world.ts';
import type { Engine, EngineInfo, Session } from '../browser/engine.ts';
import { withLimit } from '../browser/with-limit.ts';
import { serverNames } from '../plan/server-names.ts';
import type { CasePlan, Client } from '../plan/types.ts';
import { control } from './http-client.ts';
import { CLOSE_LIMIT, OPEN_LIMIT } from './limits.ts';
import type { Observation } from './observation.ts';
import type { Pages } from './pages.ts';
import { mountOf } from './prepare.ts';
import { begin, observe, type Running } from './running.ts';
import { load, visitPage } from './visit-page.ts';
import { testTitle } from './visits.ts';

export interface StageOptions {
  world: World;
  engine: () => Promise<Engine>;
  pages: Pages;
  /** Called once when the stage has closed; `broken` if the browser may have died. */
  closed: (broken: boolean) => Promise<void>;
}

/** Opens a context and a lane of its own. Rejects if the engine opens no context. */
export async function openStage(options: StageOptions): Promise<Stage> {
  let lane: Lane | undefined;
  try {
    const engine = await options.engine();
    lane = await options.world.openLane('stage');
    const session = await withLimit(engine.open({ socksPort: lane.port }), OPEN_LIMIT, 'opening a context');
    return new Stage(options, lane, session, engine.info);
  } catch (error) {
    await lane?.close();
    await options.closed(true);
    throw error;
  }
}

export class Stage {
  readonly engine: EngineInfo;
  readonly #options: StageOptions;
  readonly #lane: Lane;
  readonly #session: Session;
  /** Of what was served last. */
  #token: string | undefined;
  #broken = false;

  constructor(options: StageOptions, lane: Lane, session: Session, engine: EngineInfo) {
    this.engine = engine;
    this.#options = options;
    this.#lane = lane;
    this.#session = session;
  }

  /** From the next call on, the servers begin anew: sequences of answers at their first one. */
  forget(): void {
    if (this.#token !== undefined) this.#options.world.unmount(this.#token);
    this.#token = undefined;
  }

  /** Makes the only call of `plan`. Rejects if the page does not load or dies. */
  async call(plan: CasePlan, via: Client): Promise<Observation> {
    const one = await this.#begin(plan, via);
    const { pages, world } = this.#options;
    try {
      await visitPage({ session: this.#session, pages, running: [one], lanes: 1, done: () => undefined });
    } catch (error) {
      this.#broken = true;
      throw error;
    }
    await control(world, one);
    return observe(one, world.log.get(one.token));
  }

  /** Runs the source of an async function with a JSON argument in a page at the caller's origin; rejects as it does. */
  async run(
    plan: CasePlan,
    source: string,
    argument: unknown,
  ): Promise<{ value: unknown; observation: Observation }> {
    const one = await this.#begin(plan, 'fetch');
    const { pages, world } = this.#options;
    const own = plan.origins[plan.from.origin];
    if (!own) throw new Error(`${plan.from.origin} is not an origin`);
    const page = `${one.token}page`;
    pages.add(page, own.pageHeaders);
    try {
      await load(this.#session, own.origin, `${CONTROL}page/${page}`);
      const value = await this.#session.run<unknown>(source, argument);
      await this.#session.run(RAISE_FENCES, fencesOf(one));
      return { value, observation: observe(one, world.log.get(one.token)) };
    } finally {
      pages.remove(page);
    }
  }

  async close(): Promise<void> {
    this.forget();
    await withLimit(this.#session.close(), CLOSE_LIMIT).catch(() => undefined);
    await this.#lane.close();
    await this.#options.closed(this.#broken);
  }

  async #begin(plan: CasePlan, via: Client): Promise<Running> {
    const { world } = this.#options;
    const one = begin({ plan, via, test: testTitle(plan, via) }, 1, this.#token);
    this.#token = one.token;
    await Promise.all(Object.values(plan.origins).map(({ origin }) => world.ensure(origin, plan.raw)));
    world.mount(mountOf(plan, one.token, this.#lane.name));
    return one;
  }
}

/** What the page sent before them has arrived when they have. */
const RAISE_FENCES = `async (urls) => {
  const options = { mode: 'no-cors', credentials: 'omit', cache: 'no-store', referrerPolicy: 'no-referrer' };
  await Promise.all(urls.map((url) => fetch(url, options).catch(() => undefined)));
  return null;
}`;

function fencesOf({ entry: { plan }, token }: Running): string[] {
  return serverNames(plan).map((name) => `${plan.origins[name]?.origin ?? ''}${CONTROL}fence/${token}/0`);
}
