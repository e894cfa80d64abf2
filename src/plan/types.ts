/**
 * The plan: what one case means once every default, merge and matrix has been applied. Explicit,
 * JSON-serialisable and deterministic; every room after `src/plan` reads these types and no YAML.
 *
 * Texts may hold `$name` (the serialised origin called `name`) and `$name:host` (its host and port); they are
 * resolved when the case is run, because the lab may put a token into a host.
 */
import type { CheckPlan } from './check.ts';
import type { BodyPlan, HeaderPairs } from './http.ts';
import {
  CLIENTS,
  CONTEXTS,
  ENGINES,
  type Client,
  type Context,
  type EngineName,
  type Reading,
} from '../scenario/terms.ts';

export { CLIENTS, CONTEXTS, ENGINES, type Client, type Context, type EngineName };
export type { BodyPlan, HeaderPairs } from './http.ts';

export type Outcome = 'allowed' | 'blocked' | 'opaque';
/** Where a block is decided: before anything is sent, at the preflight, at a 3xx answer, at the final answer. */
export type BlockedAt = 'request' | 'preflight' | 'redirect' | 'response';

export interface OriginPlan {
  /** The serialised origin, e.g. `http://api.example.com:8080`; default ports are left out. */
  origin: string;
  /** Headers of the pages served at this origin (CSP, referrer policy). */
  pageHeaders: HeaderPairs;
  /** Whether the target of the case stands there, instead of a server of ours. */
  target?: true;
}

/** One answer of a server. */
export interface AnswerPlan {
  status: number;
  statusText?: string;
  headers: HeaderPairs;
  body: string;
  /** A body of bytes, instead of `body`. */
  base64?: string;
  /** Milliseconds before the answer is written. */
  delay?: number;
  /** Literal bytes (one char per byte) written instead of everything above; the connection then closes. */
  raw?: string;
}

/** What one URL answers; each list is a sequence whose last answer repeats, an empty list is "not planned". */
export interface RoutePlan {
  preflight: AnswerPlan[];
  response: AnswerPlan[];
}

export interface XhrOptions {
  async?: boolean;
  /** When a listener is put on `xhr.upload`; before send it sets the upload listener flag. */
  upload?: 'before-send' | 'after-send';
  timeout?: number;
  responseType?: '' | 'text' | 'arraybuffer' | 'blob' | 'json';
  user?: string;
  password?: string;
  abort?: 'on-headers';
  /** When `withCredentials = true` is set; after open() unless told. */
  withCredentials?: 'before-open' | 'after-send' | 'on-headers' | 'on-end';
}

/** What the service worker that controls the caller answers to a request. */
export type WorkerPlan =
  /** It listens and does not call respondWith(). */
  | { kind: 'not-handled' }
  /** fetch() of the request itself. */
  | { kind: 'request' }
  | { kind: 'error' }
  /** fetch() of another URL, `$name/path`. */
  | {
      kind: 'fetch';
      url: string;
      mode?: 'cors' | 'no-cors' | 'same-origin';
      credentials?: 'omit' | 'same-origin' | 'include';
      redirect?: 'follow' | 'manual';
    }
  /** new Response() */
  | { kind: 'response'; status: number; headers: HeaderPairs; body: string };

export interface RequestPlan {
  /** `$name/path`, or an absolute URL of a scheme without a host (`data:`, `blob:`, `about:`). */
  url: string;
  method: string;
  headers: HeaderPairs;
  body?: BodyPlan;
  mode?: 'cors' | 'no-cors' | 'same-origin' | 'navigate';
  credentials: 'omit' | 'same-origin' | 'include';
  cache?: string;
  redirect?: 'follow' | 'error' | 'manual';
  referrer?: string;
  referrerPolicy?: string;
  integrity?: string;
  keepalive?: boolean;
  /** The call is made in a frame that is removed at once. */
  unload?: true;
  priority?: string;
  /** Attribute of an element; left out, it is missing. */
  crossorigin?: string;
  /** Attribute of a preload. */
  as?: string;
  /** Of an import, its `with { type }`; of a worker, its option. */
  type?: string;
  /** What calls import(); a script element unless told. */
  code?: 'script' | 'handler' | 'timer';
  /** Whether an image is the element of an earlier step, changed. */
  again?: boolean;
  /** How the pixels of an image or a video are read; `getImageData` unless told. */
  read?: Reading;
  worker?: WorkerPlan;
  xhr?: XhrOptions;
}

