/**
 * One try without a browser: the model of the standard decides what a browser would send, the target answers, and the
 * model says what the page would get.
 */
import type { Exchange } from '../../servers/exchange.ts';
import { corsCheck } from '../fetch/cors-check.ts';
import { get } from '../fetch/header-list.ts';
import type { Request } from '../fetch/types.ts';
import type { TryPlan } from '../plan/check.ts';
import { isAnswer, type Ask, type WireRequest } from './ask.ts';
import { browserHeaders, pagelessHeaders } from './browser-headers.ts';
import type { BrowserModel, Next } from './browser-model.ts';
import type { Answer, NoAnswer, Tried } from './tried.ts';

export interface TryOptions {
  /** Of the target; knows what it was asked before. */
  model: BrowserModel;
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
  const { model } = options;
  const wire: Exchange[] = [];
  const given: Answer[] = [];
  for (;;) {
    const next = model.next(plan, given);
    if (next.kind === 'end') return triedOf(plan, next, wire);
    if (next.kind === 'not-modelled')
      return without(plan, wire, {
        code: 'harness',
        message: `the model of the standard does not cover ${next.message}`,
      });
    const { request, preflight } = next;
    const preflighted = wire.some(({ method }) => method === 'OPTIONS');
    if (!preflight && !isSafe(request.method) && !options.mayChange(preflighted))
      return { ...base(plan, wire), outcome: 'granted' };
    const lines = browserHeaders(request, { preflight, cookies: options.cookies, referrer: plan.referrer });
    const sent = toWire(plan, request, preflight, lines);
    const answer = await options.ask(sent);
    wire.push(exchangeOf(model.target, sent, answer, wire.length));
    if (!isAnswer(answer)) return without(plan, wire, answer);
    given.push(answer);
  }
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

function triedOf(
  plan: TryPlan,
  { allowed, at, readable }: Extract<Next, { kind: 'end' }>,
  wire: Exchange[],
): Tried {
  const outcome = allowed ? 'allowed' : wire.length > 0 ? 'blocked' : 'not-sent';
  return {
    ...base(plan, wire),
    outcome,
    ...(outcome === 'blocked' && at !== undefined ? { at } : {}),
    readable,
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

/** Without an Origin header, or with a value that no page has: allowed if the answer admits what was sent. */
async function askWithoutPage(plan: TryPlan, { model, ask }: TryOptions): Promise<Tried> {
  const { target } = model;
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
