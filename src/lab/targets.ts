/** The targets of a lab: each is started when it is first needed, and stopped with the lab. */
import type { ForwardTo } from '../../servers/targets/forward.ts';
import { startTarget, type RunningTarget } from '../../servers/targets/start.ts';
import { guardedEnvironment } from '../browser/guard.ts';
import type { TargetPlan } from '../plan/target.ts';
import type { Observation } from './observation.ts';

/** Calls in a row that get no answer, after which a target is taken for hanging. */
const PATIENCE = 3;
/** Targets that are being started at the same time. */
const AT_ONCE = 4;

export class Targets {
  readonly #running = new Map<string, Promise<RunningTarget>>();
  readonly #silent = new Map<string, number>();
  readonly #endless = new Map<string, Set<string>>();
  readonly #turns: Promise<unknown>[] = Array.from({ length: AT_ONCE }, () => Promise.resolve());

  /** Where the target is; rejects, with its last output, if it does not get ready. */
  async reach(plan: TargetPlan): Promise<ForwardTo> {
    const key = JSON.stringify(plan);
    const starting = this.#running.get(key) ?? this.#start(plan);
    this.#running.set(key, starting);
    const target = await starting;
    const endless = this.#endless.get(key) ?? new Set<string>();
    this.#endless.set(key, endless);
    return {
      url: target.url,
      endless,
      failure: () =>
        target.failure() ??
        ((this.#silent.get(key) ?? 0) < PATIENCE
          ? null
          : `the target hangs: ${PATIENCE} calls in a row had no answer`),
    };
  }

  /** Whether a target did not get ready, has ended or hangs, and `observation` says so already. */
  async isKnownGone(plan: TargetPlan, { failure, checked }: Observation): Promise<boolean> {
    const gone = await this.reach(plan).then(
      (target) => target.failure() !== null,
      () => true,
    );
    if (!gone) return false;
    const inPages = checked?.pages.flatMap(({ observation }) => observation.wire) ?? [];
    return failure?.code === 'target' || inPages.some(({ failed }) => failed?.code === 'gone');
  }

  /** Counts the silences of a target. */
  heard(plan: TargetPlan, { wire }: Pick<Observation, 'wire'>): void {
    const key = JSON.stringify(plan);
    const silent = wire.some(({ failed }) => failed?.code === 'silent');
    if (wire.length > 0) this.#silent.set(key, silent ? (this.#silent.get(key) ?? 0) + 1 : 0);
  }

  async stop(): Promise<void> {
    const all = await Promise.allSettled(this.#running.values());
    const running = all.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
    await Promise.all(running.map((one) => one.stop()));
  }

  #start(plan: TargetPlan): Promise<RunningTarget> {
    const turn = this.#running.size % AT_ONCE;
    const starting = (this.#turns[turn] ?? Promise.resolve()).then(() =>
      startTarget(plan, guardedEnvironment()),
    );
    this.#turns[turn] = starting.catch(() => undefined);
    return starting;
  }
}
