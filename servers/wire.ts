/** The wire log: what really reached a server and what was written back, for Fastify and raw servers alike. */
import type { HeaderPairs } from '../src/plan/types.ts';
import type { Received } from './reply.ts';

/** One request as it arrived and the answer as it was written. */
export interface Exchange {
  /** Milliseconds since the log was opened, at arrival. */
  t: number;
  /** Number of the connection, unique within the log. */
  conn: number;
  /** The serialised origin of the server that was reached. */
  to: string;
  method: string;
  /** Path and query, without the token. */
  path: string;
  requestHeaders: HeaderPairs;
  requestBody: string;
  status: number | null;
  responseHeaders: HeaderPairs;
  /** Milliseconds since the log was opened, when the answer had been handed to the socket. */
  answered: number | null;
  /** Whether the client took the whole answer: false if the connection broke first. */
  taken: boolean;
  /** The step that was under way, counted from 0. */
  step: number;
  /** Why nothing was planned for the request; such a request fails its case. */
  unplanned?: string;
  /** Whether a shared cache in front of a target answered. */
  fromCache?: true;
  /** Why a target gave no answer that could be passed on. */
  failed?: string;
}

/** A fence: a request sent by the page after a step, which proves that the server can be reached. */
export interface Fence {
  t: number;
  to: string;
  step: number;
  by: 'page' | 'lab';
}

/** Everything that was seen under one key (a case, client and attempt). */
export interface WireRecord {
  exchanges: Exchange[];
  fences: Fence[];
  step: number;
}

/** What is known of a request as it arrives. */
type Arrival = Pick<Received, 'conn' | 'origin' | 'method' | 'headers' | 'body'>;

export class WireLog {
  readonly #opened = performance.now();
  readonly #records = new Map<string, WireRecord>();

  now(): number {
    return Math.round((performance.now() - this.#opened) * 100) / 100;
  }

  open(key: string): void {
    this.#records.set(key, { exchanges: [], fences: [], step: 0 });
  }

  get(key: string): WireRecord | undefined {
    return this.#records.get(key);
  }

  close(key: string): void {
    this.#records.delete(key);
  }

  /** Writes down a request as it arrives; the answer is added to what is returned. Without a record it is nobody's. */
  arrived(key: string, received: Arrival, path: string): Exchange {
    const record = this.#records.get(key);
    const exchange: Exchange = {
      t: this.now(),
      conn: received.conn,
      to: received.origin,
      method: received.method,
      path,
      requestHeaders: received.headers,
      requestBody: received.body,
      status: null,
      responseHeaders: [],
      answered: null,
      taken: false,
      step: record?.step ?? 0,
    };
    record?.exchanges.push(exchange);
    return exchange;
  }

  /** A server was reached after a step, which opens the next one. */
  fenced(key: string, to: string, step: number, by: Fence['by']): void {
    const record = this.#records.get(key);
    if (!record) return;
    record.fences.push({ t: this.now(), to, step, by });
    record.step = Math.max(record.step, step + 1);
  }
}

/** A preflight by what is on the wire: OPTIONS with Access-Control-Request-Method, which no page can set itself. */
export function isPreflight({ method, headers }: { method: string; headers: HeaderPairs }): boolean {
  return (
    method === 'OPTIONS' && headers.some(([name]) => name.toLowerCase() === 'access-control-request-method')
  );
}
