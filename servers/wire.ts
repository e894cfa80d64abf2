/** The wire log: what really reached a server and what was written back, for Fastify and raw servers alike. */
import type { Exchange, Fence, Received } from './exchange.ts';

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
