/** Tries as results.jsonl and reports have them. */
import type { Cause } from '../../plan/causes.ts';
import { CANARIES } from '../cookies.ts';
import { isOpen, statusOf, type Tried } from '../../screen/tried.ts';

export interface TryLine {
  id: string;
  class: string;
  origin: string;
  via: Tried['plan']['via'];
  method: string;
  path: string;
  headers: string[];
  credentials: 'omit' | 'include';
  identity: null;
  stage: Tried['stage'];
  expected: 'allowed' | 'blocked';
  outcome: 'allowed' | 'blocked' | 'not-sent' | 'no-answer' | 'no-page';
  at?: string;
  status: number | null;
  bodyRead: boolean;
  credentialRode: string[];
  carriedOut: boolean;
  cause: string | null;
  count: number;
}

export function tryLinesOf(tried: readonly Tried[], causes: readonly Cause[]): TryLine[] {
  return tried.map((one): TryLine => {
    const { plan, stage, outcome, at, response, cookies, count } = one;
    return {
      id: plan.id,
      class: plan.class,
      origin: plan.origin,
      via: plan.via,
      method: plan.method,
      path: plan.path,
      headers: plan.headers.map(([name]) => name),
      credentials: plan.credentials,
      identity: null,
      stage,
      expected: plan.expected,
      outcome: outcome === 'granted' ? 'allowed' : outcome,
      ...(at === undefined ? {} : { at }),
      status: statusOf(one),
      bodyRead: outcome === 'allowed',
      credentialRode:
        stage === 'browser' ? cookies.map((name) => CANARIES[name] ?? `the cookie ${name}`) : [],
      carriedOut: response !== null || outcome === 'granted',
      cause: causeOf(one, causes),
      count,
    };
  });
}

/** The cause whose worst try this is; else the first of an unexpected try. */
function causeOf(one: Tried, causes: readonly Cause[]): string | null {
  const own = causes.find(({ worst }) => worst === one.plan.id);
  if (own) return own.id;
  const unexpected = one.plan.expected === 'blocked' ? isOpen(one) : one.outcome === 'blocked';
  return unexpected ? (causes[0]?.id ?? null) : null;
}
