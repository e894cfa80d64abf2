/** Remembers which lane of the fabric a server's connection came through, by the loopback port it was dialled from. */
import type { Socket } from 'node:net';

export interface Connection {
  number: number;
  lane: string | null;
  /** The host name the browser asked for; null if the connection did not come through the fabric. */
  host: string | null;
}

export class Connections {
  readonly #byPort = new Map<number, { lane: string; host: string }>();
  readonly #known = new WeakMap<Socket, Connection>();
  #count = 0;

  /** Called by the fabric once it is connected to a server and before it passes on any byte. */
  register(localPort: number, lane: string, host: string): void {
    this.#byPort.set(localPort, { lane, host });
  }

  forget(localPort: number): void {
    this.#byPort.delete(localPort);
  }

  of(socket: Socket): Connection {
    let connection = this.#known.get(socket);
    if (!connection) {
      const via = this.#byPort.get(socket.remotePort ?? -1);
      connection = { number: ++this.#count, lane: via?.lane ?? null, host: via?.host ?? null };
      this.#known.set(socket, connection);
    }
    return connection;
  }
}
