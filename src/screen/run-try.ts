/**
 * One try without a browser: the model of the standard decides what a browser would send, the target answers, and the
 * model says what the page would get. The model is synchronous, so it is run again with each answer that has come.
 */
import type { Exchange } from '../../servers/exchange.ts';
import { corsCheck } from '../fetch/cors-check.ts';
import { get } from '../fetch/header-list.ts';
import { predictStep } from '../fetch/predict-step.ts';
import type { StepPrediction } from '../fetch/prediction.ts';
import { NotModelled, type Client, type Request } from '../fetch/types.ts';
import { UserAgent } from '../fetch/user-agent.ts';
import type { AnsweringServers, Answer as ModelAnswer } from '../fetch/world.ts';
import type { TryPlan } from '../plan/check.ts';
import type { RequestPlan } from '../plan/types.ts';
import { isAnswer, type Ask, type WireRequest } from './ask.ts';
import { browserHeaders, pagelessHeaders } from './browser-headers.ts';
import type { Answer, NoAnswer, Tried } from './tried.ts';

export interface TryOptions {
  /** Serialised public origin of the target. */
  target: string;
  ask: Ask;
  /** Cookies that calls with credentials carry, as a Cookie header; empty for none. */
  cookies: string;
  /** Whether the request itself may be sent, if it is not safe. */
  mayChange: (preflighted: boolean) => boolean;
}

/** Makes one try. Never rejects. */
export async function runTry(plan: TryPlan, options: TryOptions): Promise<Tried> {
  if (plan.reach === 'no-page' && !/^[a-z-]+:\/\/[^\sA-Z]*$/.test(plan.origin))
    return askWithoutPage(plan, options);
  const wire: Exchange[] = [];
  const given: Answer[] = [];
  for (;;) {
    const replay = new Replay(given, options.target);
    const agent = new UserAgent(replay);
    agent.beginStep(Infinity);
    try {
      const request = requestOf(plan, options.target);
      return triedOf(plan, predictStep(agent, request, clientOf(plan), plan.via), wire);
    } catch (error) {
      if (!(error instanceof Wanted)) return without(plan, wire, reasonOf(error));
      const { request, preflight } = error;
      const preflighted = wire.some(({ method }) => method === 'OPTIONS');
      if (!preflight && !isSafe(request.method) && !options.mayChange(preflighted))
        return { ...base(plan, wire), outcome: 'granted' };
      const lines = browserHeaders(request, { preflight, cookies: options.cookies, referrer: plan.referrer });
      const sent = toWire(plan, request, preflight, lines);
      const answer = await options.ask(sent);
      wire.push(exchangeOf(options.target, sent, answer, wire.length));
      if (!isAnswer(answer)) return without(plan, wire, answer);
      given.push(answer);
    }
  }
}

/** Thrown by the model where it wants an answer that the target has not given yet. */
class Wanted extends Error {
  readonly request: Request;
  readonly preflight: boolean;

  constructor(request: Request, preflight: boolean) {
    super('an answer is wanted');
    this.request = request;
    this.preflight = preflight;
  }
}

