/** The standard's data model, as far as CORS needs it: https://fetch.spec.whatwg.org/#infrastructure */
import type { WorkerPlan } from '../plan/types.ts';

export type HeaderList = readonly (readonly [name: string, value: string])[];

/** A step of the standard that decided something, in one sentence with the actual values. */
export interface Decision {
  step: string;
  link: string;
}

/** What an algorithm that returns success or failure found, with the reason. */
export interface Check extends Decision {
  ok: boolean;
}

/** The environment of the caller: https://fetch.spec.whatwg.org/#concept-request-client */
export interface Client {
  /** Serialised; `null` is an opaque origin. */
  origin: string;
  /** Whether the global object is a Window, which has a traversable for user prompts. */
  window: boolean;
  /** Whether it prohibits mixed content. */
  secure: boolean;
  partitionKey: string;
  referrerPolicy: string;
  embedderPolicy: 'unsafe-none' | 'require-corp' | 'credentialless';
  contentSecurityPolicy: string | null;
  /** The active service worker, if one controls the caller, and what it answers to one URL. */
  serviceWorker: { url: string; answer: WorkerPlan } | null;
}

/** https://fetch.spec.whatwg.org/#concept-body */
export interface Body {
  /** Whether the body can be sent again: a stream has no source. */
  source: boolean;
  /** Bytes, or null if that is not known beforehand. */
  length: number | null;
}

export type Tainting = 'basic' | 'cors' | 'opaque';

/** https://fetch.spec.whatwg.org/#concept-request */
export interface Request {
  method: string;
  urlList: readonly URL[];
  headers: HeaderList;
  body: Body | null;
  client: Client;
  origin: string;
  mode: 'cors' | 'no-cors' | 'same-origin' | 'navigate' | 'websocket';
  credentials: 'omit' | 'same-origin' | 'include';
  /** Empty for what fetch() and XMLHttpRequest ask for. */
  destination: string;
  cache: string;
  redirect: 'follow' | 'error' | 'manual';
  referrerPolicy: string;
  integrity: string;
  keepalive: boolean;
  /** Whether method and headers are the author's, and so may need a preflight. */
  unsafeRequest: boolean;
  useCorsPreflight: boolean;
  useUrlCredentials: boolean;
  serviceWorkersMode: 'all' | 'none';
  tainting: Tainting;
  redirectCount: number;
}

/** https://fetch.spec.whatwg.org/#concept-response */
export interface Response {
  status: number;
  headers: HeaderList;
  /** As far as it is text. */
  body: string;
  urlList: readonly URL[];
  includesCredentials: boolean;
}

/** What a fetch came to: a response, or a network error. The request is the one at the end, after redirects. */
export type Fetched =
  | {
      kind: 'response';
      response: Response;
      request: Request;
      opaqueRedirect?: true;
      /** What a service worker's own fetch came to, if the response is that one. */
      byWorker?: Extract<Fetched, { kind: 'response' }>;
    }
  | { kind: 'network error'; request: Request; decision: Decision };

/** An entry of the module map: https://html.spec.whatwg.org/#module-map */
export type ModuleMapEntry = { failed: Decision } | { response: Response };

/** Thrown where an answer depends on what this model leaves out; the prediction is then `unknown`. */
export class NotModelled extends Error {
  constructor(reason: string) {
    super(reason);
    this.name = 'NotModelled';
  }
}

const FETCH = 'https://fetch.spec.whatwg.org/';

/** A link into the Fetch standard. */
export function fetchSpec(anchor: string): string {
  return `${FETCH}#${anchor}`;
}

export function currentUrl(request: Pick<Request, 'urlList'>): URL {
  // A URL list is never empty.
  return request.urlList.at(-1) as URL;
}

export function networkError(request: Request, anchor: string, step: string): Fetched {
  return { kind: 'network error', request, decision: { step, link: fetchSpec(anchor) } };
}
