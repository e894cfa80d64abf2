/** The `cors` fixture: origins with routes, pages at them, and calls whose traffic is known. */
import type { EngineInfo } from '../browser/engine.ts';
import type { StepReport } from '../browser/probe/messages.ts';
import { seenOf } from '../judge/compare.ts';
import { stepEvidence } from '../judge/evidence.ts';
import { describeFailure } from '../judge/failure-words.ts';
import { judge } from '../judge/judge.ts';
import { traceWire } from '../judge/words.ts';
import { HarnessError } from '../lab/errors.ts';
import type { Lab } from '../lab/lab.ts';
import type { Observation } from '../lab/observation.ts';
import type { Stage } from '../lab/stage.ts';
import type { CallerPlan, CasePlan, Client, HeaderPairs } from '../plan/types.ts';
import type { ScenarioRequest } from '../scenario/schema.ts';
import { planCall, type CorsWorld } from './world-plan.ts';

/** Fields of a request, as in a scenario file. */
export type CorsRequest = Omit<ScenarioRequest, 'url'>;

/** What crossed the wire while a page did something. */
export interface Traffic {
  plan: CasePlan;
  engine: EngineInfo;
  observation: Observation;
}

/** One call, what the page saw of it, and what crossed the wire. */
export interface Call extends Traffic {
  via: Client;
  outcome: string;
  /** Where it was blocked. */
  at?: string;
  status?: number;
  body?: string;
  /** The response headers that the page can read. */
  headers: HeaderPairs;
  report: StepReport;
}

export interface Ran<T> extends Traffic {
  value: T;
}

/** Lives for one test, in one browser context: cookies and preflight cache last from call to call. */
export class Cors {
  readonly #lab: Lab;
  #stage: Promise<Stage> | undefined;
  #world: CorsWorld | undefined;

  constructor(lab: Lab) {
    this.#lab = lab;
  }

  /** Says which origins there are and what they answer, in the words of a scenario file; a later call replaces it. */
  async serve(world: CorsWorld): Promise<void> {
    this.#world = world;
    const [origin = ''] = Object.keys(world.origins);
    this.plan('fetch', { origin, context: 'document' }, { url: `${origin}/` });
    (await this.stage()).forget();
  }

  /** A caller at one of the origins, `document` unless told. */
  from(origin: string, where: Partial<Omit<CallerPlan, 'origin'>> = {}): Caller {
    return new Caller(this, { origin, context: 'document', ...where });
  }

  /** The plan of one call. Throws if nothing is served, or what was written is wrong. */
  plan(via: Client, from: CallerPlan, request: ScenarioRequest): CasePlan {
    if (!this.#world)
      throw new Error(
        'nothing is served yet\nhint: await cors.serve({ origins: { … }, routes: { … } }) first',
      );
    return planCall(this.#world, { via, from, request });
  }

  stage(): Promise<Stage> {
    this.#stage ??= this.#lab.stage();
    return this.#stage;
  }

  async close(): Promise<void> {
    await (await this.#stage?.catch(() => undefined))?.close();
  }
}

/** A page, frame or worker at one of the origins; loaded anew for each call. */
export class Caller {
  readonly #cors: Cors;
  readonly #from: CallerPlan;

  constructor(cors: Cors, from: CallerPlan) {
    this.#cors = cors;
    this.#from = from;
  }

  /** Calls `name/path` with `fetch()`. */
  fetch(url: string, request: CorsRequest = {}): Promise<Call> {
    return this.call('fetch', url, request);
  }

  /** Calls `name/path` with XMLHttpRequest. */
  xhr(url: string, request: CorsRequest = {}): Promise<Call> {
    return this.call('xhr', url, request);
  }

  /**
   * Calls through any client of the scenario language. Resolves whatever the browser decides; rejects if there is no
   * evidence of it, or if a request came that no route answers.
   */
  async call(via: Client, url: string, request: CorsRequest = {}): Promise<Call> {
    const plan = this.#cors.plan(via, this.#from, { ...request, url });
    const stage = await this.#cors.stage();
    const observation = await stage.call(plan, via).catch(describeError);
    const { engine } = stage;
    const { verdict, differences, notes } = judge(plan, via, observation, engine);
    refuseUnplanned(observation);
    if (verdict === 'inconclusive' || verdict === 'unsupported')
      throw new Error(
        [
          `no evidence of ${plan.id} via ${via} in ${engine.engine}: ${[...differences, ...notes].join('; ')}`,
          ...traceWire(observation),
        ].join('\n'),
      );
    const [evidence] = stepEvidence(plan, via, observation);
    if (!evidence) throw new Error('the plan has no request');
    const { report } = evidence;
    const { outcome, at } = seenOf(evidence);
    return {
      plan,
      via,
      engine,
      observation,
      report,
      outcome,
      headers: report.headers ?? [],
      ...(at === undefined ? {} : { at }),
      ...(report.status === undefined ? {} : { status: report.status }),
      ...(report.body === undefined ? {} : { body: report.body }),
    };
  }

  /**
   * Runs a function of yours in a page at this origin, with a JSON argument, and returns its JSON value beside what
   * crossed the wire. It is sent as source: it knows nothing outside itself. Rejects as it does.
   */
  async run<T, A = null>(code: (argument: A) => T | Promise<T>, argument?: A): Promise<Ran<T>> {
    if (this.#from.context !== 'document')
      throw new Error(`code of yours runs in a document, not in a ${this.#from.context}`);
    const plan = this.#cors.plan('fetch', this.#from, { url: `${this.#from.origin}/` });
    const stage = await this.#cors.stage();
    const { value, observation } = await stage.run(plan, String(code), argument ?? null).catch(describeError);
    refuseUnplanned(observation);
    return { value: value as T, plan, engine: stage.engine, observation };
  }
}

/** Throws `error` again, in a sentence if it is one of the lab's. */
function describeError(error: unknown): never {
  throw error instanceof HarnessError ? new Error(describeFailure(error.failure), { cause: error }) : error;
}

function refuseUnplanned({ wire }: Observation): void {
  const unplanned = wire.flatMap((exchange) => exchange.unplanned ?? []);
  if (unplanned.length > 0) throw new Error(unplanned.join('\n'));
}
