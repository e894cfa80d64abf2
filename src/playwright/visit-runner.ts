/**
 * Between Playwright's tests and the lab: the first test of a visit that asks starts it for all selected tests of the
 * visit; each gets its observation as soon as the lab has it, and the next visit is begun meanwhile.
 */
import { writeFileSync } from 'node:fs';
import type { EngineInfo, EngineName } from '../browser/engine.ts';
import { withLimit } from '../browser/with-limit.ts';
import { text } from '../lab/errors.ts';
import type { Lab } from '../lab/lab.ts';
import type { HarnessFailure, Observation } from '../lab/observation.ts';
import { probeThirdPartyCookies, type ThirdPartyCookies } from '../lab/third-party-cookies.ts';
import { Spill } from '../lab/spill.ts';
import type { Entry, Visit } from '../lab/visits.ts';
import type { SheetCase } from '../plan/sheet.ts';
import type { CasePlan } from '../plan/types.ts';
import type { EngineLine } from '../report/lines.ts';
import type { WorkerResults } from './worker-results.ts';

/** What may be asked for. */
export interface Suite {
  visits: readonly Visit<SheetCase>[];
  planOf: (one: SheetCase) => CasePlan;
}

/** One test, as it asks for its observation. */
export interface Asked {
  test: string;
  /** The tests of its visit that this worker will run. */
  selected: ReadonlySet<string>;
  repeat: number;
  /** When it began, on the clock of `performance.now()`. */
  began: number;
  /** Milliseconds after which Playwright ends it; 0 if it does not. */
  timeout: number;
}

export interface Observed {
  observation: Observation;
  engine: EngineInfo;
}

interface SpillLine {
  test: string;
  /** The observation, or nothing once it has been handed to its test. */
  observed?: Observed;
}

export interface VisitRunnerOptions {
  /** The same one each time; not asked for by a worker that runs nothing. */
  lab: () => Promise<Lab>;
  results: WorkerResults;
  folder: string;
  project: string;
  engine: EngineName;
  /** Whether the visit after this one will be asked for in this worker. */
  prefetch: boolean;
}

/** Visits that the lab may be ahead of Playwright. */
const VISITS_AHEAD = 4;
/** The share of its time that a test waits for the lab; what is left is for telling of it. */
const WAITED = 0.9;
/** Milliseconds of a test whose time is not limited. */
const UNLIMITED = 2 ** 31 - 1;

interface Waiting {
  plan: CasePlan;
  promise: Promise<Observed>;
  resolve: (observed: Observed) => void;
}

export class VisitRunner {
  readonly #options: VisitRunnerOptions;
  readonly #spill: Spill<SpillLine>;
  readonly #visits = new Map<string, Map<string, Waiting>>();
  /** Once this worker runs something. */
  #lab: Promise<Lab> | undefined;
  #last: Promise<void> = Promise.resolve();
  /** Tests that the lab has yet to observe. */
  #unobserved = 0;
  readonly #runs: Promise<void>[] = [];
  #engine: EngineInfo;
  #policy: ThirdPartyCookies = 'unknown';
  /** Ends once that is known, if this worker finds it out: no observation is handed out before, so each can tell it. */
  #probing: Promise<void> = Promise.resolve();
  /** The engine's third-party-cookie policy as this worker has told it; null before it has told of its engine. */
  #told: ThirdPartyCookies | null = null;
  /** Visits of which this worker ran something itself. */
  readonly #ran = new Set<string>();

  constructor(options: VisitRunnerOptions) {
    this.#options = options;
    this.#engine = { engine: options.engine, build: 'none', version: 'none', driver: 'none' };
    this.#spill = new Spill(`${options.folder}/spill`);
  }

  get results(): WorkerResults {
    return this.#options.results;
  }

