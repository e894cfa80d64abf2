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

export class Connections {
  readonly #byPorts = new Map<string, { lane: string; host: string }>();
  readonly #byLabel = new Map<string, Set<Socket>>();
  readonly #known = new WeakMap<Socket, Connection>();
  #count = 0;

  /** Called by the fabric before a server sees any byte. */
  register(socket: Socket, lane: string, host: string): void {
    // A socket that is closed no longer knows its ports.
    const ports = portsOf(socket);
    const label = labelOf(host);
    const others = this.#byLabel.get(label) ?? new Set();
    this.#byPorts.set(ports, { lane, host });
    this.#byLabel.set(label, others.add(socket));
    socket.on('close', () => {
      this.#byPorts.delete(ports);
      others.delete(socket);
      if (others.size === 0) this.#byLabel.delete(label);
    });
  }

  /**
   * Closes the connections to hosts that begin with `label`: nobody will ask there again, and browsers look through all
   * the connections that they keep whenever anything happens on one.
   */
  close(label: string): void {
    for (const socket of this.#byLabel.get(label) ?? []) socket.destroy();
  }

  of(socket: Socket): Connection {
    let connection = this.#known.get(socket);
    if (!connection) {
      const via = this.#byPorts.get(portsOf(socket));
      connection = { number: ++this.#count, lane: via?.lane ?? null, host: via?.host ?? null };
      this.#known.set(socket, connection);
    }
    return connection;
  }
}

function portsOf({ remotePort, localPort }: Socket): string {
  return `${remotePort ?? ''}>${localPort ?? ''}`;
}

function labelOf(host: string): string {
  return host.split('.', 1)[0] ?? '';
}
