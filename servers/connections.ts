/**
 * Remembers which lane of the fabric a server's connection came through, by both its loopback ports: the system lets one
 * port dial several servers at the same time.
 */
import type { Socket } from 'node:net';

export interface Connection {
  number: number;
  lane: string | null;
  /** The host name the browser asked for; null if the connection did not come through the fabric. */
  host: string | null;
}

export class Connections {
  readonly #byPorts = new Map<string, { lane: string; host: string }>();
  readonly #known = new WeakMap<Socket, Connection>();
  #count = 0;

  /** Called by the fabric once it is connected to a server and before it passes on any byte. */
  register(dialled: Socket, lane: string, host: string): void {
    this.#byPorts.set(key(dialled.localPort, dialled.remotePort), { lane, host });
  }

  forget(dialled: { from: number | undefined; to: number | undefined }): void {
    this.#byPorts.delete(key(dialled.from, dialled.to));
  }

  of(socket: Socket): Connection {
    let connection = this.#known.get(socket);
    if (!connection) {
      const via = this.#byPorts.get(key(socket.remotePort, socket.localPort));
      connection = { number: ++this.#count, lane: via?.lane ?? null, host: via?.host ?? null };
      this.#known.set(socket, connection);
    }
    return connection;
  }
}

function key(from: number | undefined, to: number | undefined): string {
  return `${from ?? ''}>${to ?? ''}`;
}