export interface CallerPlan {
  /** Name of the origin whose page makes the calls. */
  origin: string;
  context: Context;
  /** Name of the origin that embeds the caller, when it is another one. */
  top?: string;
}

export interface PreflightExpectation {
  method: string;
  /** Exact value of Access-Control-Request-Headers, split at commas; `[]` means that the header is absent. */
  headers: string[];
  /** Further request headers of the preflight: a value, or null for "absent". */
  sends?: Record<string, string | null>;
}

/** One line of expected traffic. */
export interface WireExpectation {
  method: string;
  /** `$name/path` */
  url: string;
  sends?: Record<string, string | null>;
  body?: string;
}

export interface Expectation {
  outcome: Outcome;
  at?: BlockedAt;
  status?: number;
  statusText?: string;
  type?: string;
  url?: string;
  redirected?: boolean;
  body?: string;
  /** Response headers that the page can read: name to value, or name to null for "any value". */
  reveals?: Record<string, string | null>;
  hides?: string[];
  /** Name of the exception: `TypeError` of fetch, `NetworkError` of a synchronous XHR. */
  error?: string;
  events?: string[];
  preflight: 'none' | 'cached' | PreflightExpectation;
  /** Headers of the (last) actual request: a value, or null for "absent". */
  sends?: Record<string, string | null>;
  /** Names of the cookies on the (last) actual request. */
  cookies?: string[];
  /** Names of the cookies that script sees in the calling document afterwards. */
  documentCookies?: string[];
  /** What the service worker sees of the call, each `METHOD mode`. */
  worker?: string[];
  wire?: WireExpectation[];
  /** What happens instead if the HTTP cache does not hold the response, laid over the rest. */
  evicted?: Partial<Expectation>;
}

export type StepPlan =
  | {
      kind: 'request';
      request: RequestPlan;
      expect: Expectation;
      from?: CallerPlan;
      /** Another client than the one that runs the case. */
      via?: Client;
    }
  | { kind: 'reload' }
  /** Seconds of a max-age that has to pass. */
  | { kind: 'wait'; maxAge: number };

export interface DivergencePlan {
  engine: string;
  build?: string;
  /** Range such as `>=150 <160`; none means every version. */
  versions?: string;
  /** Major versions in which it was seen. */
  seen: string[];
  bug?: string;
  note?: string;
  reason: string;
  via?: Client[];
  /** What the engine does instead, merged over the standard's expectation of the last request step. */
  expect: Partial<Expectation>;
}

/** How the server side of a case is told apart from that of others; see docs/architecture.md, the lab. */
export type Attribution = 'token' | 'exclusive';

export interface CasePlan {
  id: string;
  title: string;
  why: string;
  spec: string[];
  /** Rows of docs/coverage.md that the case proves. */
  covers: string[];
  area: string;
  file: string;
  line: number;
  via: Client[];
  from: CallerPlan;
  origins: Record<string, OriginPlan>;
  /** `$name/path` (query left out) to what it answers. */
  routes: Record<string, RoutePlan>;
  steps: StepPlan[];
  divergences: DivergencePlan[];
  /** Id of the allowed case that differs in one fact. */
  twin?: string;
  attribution: Attribution;
  /** Why the case cannot share a context, when it cannot. */
  exclusiveBecause?: string;
  /** Whether an answer or a method needs the raw server instead of Node's parser. */
  raw: boolean;
  /** What of a target is checked, if this is a check that was derived from a policy. */
  check?: CheckPlan;
  /** Milliseconds after which the page gives the case up. */
  limit: number;
}