  /** The observation of one test; it says that there is none if the lab has not come to it in time. */
  async observe(suite: Suite, visit: Visit<SheetCase>, asked: Asked): Promise<Observed & { plan: CasePlan }> {
    const { test, selected, repeat } = asked;
    const name = this.#nameOf(visit, repeat);
    const started = this.#visits.get(name);
    let waiting = started?.get(test);
    if (!waiting) {
      const wanted = started ? new Set([test]) : selected;
      const entries = visit.entries.filter((entry) => wanted.has(entry.test));
      waiting = this.#start(name, planned({ kind: visit.kind, entries }, suite), test).get(test);
    }
    // A worker that only reports what an earlier one has observed needs no browser.
    const whole = repeat === 0 && visit.entries.length === selected.size && this.#ran.has(name);
    if (this.#options.prefetch && whole) this.#prefetch(suite, visit);
    if (!waiting) throw new Error(`${test} is not part of its visit`);
    const observed = await this.#inTime(waiting.promise, asked);
    this.#visits.get(name)?.delete(test);
    this.#spill.append(name, { test });
    return { ...observed, plan: waiting.plan };
  }

  /**
   * Waits until every test of `visit` is observed, as long as there is time. Playwright ends a worker with each
   * test that fails, and its browser with it: the next worker reads what is on disk by then, and runs the rest again.
   */
  async finish(visit: Visit<SheetCase>, asked: Asked): Promise<void> {
    const waitings = this.#visits.get(this.#nameOf(visit, asked.repeat)) ?? new Map<string, Waiting>();
    const all = Promise.all([...waitings.values()].map(({ promise }) => promise));
    await withLimit(all, leftOf(asked)).catch(() => undefined);
  }

  /** The line about the engine, if this worker knows more of it than it has told; null if not. */
  news(engine: EngineInfo): EngineLine | null {
    const thirdPartyCookies = this.#policy;
    if (this.#told === thirdPartyCookies) return null;
    this.#told = thirdPartyCookies;
    return { kind: 'engine', ...engine, thirdPartyCookies };
  }

  /** Playwright would tell of its own limit, end the worker, and leave the test out of the report. */
  #inTime(observed: Promise<Observed>, asked: Asked): Promise<Observed> {
    const limit = leftOf(asked);
    return withLimit(observed, limit).catch(() =>
      this.#nothing(asked.test, { code: 'not-run', limitMs: Math.round(limit) }),
    );
  }

  /** Ends what is under way; the lab is closed by whoever opened it. */
  async close(): Promise<void> {
    const lab = await this.#lab?.catch(() => undefined);
    try {
      if (this.#unobserved > 0) await lab?.stop();
      await Promise.all(this.#runs);
    } finally {
      const { project } = this.#options;
      if (lab) this.results.append({ kind: 'lab', project, busy: Math.round(lab.busy) });
    }
  }

  /** Begins what this worker will be asked for next, and what mostly waits before everything else. */
  #prefetch(suite: Suite, current: Visit<SheetCase>): void {
    const { visits } = suite;
    const ahead = visits.slice(current.index + 1, current.index + 1 + VISITS_AHEAD);
    const waiting = visits.filter(({ kind, index }) => kind === 'waiting' && index > current.index);
    for (const visit of [...waiting, ...ahead]) {
      const name = this.#nameOf(visit, 0);
      if (!this.#visits.has(name)) this.#start(name, planned(visit, suite));
    }
  }

  #nameOf({ index }: Pick<Visit, 'index'>, repeat: number): string {
    return `${this.#options.project}-${index}-${repeat}`;
  }

  /** Finds the engine's third-party-cookie policy, once per run: the first worker with a browser does it. */
  #probeCookies(lab: Lab): void {
    const { folder, project } = this.#options;
    if (!claim(`${folder}/cookies-${project}`)) return;
    this.#probing = probeThirdPartyCookies(lab).then(
      (policy) => void (this.#policy = policy),
      () => undefined,
    );
  }

  /**
   * Starts what is not on disk already, after whatever is under way. What an earlier worker has handed out is over, but
   * for the test that asks: it is tried again.
   */
  #start(
    name: string,
    { kind, entries }: Pick<Visit, 'kind' | 'entries'>,
    asking?: string,
  ): Map<string, Waiting> {
    const waitings = this.#visits.get(name) ?? new Map<string, Waiting>();
    this.#visits.set(name, waitings);
    const spilled = new Map(this.#spill.read(name).map(({ test, observed }) => [test, observed]));
    const missing: Entry[] = [];
    for (const entry of entries) {
      const known = spilled.get(entry.test);
      const isOver = spilled.has(entry.test) && !known;
      if (isOver && entry.test !== asking) continue;
      const waiting = createWaiting(entry.plan);
      waitings.set(entry.test, waiting);
      if (known) waiting.resolve(known);
      else missing.push(entry);
    }
    if (missing.length > 0) this.#enqueue(name, { kind, entries: missing }, waitings);
    if (missing.length > 0) this.#ran.add(name);
    return waitings;
  }

  /** One visit after another; one that mostly waits runs beside them. */
  #enqueue(name: string, visit: Pick<Visit, 'kind' | 'entries'>, waitings: Map<string, Waiting>): void {
    this.#unobserved += visit.entries.length;
    const run = () => this.#run(name, visit, waitings);
    const aside = visit.kind === 'waiting' && this.#options.prefetch;
    const ended = aside ? run() : this.#last.then(run);
    if (!aside) this.#last = ended;
    this.#runs.push(ended);
  }

