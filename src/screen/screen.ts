/**
 * The screen: asks a target over plain HTTP what a browser would ask, for everything that the checks of a policy try.
 * Each rule is asked on its own, with controls before, between and after, so that a server that falls silent, limits or
 * fails is told from one that refuses.
 */
import type { CheckPlan, RulePlan, TryPlan } from '../plan/check.ts';
import { isSafe, mildestMethod, ask as askOf } from '../policy/requests.ts';
import { makeTry } from '../policy/questions/make-try.ts';
import { triesOf } from '../policy/tries.ts';
import type { Ask, WireRequest } from './ask.ts';
import { BrowserModel } from './browser-model.ts';
import { condense } from './condense.ts';
import { controlFor, controllerOf, shapeOf, toControl } from './controls.ts';
import { mechanismsOf, type Mechanism } from './mechanisms.ts';
import { limited, paced } from './pace.ts';
import { runTry, type TryOptions } from './run-try.ts';
import type { Control, NoAnswer, Tried } from './tried.ts';

/** A check as the screen knows it: its id and what it is about. */
export interface ScreenedPlan {
  id: string;
  check: CheckPlan;
}

/** A mechanism and the ids of the tries that show it. */
export interface ScreenedMechanism extends Pick<Mechanism, 'id' | 'subject'> {
  tries: string[];
}

export interface ScreenedCheck {
  tried: Tried[];
  mechanisms: ScreenedMechanism[];
}

/** Id of a check to what came of its tries. */
export type Screened = Record<string, ScreenedCheck>;

export interface ScreenOptions {
  ask: Ask;
  /** Requests under way at a time. */
  concurrency: number;
  /** Cookies that calls with credentials carry. */
  cookies: string;
  /** `few`: what would change something is asked for and not done, but for POSTs that nothing can stop. */
  changes: 'few' | 'all';
  /** Called after each rule. */
  progress?: (done: number, of: number) => void;
}

/** Tries between two controls that show that the target still answers. */
const BETWEEN_CONTROLS = 48;
/** Silent or broken answers after which a rule is given up. */
const PATIENCE = 2;

/** Screens the checks of one target, rule after rule. Never rejects. */
export async function screenTarget(
  plans: readonly ScreenedPlan[],
  options: ScreenOptions,
): Promise<Screened> {
  const [first] = plans;
  if (!first) return {};
  const { target } = first.check;
  const ask = limited(paced(options.ask, target.pace));
  const model = new BrowserModel(target.origin);
  const screened: Screened = {};
  const rules = groupByRule(plans);
  for (const [index, own] of rules.entries()) {
    const rule = new RuleScreen(own, model, { ...options, ask });
    Object.assign(screened, await rule.run());
    options.progress?.(index + 1, rules.length);
  }
  return screened;
}

function groupByRule(plans: readonly ScreenedPlan[]): ScreenedPlan[][] {
  const groups = new Map<string, ScreenedPlan[]>();
  for (const plan of plans) {
    const { id } = plan.check.rule;
    groups.set(id, [...(groups.get(id) ?? []), plan]);
  }
  return [...groups.values()];
}

type Failure = Exclude<NoAnswer, { code: 'given-up' }>;

interface Queued {
  check: string;
  plan: TryPlan;
}

class RuleScreen {
  readonly #plans: readonly ScreenedPlan[];
  readonly #rule: RulePlan;
  readonly #model: BrowserModel;
  readonly #options: ScreenOptions;
  readonly #controls = new Map<string, Promise<Control>>();
  readonly #preflights = new Map<string, ReturnType<Ask>>();
  #failures: Failure[] = [];

  constructor(plans: readonly ScreenedPlan[], model: BrowserModel, options: ScreenOptions) {
    this.#plans = plans;
    this.#rule = (plans[0] as ScreenedPlan).check.rule;
    this.#model = model;
    this.#options = options;
  }

