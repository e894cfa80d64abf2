/** Keeps an engine running: launches it when it is wanted, and anew once it is gone; and its shared page. */
import type { Lane } from '../../servers/fabric.ts';
import type { World } from '../../servers/world.ts';
import type { Engine, Session } from '../browser/engine.ts';
import { withLimit } from '../browser/with-limit.ts';
import { CLOSE_LIMIT, OPEN_LIMIT } from './limits.ts';

export class EngineKeeper {
  readonly #launch: (spki: string) => Promise<Engine>;
  readonly #world: () => Promise<World>;
  #engine: Promise<Engine> | undefined;
  #shared: { session: Session; lane: Lane } | undefined;

  /** `launch` gets the SHA-256 of the public key of the world's certificates, in Base64. */
  constructor(launch: (spki: string) => Promise<Engine>, world: () => Promise<World>) {
    this.#launch = launch;
    this.#world = world;
  }

  /** The engine, launched if it is not running. Rejects if it cannot be launched. */
  async engine(): Promise<Engine> {
    const { authority } = await this.#world();
    this.#engine ??= this.#launch(authority.spki).catch((error: unknown) => {
      this.#engine = undefined;
      throw error;
    });
    return this.#engine;
  }

  /** The session in which cases share pages. */
  async shared(): Promise<Session> {
    if (!this.#shared) {
      const engine = await this.engine();
      const lane = await (await this.#world()).openLane('shared');
      const opened = engine.open({ socksPort: lane.port });
      this.#shared = { lane, session: await withLimit(opened, OPEN_LIMIT, 'opening a context') };
    }
    return this.#shared.session;
  }

  async closeShared(): Promise<void> {
    const shared = this.#shared;
    this.#shared = undefined;
    await withLimit(shared?.session.close() ?? Promise.resolve(), CLOSE_LIMIT).catch(() => undefined);
    await shared?.lane.close();
  }

  /** Makes room for another session, where the engine has but one. */
  async makeRoom(): Promise<Engine> {
    const engine = await this.engine();
    if (engine.sessions === 1) await this.closeShared();
    return engine;
  }

  /** Whether the shared page still answers. */
  async answers(): Promise<boolean> {
    const asked = this.#shared?.session.run<boolean>('() => true') ?? Promise.resolve(false);
    return withLimit(asked, CLOSE_LIMIT).catch(() => false);
  }

  /** Away with the old page, and with a browser that is gone or wedged; the next visit launches a new one. */
  async recover(): Promise<void> {
    await this.closeShared();
    await this.dropDead();
  }

  async dropDead(): Promise<void> {
    const launched = this.#engine;
    const engine = await launched?.catch(() => undefined);
    // Whoever asked at the same time may have replaced it already.
    if (!engine || (await engine.alive()) || this.#engine !== launched) return;
    await this.#drop(engine);
  }

  /** Away with the browser, dead or alive. */
  async renew(): Promise<void> {
    await this.closeShared();
    const engine = await this.#engine?.catch(() => undefined);
    if (engine) await this.#drop(engine);
  }

  async #drop(engine: Engine): Promise<void> {
    this.#engine = undefined;
    await withLimit(engine.close(), CLOSE_LIMIT).catch(() => undefined);
  }

  async close(): Promise<void> {
    await this.closeShared();
    const engine = await this.#engine?.catch(() => undefined);
    await engine?.close().catch(() => undefined);
  }
}
