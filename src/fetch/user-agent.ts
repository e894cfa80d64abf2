/** What a user agent remembers while it walks through a plan, and what it has put on the wire. */
import type { Module } from './module-graph.ts';
import type { Preload } from './preload.ts';
import type { PreflightCache } from './preflight-cache.ts';
import { withoutExpired } from './preflight-cache.ts';
import { get } from './header-list.ts';
import { NotModelled, currentUrl, type Decision, type HeaderList, type Request } from './types.ts';
import type { Servers } from './world.ts';

/** One request as it crosses the wire. */
export interface PredictedExchange {
  method: string;
  /** Nominal: the origin as the case was written, path and query. */
  url: string;
  preflight: boolean;
  /** The value of the Origin header; null if it is absent. */
  origin: string | null;
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

interface Stored {
  status: number;
  headers: HeaderList;
}

export class UserAgent {
  readonly servers: Servers;
  /** Seconds since the plan began. */
  now = 0;
  cache: PreflightCache = [];
  /** Of the step under way. */
  exchanges: PredictedExchange[] = [];
  trace: Decision[] = [];
  /** Whether the CORS-preflight cache has spared a preflight. */
  usedCache = false;
  /** Milliseconds for which the step may run, and for which it has. */
  timeout = Infinity;
  elapsed = 0;
  /** Of the document: the preloads that nothing has used yet, and the module map. */
  preloads: Preload[] = [];
  modules = new Map<string, Module>();
  readonly #stored = new Map<string, Stored>();

  constructor(servers: Servers) {
    this.servers = servers;
  }

  beginStep(timeout: number): void {
    this.exchanges = [];
    this.trace = [];
    this.usedCache = false;
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

  /** Refuses what only a model of the HTTP cache could tell: https://fetch.spec.whatwg.org/#http-cache-partitions */
  consultHttpCache(request: Request): 'revalidate' | null {
    const stored = this.#stored.get(cacheKey(request));
    if (!stored || !['GET', 'HEAD'].includes(request.method)) return null;
    if (request.cache === 'no-store' || request.cache === 'reload') return null;
    if (['force-cache', 'only-if-cached'].includes(request.cache) || isFresh(stored))
      throw new NotModelled('the HTTP cache may hold a response to this request');
    return hasValidator(stored) ? 'revalidate' : null;
  }

  store(request: Request, response: Stored): void {
    const control = get(response.headers, 'cache-control') ?? '';
    if (request.method === 'GET' && request.cache !== 'no-store' && !/no-store/i.test(control))
      this.#stored.set(cacheKey(request), response);
  }
}

function cacheKey(request: Request): string {
  return `${request.client.partitionKey} ${currentUrl(request).href}`;
}

function isFresh({ status, headers }: Stored): boolean {
  const control = get(headers, 'cache-control') ?? '';
  if (/no-cache|max-age=0\b/i.test(control)) return false;
  const heuristic = get(headers, 'last-modified') !== null || status === 301 || status === 308;
  return /max-age|immutable|stale/i.test(control) || get(headers, 'expires') !== null || heuristic;
}

function hasValidator({ headers }: Stored): boolean {
  return get(headers, 'etag') !== null || get(headers, 'last-modified') !== null;
}