/** Thrown twice a try, and nobody reads where: a stack would take longer than the model. */
function wanted(request: Request, preflight: boolean): Wanted {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  try {
    return new Wanted(request, preflight);
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}

class Replay implements AnsweringServers {
  readonly #given: readonly Answer[];
  readonly #target: string;
  #asked = 0;

  constructor(given: readonly Answer[], target: string) {
    this.#given = given;
    this.#target = target;
  }

  reaches(url: URL): boolean {
    return url.origin === this.#target;
  }

  answer(_url: URL, _method: string, preflight: boolean, request: Request | null): ModelAnswer {
    const next = this.#given[this.#asked];
    this.#asked += 1;
    if (next) return { ...next, body: '', delay: 0, planned: true };
    if (!request) throw new NotModelled('a plain HTTP client');
    throw wanted(request, preflight);
  }
}

function requestOf(
  { method, path, headers, body, credentials, upload }: TryPlan,
  target: string,
): RequestPlan {
  return {
    url: `${target}${path}`,
    method,
    headers,
    credentials,
    ...(body ? { body } : {}),
    ...(upload ? { xhr: { upload: 'before-send' } } : {}),
  };
}

/** A document of the origin, at the top. */
function clientOf({ origin, page }: TryPlan): Client {
  return {
    origin,
    window: true,
    secure: page.origin.startsWith('https:'),
    partitionKey: '',
    referrerPolicy: 'strict-origin-when-cross-origin',
    embedderPolicy: 'unsafe-none',
    contentSecurityPolicy: null,
    serviceWorker: null,
  };
}

function toWire(
  plan: TryPlan,
  request: Request,
  preflight: boolean,
  headers: WireRequest['headers'],
): WireRequest {
  const url = request.urlList.at(-1) as URL;
  const body = !preflight && request.body !== null && plan.body && 'text' in plan.body ? plan.body.text : '';
  return { method: request.method, path: url.pathname + url.search, headers, body };
}

function triedOf(plan: TryPlan, step: Omit<StepPrediction, 'index'>, wire: Exchange[]): Tried {
  const sent = wire.length > 0;
  const outcome = step.outcome === 'allowed' ? 'allowed' : sent ? 'blocked' : 'not-sent';
  return {
    ...base(plan, wire),
    outcome,
    ...(outcome === 'blocked' && step.at !== undefined ? { at: step.at } : {}),
    readable: step.reveals ?? [],
  };
}

/** What the wire of a try says by itself. */
function base(plan: TryPlan, wire: Exchange[]): Omit<Tried, 'outcome'> {
  const preflight = wire.find(isPreflight);
  const response = wire.findLast((one) => !isPreflight(one));
  return {
    plan,
    stage: 'screen',
    preflight: answerOf(preflight),
    response: answerOf(response),
    readable: [],
    cookies: cookieNames(get(response?.requestHeaders ?? [], 'cookie')),
    control: null,
    wire,
    count: 1,
  };
}

function without(plan: TryPlan, wire: Exchange[], noAnswer: NoAnswer): Tried {
  return { ...base(plan, wire), outcome: 'no-answer', noAnswer };
}

function reasonOf(error: unknown): NoAnswer {
  const message = error instanceof Error ? error.message : String(error);
  return { code: 'harness', message: `the model of the standard does not cover ${message}` };
}

/** Without an Origin header, or with a value that no page has: allowed if the answer admits what was sent. */
async function askWithoutPage(plan: TryPlan, { target, ask }: TryOptions): Promise<Tried> {
  // No preflight would stop it.
  if (!isSafe(plan.method)) return { ...base(plan, []), outcome: 'not-sent' };
  const origin = plan.class === 'no-origin' ? null : plan.origin;
  const headers = pagelessHeaders(new URL(target).host, origin);
  const sent: WireRequest = { method: plan.method, path: plan.path, headers, body: '' };
  const answer = await ask(sent);
  const wire = [exchangeOf(target, sent, answer, 0)];
  if (!isAnswer(answer)) return without(plan, wire, answer);
  const { ok } = corsCheck(
    { origin: plan.origin, urlList: [new URL(target)], credentials: plan.credentials },
    answer.headers,
  );
  const admitted = origin === null || ok;
  return {
    ...base(plan, wire),
    outcome: admitted ? 'allowed' : 'blocked',
    ...(admitted ? {} : { at: 'response' }),
  };
}

function exchangeOf(target: string, sent: WireRequest, answer: Answer | NoAnswer, t: number): Exchange {
  const answered = isAnswer(answer);
  return {
    t,
    conn: 0,
    to: target,
    method: sent.method,
    path: sent.path,
    requestHeaders: sent.headers,
    requestBody: sent.body,
    status: answered ? answer.status : null,
    responseHeaders: answered ? answer.headers : [],
    answered: answered ? t : null,
    taken: answered,
    step: 0,
  };
}

function answerOf(exchange: Exchange | undefined): Answer | null {
  if (!exchange || exchange.status === null) return null;
  return { status: exchange.status, headers: exchange.responseHeaders };
}

function isPreflight({ method, requestHeaders }: Exchange): boolean {
  return method === 'OPTIONS' && get(requestHeaders, 'access-control-request-method') !== null;
}

function isSafe(method: string): boolean {
  return method === 'GET' || method === 'HEAD' || method === 'OPTIONS';
}

export function cookieNames(cookies: string | null): string[] {
  return (cookies ?? '')
    .split(';')
    .map((pair) => pair.split('=')[0]?.trim() ?? '')
    .filter(Boolean);
}
