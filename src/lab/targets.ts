/** The targets of a lab: each is started when it is first needed, and stopped with the lab. */
import type { ForwardTo } from '../../servers/targets/forward.ts';
import { startTarget, type RunningTarget } from '../../servers/targets/start.ts';
import { guardedEnvironment } from '../browser/guard.ts';
import type { TargetPlan } from '../plan/target.ts';
import { text } from './errors.ts';
import type { Observation } from './observation.ts';

/** Calls in a row that get no answer, after which a target is taken for hanging. */
const PATIENCE = 3;
/** Targets that are being started at the same time. */
const AT_ONCE = 4;

export class Targets {
  readonly #running = new Map<string, Promise<RunningTarget>>();
  readonly #silent = new Map<string, number>();
  readonly #turns: Promise<unknown>[] = Array.from({ length: AT_ONCE }, () => Promise.resolve());

  /** Where the target is; rejects, with its last output, if it does not get ready. */
  async reach(plan: TargetPlan): Promise<ForwardTo> {
    const key = JSON.stringify(plan);
    const starting = this.#running.get(key) ?? this.#start(plan);
    this.#running.set(key, starting);
    const target = await starting;
    return {
      url: target.url,
      failure: () =>
        target.failure() ??
        ((this.#silent.get(key) ?? 0) < PATIENCE
          ? null
          : `the target hangs: ${PATIENCE} calls in a row had no answer`),
    };
  }

  /** Whether a target did not get ready, has ended or hangs, and `observation` says so already. */
  async isKnownGone(plan: TargetPlan, { failure: known, wire }: Observation): Promise<boolean> {
    const failure = await this.reach(plan).then((target) => target.failure(), text);
    if (failure === null) return false;
    const said = known?.code === 'target' ? known.message : undefined;
    return [said, ...wire.map(({ failed }) => failed)].some((told) => told?.includes(failure));
  }

  /** Counts the silences of a target. */
  heard(plan: TargetPlan, { wire }: Pick<Observation, 'wire'>): void {
    const key = JSON.stringify(plan);
    const silent = wire.some(({ failed }) => failed?.includes('nothing came within'));
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