  async #run(
    name: string,
    visit: Pick<Visit, 'kind' | 'entries'>,
    waitings: Map<string, Waiting>,
  ): Promise<void> {
    try {
      const lab = await (this.#lab ??= this.#options.lab());
      const { info } = await lab.engine();
      this.#engine = info;
      this.#probeCookies(lab);
      await lab.run(visit, ({ test }, observation) => {
        const observed = { observation, engine: info };
        try {
          this.#spill.append(name, { test, observed });
        } catch {
          // A disk that is full costs a later worker another run of it, and this test nothing.
        }
        this.#unobserved--;
        void this.#probing.then(() => waitings.get(test)?.resolve(observed));
      });
    } catch (error) {
      const why: HarnessFailure = { code: 'launch', message: text(error) };
      await this.#probing;
      for (const [test, waiting] of waitings) waiting.resolve(this.#nothing(test, why));
    }
  }

  /** What is observed where nothing is, and why. */
  #nothing(test: string, failure: HarnessFailure): Observed {
    return {
      engine: this.#engine,
      observation: { test, attempt: 1, steps: [], wire: [], fences: [], console: [], failure, ms: 0 },
    };
  }
}

/** Milliseconds that a test may still wait for the lab. */
function leftOf({ began, timeout }: Asked): number {
  return began + (timeout === 0 ? UNLIMITED : timeout * WAITED) - performance.now();
}

/** Whether this process is the first to ask for `file`. */
function claim(file: string): boolean {
  try {
    writeFileSync(file, '', { flag: 'wx' });
    return true;
  } catch {
    return false;
  }
}

/** The same entries with their plans; those of both clients of a case share one. */
function planned(
  { kind, entries }: Pick<Visit<SheetCase>, 'kind' | 'entries'>,
  { planOf }: Suite,
): Pick<Visit, 'kind' | 'entries'> {
  const plans = new Map<SheetCase, CasePlan>();
  return {
    kind,
    entries: entries.map((entry) => {
      const plan = plans.get(entry.plan) ?? planOf(entry.plan);
      plans.set(entry.plan, plan);
      return { ...entry, plan };
    }),
  };
}

function createWaiting(plan: CasePlan): Waiting {
  let resolve: Waiting['resolve'] = () => undefined;
  const promise = new Promise<Observed>((given) => (resolve = given));
  return { plan, promise, resolve };
}