  async run(): Promise<Screened> {
    const queued = this.#plans.flatMap(({ id, check }) =>
      triesOf(check).screen.map((plan): Queued => ({ check: id, plan })),
    );
    // What has to be asked more than once goes first, one after another.
    const serial = new Set(
      this.#plans.filter(({ check }) => check.question === 'hygiene').map(({ id }) => id),
    );
    const done = new Map<string, Tried[]>(this.#plans.map(({ id }) => [id, []]));
    const keep = ({ check }: Queued, tried: Tried) => void done.get(check)?.push(tried);
    for (const one of queued.filter(({ check }) => serial.has(check)))
      keep(one, await this.#try(one.plan, { memo: false }));
    await this.#inBlocks(
      queued.filter(({ check }) => !serial.has(check)),
      keep,
    );
    return Object.fromEntries([...done].map(([id, tried]) => [id, this.#summarize(id, tried, done)]));
  }

  /** Mechanisms are found while every refusal is still there to contradict them. */
  #summarize(id: string, tried: readonly Tried[], done: ReadonlyMap<string, Tried[]>): ScreenedCheck {
    const { question } = (this.#plans.find((plan) => plan.id === id) as ScreenedPlan).check;
    const untrusted = tried.filter(isUntrusted);
    // A few named origins do not tell how a server compares: what all others got does.
    const hostile = this.#plans.find(({ check }) => question === 'refused' && check.question === 'hostile');
    const others = (done.get(hostile?.id ?? '') ?? []).filter(isUntrusted);
    const own = new Set(untrusted);
    const mechanisms = mechanismsOf([...untrusted, ...others], this.#rule)
      .map((one) => ({ ...one, tries: one.tries.filter((tried) => own.has(tried)) }))
      .filter(({ tries }) => tries.length > 0);
    return {
      // Where headers are the subject, those of refusals count as well.
      tried: question === 'hygiene' || question === 'caches' ? [...tried] : condense(tried),
      mechanisms: mechanisms.map(({ id, subject, tries }) => ({
        id,
        subject,
        tries: tries.map(({ plan }) => plan.id),
      })),
    };
  }

  /** Blocks of tries, each between two controls: what is refused while they get through, is refused. */
  async #inBlocks(queued: readonly Queued[], keep: (one: Queued, tried: Tried) => void): Promise<void> {
    for (let from = 0; from < queued.length; from += BETWEEN_CONTROLS) {
      const block = queued.slice(from, from + BETWEEN_CONTROLS);
      const tried = await this.#inParallel(block);
      const alive = await this.#alive();
      block.forEach((one, index) => {
        const own = tried[index];
        if (own) keep(one, alive.passed || !own.control ? own : { ...own, control: alive });
      });
    }
  }

  async #inParallel(block: readonly Queued[]): Promise<(Tried | undefined)[]> {
    const results: (Tried | undefined)[] = [];
    const queue = block.entries();
    const worker = async () => {
      for (const [index, { plan }] of queue) {
        const [control, tried] = [await this.#controlOf(plan), await this.#try(plan, { memo: true })];
        results[index] = { ...tried, control };
      }
    };
    await Promise.all(Array.from({ length: this.#options.concurrency }, worker));
    return results;
  }

  /** Of what ought to be refused. What the rule does not declare has none: nobody has to be answered. */
  #controlOf(plan: TryPlan): Promise<Control | null> {
    if (plan.expected !== 'blocked' || plan.class === 'trusted') return Promise.resolve(null);
    if (!declares(this.#rule, plan)) return Promise.resolve(null);
    const control = controlFor(this.#rule, plan);
    if (!control) return Promise.resolve(null);
    const shape = shapeOf(control);
    const known =
      this.#controls.get(shape) ??
      this.#try(control, { memo: true }).then((tried) => toControl(tried, this.#rule));
    this.#controls.set(shape, known);
    return known;
  }

  /** Whether the target still answers the mildest call that the rule allows. */
  async #alive(): Promise<Control> {
    const { credentials } = this.#rule;
    const mild = mildestMethod(this.#rule);
    const method = isSafe(mild) ? mild : 'GET';
    const asked = askOf(this.#rule, method, [], credentials ? 'include' : 'omit');
    const from = controllerOf(this.#rule);
    const tried = await this.#try(makeTry(from, 'alive', asked, 'allowed'), { memo: false });
    const control = toControl(tried, this.#rule);
    // A method that the rule does not have may be answered as it likes, as long as somebody answers.
    return isSafe(mild) ? control : { ...control, passed: tried.outcome !== 'no-answer' };
  }

  async #try(plan: TryPlan, { memo }: { memo: boolean }): Promise<Tried> {
    const last = this.#failures.at(-1);
    if (last && this.#failures.length >= PATIENCE) return givenUp(plan, last);
    const options: TryOptions = {
      model: this.#model,
      cookies: this.#options.cookies,
      ask: memo ? (request) => this.#askOnce(request) : this.#options.ask,
      mayChange: (preflighted) => this.#options.changes === 'all' || (!preflighted && mayBeSent(plan)),
    };
    const tried = await runTry(plan, options);
    const { noAnswer } = tried;
    if (noAnswer?.code === 'rate-limited') this.#failures.push(noAnswer, noAnswer);
    else if (noAnswer && noAnswer.code !== 'harness' && noAnswer.code !== 'given-up')
      this.#failures.push(noAnswer);
    else if (tried.outcome !== 'no-answer') this.#failures = [];
    return tried;
  }

  /** A preflight is the same with credentials and without, and for every call of its kind. */
  #askOnce(request: WireRequest): ReturnType<Ask> {
    if (request.method !== 'OPTIONS') return this.#options.ask(request);
    const key = JSON.stringify([request.path, request.headers]);
    const known = this.#preflights.get(key) ?? this.#options.ask(request);
    this.#preflights.set(key, known);
    return known;
  }
}

/** Whether a trusted page may expect an answer: of the rule's methods, and of a plain GET that shows an error. */
function declares(rule: RulePlan, { method, path, headers }: TryPlan): boolean {
  return path === rule.path ? rule.methods.includes(method) : method === 'GET' && headers.length === 0;
}

function isUntrusted({ plan }: Tried): boolean {
  return plan.expected === 'blocked' && !plan.class.startsWith('trusted');
}

/** Nothing but a preflight stops an untrusted page; a trusted one would be believed without. */
function mayBeSent(plan: TryPlan): boolean {
  return !plan.class.startsWith('trusted') || plan.id.startsWith('control/');
}

function givenUp(plan: TryPlan, after: Failure): Tried {
  return {
    plan,
    stage: 'screen',
    outcome: 'no-answer',
    preflight: null,
    response: null,
    readable: [],
    cookies: [],
    control: null,
    noAnswer: after.code === 'rate-limited' ? after : { code: 'given-up', after },
    wire: [],
    count: 1,
  };
}
