/**
 * Remembers which lane of the fabric a server's connection came through, by both its loopback ports: the system lets one
 * port dial several lanes at the same time.
 */
import type { Socket } from 'node:net';

export interface Connection {
  number: number;
  lane: string | null;
  /** The host name the browser asked for; null if the connection did not come through the fabric. */
  host: string | null;
}

/** Both ports of a connection, as its server sees them. */
export interface Ports {
  from: number | undefined;
  to: number | undefined;
}

export class Connections {
  readonly #byPorts = new Map<string, { lane: string; host: string }>();
  readonly #known = new WeakMap<Socket, Connection>();
  #count = 0;

  /** Called by the fabric before a server sees any byte. */
  register({ from, to }: Ports, lane: string, host: string): void {
    this.#byPorts.set(key(from, to), { lane, host });
  }

  forget({ from, to }: Ports): void {
    this.#byPorts.delete(key(from, to));
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
