/** A WebDriver BiDi connection (https://w3c.github.io/webdriver-bidi/#transport): commands and events over a WebSocket. */
import WebSocket from 'ws';

/** Milliseconds in which a command that waits for no page is answered. */
const COMMAND_LIMIT = 30_000;

interface Message {
  type: 'success' | 'error' | 'event';
  id?: number | null;
  result?: unknown;
  error?: string;
  message?: string;
  method?: string;
  params?: unknown;
}

interface Pending {
  resolve: (result: unknown) => void;
  reject: (error: Error) => void;
}

export class BidiConnection {
  readonly #socket: WebSocket;
  readonly #pending = new Map<number, Pending>();
  readonly #listeners = new Map<string, (params: never) => void>();
  #count = 0;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.on('message', (data: Buffer) => this.#receive(JSON.parse(data.toString()) as Message));
    socket.on('error', () => undefined);
    socket.on('close', () => {
      for (const { reject } of this.#pending.values()) reject(new Error('the browser has closed'));
      this.#pending.clear();
    });
  }

  /** Connects to `ws://…/session`. Rejects if nobody answers there. */
  static open(url: string): Promise<BidiConnection> {
    const socket = new WebSocket(url, { perMessageDeflate: false, maxPayload: 0 });
    return new Promise((resolve, reject) => {
      socket.once('error', reject);
      socket.once('open', () => resolve(new BidiConnection(socket)));
    });
  }

  get isOpen(): boolean {
    return this.#socket.readyState === WebSocket.OPEN;
  }

  /** Sends a command. Rejects with the browser's own words, or after `limit` milliseconds. */
  send<T>(method: string, params: object, limit = COMMAND_LIMIT): Promise<T> {
    if (!this.isOpen) return Promise.reject(new Error('the browser has closed'));
    const id = ++this.#count;
    return new Promise<T>((resolve, reject) => {
      const timer =
        limit === Infinity
          ? undefined
          : setTimeout(() => this.#settle(id)?.reject(new Error(`${method} took over ${limit} ms`)), limit);
      this.#pending.set(id, {
        resolve: (result) => {
          clearTimeout(timer);
          resolve(result as T);
        },
        reject: (error) => {
          clearTimeout(timer);
          reject(error);
        },
      });
      this.#socket.send(JSON.stringify({ id, method, params }));
    });
  }

  /** Calls `listener` with the parameters of every event of that name; there is one listener for each. */
  on(event: string, listener: (params: never) => void): void {
    this.#listeners.set(event, listener);
  }

  close(): void {
    this.#socket.close();
  }

  #receive({ type, id, result, error, message, method, params }: Message): void {
    if (type === 'event') return this.#listeners.get(method ?? '')?.(params as never);
    const pending = this.#settle(id ?? 0);
    if (type === 'success') pending?.resolve(result);
    else pending?.reject(new Error(message === undefined || message === '' ? error : message));
  }

  #settle(id: number): Pending | undefined {
    const pending = this.#pending.get(id);
    this.#pending.delete(id);
    return pending;
  }
}
