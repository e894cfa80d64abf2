/** Tries, and what came of them, as tests write them. */
import type { TryPlan } from '../../../src/plan/check.ts';
import type { Tried } from '../../../src/screen/tried.ts';
import { APP } from '../target-server.ts';

/** A GET of the trusted page, changed. */
export function aTry(over: Partial<TryPlan> = {}): TryPlan {
  return {
    id: 'trusted/GET',
    class: 'trusted',
    origin: APP,
    page: { origin: APP, context: 'document' },
    reach: 'real-dns',
    via: 'fetch',
    method: 'GET',
    path: '/items',
    headers: [],
    credentials: 'omit',
    expected: 'allowed',
    ...over,
  };
}

/** A refusal by the screen, changed. */
export function tried(plan: Partial<TryPlan> = {}, over: Partial<Tried> = {}): Tried {
  return {
    plan: aTry({ id: 'any/GET', class: 'any', origin: 'https://evil.test', expected: 'blocked', ...plan }),
    stage: 'screen',
    outcome: 'blocked',
    at: 'response',
    preflight: null,
    response: { status: 200, headers: [['vary', 'Origin']] },
    readable: [],
    cookies: [],
    control: null,
    wire: [],
    count: 1,
    ...over,
  };
}
