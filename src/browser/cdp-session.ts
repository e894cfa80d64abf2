/**
 * A session of the Chrome DevTools Protocol with one target. Commands and events cross as JSON text inside the session
 * of its parent, since Playwright hands out no other way to a target that it has not made itself.
 */

/** The messages of a session, in whatever they are wrapped. */
export interface CdpChannel {
  send: (method: string, params?: object) => Promise<unknown>;
  on: (event: string, listener: (params: never) => void) => void;
}

interface Message {
  id?: number;
  result?: unknown;
  error?: { message: string };
  method?: string;
  params?: unknown;
}

interface Pending {
  resolve: (result: unknown) => void;
  reject: (error: Error) => void;
}

/** After these no answer comes any more. */
const ENDS = new Set(['Inspector.targetCrashed', 'Inspector.detached']);

export class CdpSession implements CdpChannel {
  readonly #send: (message: string) => Promise<unknown>;
  readonly #pending = new Map<number, Pending>();
  readonly #listeners = new Map<string, (params: never) => void>();
  #count = 0;
  #ended: Error | undefined;

  constructor(parent: CdpChannel, sessionId: string) {
    this.#send = (message) => parent.send('Target.sendMessageToTarget', { sessionId, message });
  }

  /** Sends a command. Rejects with the browser's own words, or once the page or the browser is gone. */
  send<T>(method: string, params: object = {}): Promise<T> {
    if (this.#ended) return Promise.reject(this.#ended);
    const id = ++this.#count;
    return new Promise<T>((resolve, reject) => {
      this.#pending.set(id, { resolve: resolve as Pending['resolve'], reject });
      this.#send(JSON.stringify({ id, method, params })).catch((error: unknown) => {
        this.#pending.delete(id);
        reject(error instanceof Error ? error : new Error(String(error)));
      });
    });
  }

  /** Calls `listener` with the parameters of every event of that name; there is one listener for each. */
  on(event: string, listener: (params: never) => void): void {
    this.#listeners.set(event, listener);
  }

  /** Takes what has come for this session. */
  receive(text: string): void {
    const { id, result, error, method = '', params } = JSON.parse(text) as Message;
    if (id === undefined) {
      this.#listeners.get(method)?.(params as never);
      if (ENDS.has(method)) this.end(new Error('the page has crashed or was closed'));
      return;
    }
    const pending = this.#pending.get(id);
    this.#pending.delete(id);
    if (error) pending?.reject(new Error(error.message));
    else pending?.resolve(result);
  }

  /** Nothing comes any more: rejects what is waited for. */
  end(reason: Error): void {
    this.#ended ??= reason;
    for (const { reject } of this.#pending.values()) reject(reason);
    this.#pending.clear();
  }
}

/** The sessions below `parent`, by their ids; to be called once for each parent. */
export function childSessions(parent: CdpChannel): Map<string, CdpSession> {
  const children = new Map<string, CdpSession>();
  parent.on(
    'Target.receivedMessageFromTarget',
    ({ sessionId, message }: { sessionId: string; message: string }) =>
      children.get(sessionId)?.receive(message),
  );
  parent.on('Target.detachedFromTarget', ({ sessionId }: { sessionId: string }) => {
    children.get(sessionId)?.end(new Error('the page has crashed or was closed'));
    children.delete(sessionId);
  });
  return children;
}
