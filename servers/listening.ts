/** A server that listens on loopback, and takes connections from the fabric as well. */
import type { AddressInfo, Server, Socket } from 'node:net';
import type { Accept } from './fabric.ts';

export interface ListeningServer {
  port: number;
  /** Takes a paused connection over; once the server is closed, ends it. */
  accept: Accept;
  close(): Promise<void>;
}

/** Starts `server` on a free loopback port; `closeSockets` ends the connections it has. Rejects if it cannot listen. */
export async function listenOnLoopback(server: Server, closeSockets: () => void): Promise<ListeningServer> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  return listening(server, () => {
    closeSockets();
    return new Promise<void>((resolve) => server.close(() => resolve()));
  });
}

/** A server that listens already, and how it is closed. */
export function listening(server: Server, close: () => Promise<unknown>): ListeningServer {
  const { port } = server.address() as AddressInfo;
  const accept = acceptBy(server);
  return {
    port,
    accept: (socket: Socket) => {
      if (!server.listening) return void socket.destroy();
      accept(socket);
    },
    close: async () => {
      await close();
    },
  };
}

/** Hands a connection to `server` as if it had come in at its port. */
export function acceptBy(server: Server): Accept {
  return (socket) => {
    server.emit('connection', socket);
    // TLS reads from the socket's handle itself, what was put back first.
    if (!('setSecureContext' in server)) socket.resume();
  };
}
