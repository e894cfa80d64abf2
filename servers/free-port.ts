/** A port for a program that has to be told one, and whether somebody else has it. */
import getPort from 'get-port';
import { randomInt } from 'node:crypto';
import net from 'node:net';

/**
 * Below what Linux, macOS and Windows hand out by themselves (from 32768, 49152 and 49152 on): until the program
 * listens, only one that asks for just this port can take it. Of ports handed out by the system, one in 2,000 was gone
 * after 1.5 s on a busy machine.
 */
const FROM = 15_000;
const TO = 32_000;
const CANDIDATES = 50;

/** A free loopback port. */
export function freePort(): Promise<number> {
  return getPort({
    host: '127.0.0.1',
    port: Array.from({ length: CANDIDATES }, () => randomInt(FROM, TO)),
  });
}

/** Whether something has the loopback port. */
export function isTaken(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = net.createServer();
    server.once('error', () => resolve(true));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(false)));
  });
}
