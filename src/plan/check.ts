/** A check: one question about one rule of a policy, which many tries answer. */
import type { Severity } from './causes.ts';
import type { TargetPlan } from './target.ts';
import type { Client } from '../scenario/terms.ts';
import type { BodyPlan, HeaderPairs } from './http.ts';

export { SEVERITIES, type Severity } from './causes.ts';

/** The class of tries that only show that the target answers trusted pages. */
export const CONTROL_CLASS = 'control';

export const QUESTIONS = [
  'works',
  'preflight',
  'cached',
  'expose',
  'errors',
  'refused',
  'hostile',
  'hygiene',
  'caches',
] as const;
export type Question = (typeof QUESTIONS)[number];

/** What the policy says of one rule, defaults in place. */
export interface RulePlan {
  id: string;
  /** Path and query. */
  path: string;
  origins: 'any' | 'none' | string[];
  methods: string[];
  /** In lower case. */
  headers: string[];
  credentials: boolean;
  /** In lower case. */
  expose: string[];
  /** Seconds. */
  maxAge?: number;
  /** What an allowed call answers; any 2xx if empty. */
  statuses: number[];
  errors: [status: number, path: string][];
  /** Origins that are refused although they look trusted. */
  refused: string[];
  /** Origins that other rules of the policy trust and this one does not. */
  elsewhere: string[];
  /** Sent with methods that take a body; `type` is what pages set as Content-Type, null for the text's own. */
  body: { text: string; type: string | null };
  /** What preflights may grant beyond `methods` and `headers`. */
  allows: { methods: string[]; headers: string[] };
}

export interface CheckPlan {
  question: Question;
  target: TargetPlan;
  rule: RulePlan;
  /** Causes below it are told and pass. */
  failOn: Severity;
  /** Exceptions that may concern this check; `check` is a pattern of ids of checks or tries. */
  ignore: { check?: string; cause?: string; reason: string; until: string }[];
  /** Ids of the tries that a run was asked for; all if missing. */
  only?: string[];
}

/** How a page can come to have an origin: by DNS, through a proxy only, or not at all (application schemes). */
export type Reach = 'real-dns' | 'proxy-only' | 'no-page';

/** One call that is tried at a target. */
export interface TryPlan {
  /** Unique in its question: `prefix/PUT/authorization/include`. */
  id: string;
  /** Where it comes from: `trusted`, `any`, `prefix`, `null-sandbox`, ... */
  class: string;
  /** What the server receives as Origin; `null` for opaque origins, empty for none. */
  origin: string;
  /** The page that calls: its own origin, and what in it calls. */
  page: { origin: string; context: 'document' | 'sandboxed-iframe' | 'data-iframe' };
  reach: Reach;
  via: Client;
  method: string;
  path: string;
  headers: HeaderPairs;
  body?: BodyPlan;
  credentials: 'omit' | 'include';
  cache?: string;
  /** Path and query of the page's URL that goes out as Referer, empty for none; the browser's default if missing. */
  referrer?: string;
  /** A listener to upload progress, which makes a preflight. */
  upload?: true;
  expected: 'allowed' | 'blocked';
}
