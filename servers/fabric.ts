/**
 * The name fabric: a SOCKS5 proxy on loopback that leads declared host names to declared servers and refuses
 * everything else, so that a page can be at any origin without DNS, and the proxy is never an open one. Each lane
 * listens on a port of its own: its connections are told apart by it.
 *
 * The first byte of a connection decides between a TLS and a plain server, since two origins may differ in their
 * scheme alone; a speculative connection that never sends one reaches no server and is no error. From that byte on the
 * browser's socket is the server's: nothing is dialled, and no byte is copied.
 */
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import type { Connections } from './connections.ts';

/** Takes over a connection whose bytes are all still to be read. */
export type Accept = (socket: Socket) => void;

/** The servers behind one host and port. */
export interface Destination {
  plain?: Accept;
  tls?: Accept;
}

/** Says where `host:port` leads for a lane, or null to refuse it. */
export type Resolve = (host: string, port: number, lane: string) => Destination | null;

export interface Lane {
  name: string;
  port: number;
  close(): Promise<void>;
}

const SOCKS_VERSION = 5;
const TLS_HANDSHAKE = 0x16;
const REPLY = { ok: 0, notAllowed: 2, commandNotSupported: 7 } as const;

export class Fabric {
  readonly #resolve: Resolve;
  readonly #connections: Connections;
  readonly #lanes = new Set<Lane>();

  constructor(resolve: Resolve, connections: Connections) {
    this.#resolve = resolve;
    this.#connections = connections;
  }

  /** Opens a lane on a free loopback port. */
  async open(name: string): Promise<Lane> {
    const sockets = new Set<Socket>();
    const server: Server = createServer({ noDelay: true }, (socket) => {
      sockets.add(socket);
      socket.on('close', () => sockets.delete(socket));
      socket.on('error', () => socket.destroy());
      this.#greet(socket, name);
    });
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(0, '127.0.0.1', resolve);
    });
    const lane: Lane = {
      name,
      port: (server.address() as AddressInfo).port,
      close: () =>
        new Promise((resolve) => {
          this.#lanes.delete(lane);
          for (const socket of sockets) socket.destroy();
          server.close(() => resolve());
        }),
    };
    this.#lanes.add(lane);
    return lane;
  }

  async close(): Promise<void> {
    await Promise.all([...this.#lanes].map((lane) => lane.close()));
  }

  #greet(client: Socket, lane: string): void {
    let buffered = Buffer.alloc(0);
    let state: 'greeting' | 'request' = 'greeting';
    const onData = (chunk: Buffer) => {
      buffered = Buffer.concat([buffered, chunk]);
      if (buffered.length > 1024) return void client.destroy();
      if (state === 'greeting') {
        if (buffered.length < 2 || buffered.length < 2 + (buffered[1] ?? 0)) return;
        if (buffered[0] !== SOCKS_VERSION) return void client.destroy();
        buffered = buffered.subarray(2 + (buffered[1] ?? 0));
        state = 'request';
        client.write(Buffer.from([SOCKS_VERSION, 0]));
      }
      const asked = readConnect(buffered);
      if (!asked) return;
      client.off('data', onData);
      if (asked === 'malformed') return void client.destroy();
      if (asked.command !== 1) {
        refuse(client, REPLY.commandNotSupported);
        return;
      }
      const destination = this.#resolve(asked.host, asked.port, lane);
      if (!destination) {
        refuse(client, REPLY.notAllowed);
        return;
      }
      client.write(Buffer.from([SOCKS_VERSION, REPLY.ok, 0, 1, 127, 0, 0, 1, 0, 0]));
      const rest = buffered.subarray(asked.used);
      const hand = (first: Buffer) => this.#hand(client, first, destination, lane, asked.host);
      if (rest.length > 0) hand(rest);
      else client.once('data', hand);
    };
    client.on('data', onData);
  }

  #hand(client: Socket, first: Buffer, to: Destination, lane: string, host: string): void {
    const accept = first[0] === TLS_HANDSHAKE ? to.tls : to.plain;
    if (!accept) return void client.destroy();
    this.#connections.register(client, lane, host);
    client.pause();
    client.unshift(first);
    accept(client);
  }
}

function refuse(client: Socket, reply: number): void {
  client.end(Buffer.from([SOCKS_VERSION, reply, 0, 1, 0, 0, 0, 0, 0, 0]));
}

/** Reads a SOCKS5 request (RFC 1928, section 4): null if it is not complete yet. */
export function readConnect(
  buffer: Buffer,
): { command: number; host: string; port: number; used: number } | 'malformed' | null {
  if (buffer.length < 5) return null;
  if (buffer[0] !== SOCKS_VERSION || buffer[2] !== 0) return 'malformed';
  const command = buffer[1] ?? 0;
  const type = buffer[3];
  const [at, length] = type === 3 ? [5, buffer[4] ?? 0] : type === 1 ? [4, 4] : type === 4 ? [4, 16] : [0, 0];
  if (length === 0) return 'malformed';
  if (buffer.length < at + length + 2) return null;
  const address = buffer.subarray(at, at + length);
  const port = buffer.readUInt16BE(at + length);
  return { command, host: hostOf(type, address), port, used: at + length + 2 };
}

function hostOf(type: number | undefined, address: Buffer): string {
  if (type === 3) return address.toString('latin1').toLowerCase();
  if (type === 1) return [...address].join('.');
  const groups = Array.from({ length: 8 }, (_, i) => address.readUInt16BE(i * 2).toString(16));
  return new URL(`http://[${groups.join(':')}]`).hostname;
}
