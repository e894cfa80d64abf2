/** The plain client against servers that misbehave: every request ends, and says how. */
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { httpAsker, type WireRequest } from '../../../src/screen/ask.ts';

const REQUEST: WireRequest = { method: 'GET', path: '/', headers: [['Host', 'a']], body: '' };
const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\nX-A: 1\r\nx-a: 2\r\n\r\nok';

let close: () => void = () => undefined;
afterEach(() => close());

/** A client for a server that does `says` with each request. */
async function asking(says: (socket: Socket, request: string) => void, connections = 1) {
  const received: string[] = [];
  const sockets = new Set<Socket>();
  const server: Server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => socket.removeAllListeners());
    socket.on('data', (data) => {
      received.push(data.toString('latin1'));
      says(socket, data.toString('latin1'));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const asker = httpAsker(new URL(`http://127.0.0.1:${port}`), connections);
  close = () => {
    asker.close();
    for (const socket of sockets) socket.destroy();
    server.close();
  };
  return { ask: asker.ask, received, sockets };
}

/** Writes `text` as long as somebody reads it. */
function endlessly(socket: Socket, text: string): void {
  const timer = setInterval(() => {
    if (socket.destroyed) clearInterval(timer);
    else socket.write(text);
  }, 1);
}

/** A header line of which a character comes now and then. */
function drip(socket: Socket): void {
  socket.write('HTTP/1.1 200 OK\r\nX-A: ');
  const timer = setInterval(() => (socket.destroyed ? clearInterval(timer) : socket.write('a')), 100);
}

describe('what is sent', () => {
  test('header lines as they are given, and the length of a body', async () => {
    const { ask, received } = await asking((socket) => socket.write(OK));
    const headers: WireRequest['headers'] = [
      ['Host', 'api.example.com'],
      ['origin', 'https://a.test'],
      ['X-B', '1'],
    ];
    await ask({ method: 'PUT', path: '/items?a=1', headers, body: 'é' });
    expect(received.join('')).toMatch(
      /^PUT \/items\?a=1 HTTP\/1\.1\r\nHost: api\.example\.com\r\norigin: https:\/\/a\.test\r\nX-B: 1\r\nContent-Length: 2\r\n/,
    );
    expect(received.join('')).toContain('\r\n\r\n');
  });

  test('over a connection that is kept', async () => {
    const { ask, sockets } = await asking((socket) => socket.write(OK));
    for (let i = 0; i < 5; i += 1) {
      expect(await ask(REQUEST)).toMatchObject({ status: 200 });
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    expect(sockets.size).toBe(1);
  });

  test('over no more connections than it may', async () => {
    const { ask, sockets } = await asking((socket) => setTimeout(() => socket.write(OK), 10).unref(), 2);
    await Promise.all(Array.from({ length: 6 }, () => ask(REQUEST)));
    expect(sockets.size).toBe(2);
  });
});

describe('what comes back', () => {
  test('the status and every header line', async () => {
    const { ask } = await asking((socket) => socket.write(OK));
    expect(await ask(REQUEST)).toEqual({
      status: 200,
      headers: [
        ['Content-Length', '2'],
        ['X-A', '1'],
        ['x-a', '2'],
      ],
    });
  });

  test('the head alone, where the body does not end', { timeout: 5_000 }, async () => {
    const { ask, sockets } = await asking((socket) => {
      socket.write('HTTP/1.1 200 OK\r\nX-A: 1\r\n\r\n');
      endlessly(socket, 'data: x\n\n');
    });
    expect(await ask(REQUEST)).toMatchObject({ status: 200, headers: [['X-A', '1']] });
    // Whoever sends without end is cut off.
    await expect.poll(() => [...sockets].every((socket) => socket.destroyed), { timeout: 3_000 }).toBe(true);
  });

  test('the next answer, after one that did not end', { timeout: 5_000 }, async () => {
    const { ask } = await asking((socket, request) =>
      socket.write(request.startsWith('GET /endless') ? 'HTTP/1.1 200 OK\r\n\r\n' : OK),
    );
    await ask({ ...REQUEST, path: '/endless' });
    expect(await ask(REQUEST)).toMatchObject({ headers: [['Content-Length', '2'], {}, {}] });
  });

  test('the final answer, after one that was not', async () => {
    const { ask } = await asking((socket) =>
      socket.write(`HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n${OK}`),
    );
    expect(await ask(REQUEST)).toMatchObject({ status: 200 });
  });
});

describe('nothing to read', () => {
  test.each<[string, (socket: Socket) => void]>([
    ['garbage', (socket) => socket.end('certainly not HTTP\r\n\r\n')],
    ['half a head', (socket) => socket.end('HTTP/1.1 200 OK\r\nX-A: ')],
    ['a closed connection', (socket) => socket.end()],
    ['a reset connection', (socket) => socket.resetAndDestroy()],
    [
      'a head that does not end',
      (socket) => {
        socket.write('HTTP/1.1 200 OK\r\n');
        endlessly(socket, `X-A: ${'a'.repeat(1000)}\r\n`.repeat(20));
      },
    ],
    [
      'a switch of protocols',
      (socket) => socket.write('HTTP/1.1 101 Switching\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n'),
    ],
  ])('%s is broken', { timeout: 5_000 }, async (_, says) => {
    const { ask } = await asking(says);
    expect(await ask(REQUEST)).toMatchObject({
      code: 'broken',
      message: expect.stringMatching(/./) as string,
    });
  });

  test('a server that is not there', async () => {
    const { ask } = await asking(() => undefined);
    close();
    expect(await ask(REQUEST)).toMatchObject({ code: 'broken' });
  });

  test.concurrent.each<[string, (socket: Socket) => void]>([
    ['no answer', () => undefined],
    ['half a head and no more', (socket) => socket.write('HTTP/1.1 200 OK\r\nX-A: ')],
    ['a head that drips', drip],
  ])('%s is silent in the end', { timeout: 20_000 }, async (_, says) => {
    const { ask } = await asking(says);
    expect(await ask(REQUEST)).toEqual({ code: 'silent', ms: 8000 });
  });
});
