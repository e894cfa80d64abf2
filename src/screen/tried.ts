/** What came of one try at a target, made by the plain client of the screen or by a page of a browser. */
import type { Exchange } from '../../servers/exchange.ts';
import type { TryPlan } from '../plan/check.ts';
import type { HeaderPairs } from '../plan/http.ts';
import type { BlockedAt } from '../plan/types.ts';

/** The head of a response. */
export interface Answer {
  status: number;
  headers: HeaderPairs;
}

/** Why there is no answer that says anything. */
export type NoAnswer =
  /** 429; seconds of Retry-After, if it was sent. */
  | { code: 'rate-limited'; retryAfter: number | null }
  /** No head of a response within so many milliseconds. */
  | { code: 'silent'; ms: number }
  /** The connection broke, or what came was not HTTP. */
  | { code: 'broken'; message: string }
  /** The target is not ready, has ended or hangs. */
  | { code: 'target'; message: string }
  /** The page or the engine failed. */
  | { code: 'harness'; message: string }
  /** Nothing proves that the target could be reached. */
  | { code: 'no-evidence'; message: string }
  /** Not asked any more, after others of its rule had no answer. */
  | { code: 'given-up'; after: Exclude<NoAnswer, { code: 'given-up' }> };

export interface Tried {
  plan: TryPlan;
  stage: 'screen' | 'browser';
  /**
   * `granted`: the preflight lets it through, and the request itself was not sent, since it would change something.
   * `not-sent`: the browser itself blocks it. `no-page`: no page of this engine can have the origin.
   */
  outcome: 'allowed' | 'granted' | 'blocked' | 'not-sent' | 'no-answer' | 'no-page';
  /** Where it was blocked. */
  at?: BlockedAt;
  preflight: Answer | null;
  /** The last answer to the request itself. */
  response: Answer | null;
  /** Names of the response headers that the page can read. */
  readable: string[];
  /** Names of the cookies that went with the request itself. */
  cookies: string[];
  /** What an allowed call did that is the same but for the origin, before and after it; null if there is none. */
  control: Control | null;
  noAnswer?: NoAnswer;
  wire: Exchange[];
  /** Tries that ended like this one, itself included. */
  count: number;
}

/** Whether the call of a trusted page got through, and what it was answered. */
export interface Control {
  passed: boolean;
  outcome: Tried['outcome'];
  status: number | null;
  noAnswer?: NoAnswer;
}

/** The final status: of the request itself, or of the preflight that stopped it. */
export function statusOf({ response, preflight }: Pick<Tried, 'response' | 'preflight'>): number | null {
  return response?.status ?? preflight?.status ?? null;
}

/** Whether an untrusted page got something through: a response that it reads, or a request that is carried out. */
export function isOpen({ outcome, preflight, response }: Tried): boolean {
  return (
    outcome === 'allowed' ||
    outcome === 'granted' ||
    (outcome === 'blocked' && preflight !== null && response !== null)
  );
}
