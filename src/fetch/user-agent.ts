/** What a user agent remembers while it walks through a plan, and what it has put on the wire. */
import type { HttpCache } from './http-cache.ts';
import type { Preload } from './preload.ts';
import type { PreflightCache } from './preflight-cache.ts';
import { withoutExpired } from './preflight-cache.ts';
import type { Decision, Fetched, HeaderList, ModuleMapEntry, Request } from './types.ts';
import type { AnsweringServers } from './world.ts';

/** One request as it crosses the wire. */
export interface PredictedExchange {
  method: string;
  /** Nominal: the origin as the case was written, path and query. */
  url: string;
  preflight: boolean;
  /** The value of the Origin header; null if it is absent. */
  origin: string | null;
  /** What the page and the cache mode set; user agents add more. */
  headers: HeaderList;
  /** Access-Control-Request-Method and the split Access-Control-Request-Headers of a preflight. */
  requests?: { method: string; headers: string[] };
  /** Null if the answer never came, or could not be read. */
  status: number | null;
  /** Headers of the answer. */
  answered: HeaderList;
  /** Whether the answer has a Location. */
  location: boolean;
  /** Whether the case plans an answer. */
  planned: boolean;
}

/** Main fetch, given to the algorithms below it: a redirect and the fetches of a service worker come back to it. */
export type MainFetch = (agent: UserAgent, request: Request) => Fetched;

export class UserAgent {
  readonly servers: AnsweringServers;
  /** Seconds since the plan began. */
  now = 0;
  cache: PreflightCache = [];
  /** Of the step under way. */
  exchanges: PredictedExchange[] = [];
  trace: Decision[] = [];
  /** What a service worker has seen of the step, each `METHOD mode`. */
  seenByWorker: string[] = [];
  /** Whether the CORS-preflight cache has spared a preflight. */
  usedCache = false;
  httpCache: HttpCache = [];
  /** Whether a stored response has answered, or has made a request conditional. */
  usedHttpCache = false;
  /** Milliseconds for which the step may run, and for which it has. */
  timeout = Infinity;
  elapsed = 0;
  /** Of the document: the preloads that nothing has used yet, and the module map. */
  preloads: Preload[] = [];
  modules = new Map<string, ModuleMapEntry>();

  constructor(servers: AnsweringServers) {
    this.servers = servers;
  }

  beginStep(timeout: number): void {
    this.exchanges = [];
    this.trace = [];
    this.seenByWorker = [];
    this.usedCache = false;
    this.usedHttpCache = false;
    this.timeout = timeout;
    this.elapsed = 0;
  }

  note({ step, link }: Decision): void {
    this.trace.push({ step, link });
  }

  /** Takes with it what a document has loaded. */
  leaveDocument(): void {
    this.preloads = [];
    this.modules = new Map();
  }

  /** Lets seconds pass. */
  wait(seconds: number): void {
    this.now += seconds;
    this.cache = withoutExpired(this.cache, this.now);
  }

  /** Lets milliseconds pass; false if the step has run out of time. */
  spend(milliseconds: number): boolean {
    this.elapsed += milliseconds;
    this.wait(milliseconds / 1000);
    return this.elapsed < this.timeout;
  }
}
