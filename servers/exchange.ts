/** What crosses the wire of a server: a request as it came, the exchange that it becomes, and the fences beside it. */
import type { HeaderPairs } from '../src/plan/types.ts';

/** A request as a server received it. */
export interface Received {
  /** Serialised origin of the server. */
  origin: string;
  /** Number of the connection. */
  conn: number;
  /** Lane of the fabric the connection came through, or null for one that came from elsewhere. */
  lane: string | null;
  /** Host that the connection asked the fabric for (it carries the token), or the Host header's. */
  host: string;
  method: string;
  /** Request target as written. */
  target: string;
  headers: HeaderPairs;
  body: string;
}

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
  failed?: TargetFailure;
  /** Whether the body was cut off because it did not end. */
  endless?: true;
}

/** `gone`: it is not ready, has ended or hangs. `silent`: no head of a response in time. `broken`: nothing readable. */
export interface TargetFailure {
  code: 'gone' | 'silent' | 'broken';
  message: string;
}

/** A fence: a request sent by the page after a step, which proves that the server can be reached. */
export interface Fence {
  t: number;
  to: string;
  step: number;
  by: 'page' | 'lab';
}

/** Whether a recorded exchange is a preflight. */
export function exchangeIsPreflight({ method, requestHeaders }: Exchange): boolean {
  return isPreflight({ method, headers: requestHeaders });
}

/** A preflight by what is on the wire: OPTIONS with Access-Control-Request-Method, which no page can set itself. */
export function isPreflight({ method, headers }: { method: string; headers: HeaderPairs }): boolean {
  return (
    method === 'OPTIONS' && headers.some(([name]) => name.toLowerCase() === 'access-control-request-method')
  );
}
