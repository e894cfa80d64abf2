/** Bytes from a hostile client, and from a hostile target: every connection ends, and the server goes on. */
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Connections } from '../../servers/connections.ts';
import { Fabric, type Lane } from '../../servers/fabric.ts';
import type { ListeningServer } from '../../servers/listening.ts';
import { startOriginServer } from '../../servers/origin-server.ts';
import { startRawServer } from '../../servers/raw-server.ts';
import type { Received } from '../../servers/exchange.ts';
import type { Reply } from '../../servers/reply.ts';
import { startForwardServer } from '../../servers/targets/forward.ts';
import type { Exchange } from '../../servers/exchange.ts';
import { WireLog } from '../../servers/wire.ts';
import { answers, requests, socks, type Stream } from './bytes.ts';
import { TEST_LIMIT, holds } from './harness.ts';

const ORIGIN = 'http://api.example.com';
const GOOD = [Buffer.from('GET /item HTTP/1.1\r\nHost: api.example.com\r\n\r\n')];
const CONNECT = Buffer.concat([
  Buffer.from([5, 1, 0, 5, 1, 0, 3, 15]),
  Buffer.from('api.example.com'),
  Buffer.from([0, 80]),
]);
/** Streams after which the client waits for its answer. */
const THROUGH = [CONNECT, ...GOOD];
const COMPLETE: Stream[] = [GOOD, THROUGH];
const CHUNK = `4000\r\n${'x'.repeat(0x4000)}\r\n`;
const log = new WireLog();
const connections = new Connections();
const heard = new Set<string>();
let raw: ListeningServer;
let plain: ListeningServer;
let forward: ListeningServer;
let target: Server;
let fabric: Fabric;
let lane: Lane;
/** What the target says next. */
let said: Stream = [];

beforeAll(async () => {
  const options = { origin: ORIGIN, respond, connections, log };
  raw = await startRawServer(options);
  plain = await startOriginServer(options);
  target = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.once('data', () => write(socket, said));
  });
  await new Promise<void>((resolve) => target.listen(0, '127.0.0.1', resolve));
  const url = new URL(`http://127.0.0.1:${(target.address() as AddressInfo).port}`);
  const direct = (received: Received) => ({
    to: { url, endless: new Set<string>(), failure: () => null },
    exchange: exchangeOf(received),
  });
  forward = await startForwardServer({ origin: ORIGIN, connections, log, direct });
  fabric = new Fabric((host, port) => {
    heard.add(`${host}:${port}`);
    return host === 'api.example.com' && port === 80 ? { plain: raw.accept } : null;
  }, connections);
  lane = await fabric.open('lane');
});

afterAll(async () => {
  await fabric.close();
  for (const server of [raw, plain, forward]) await server.close();
  target.close();
});

test('the raw server', { timeout: TEST_LIMIT }, () =>
  holds('HTTP into the raw server', requests, (stream) => survives(raw.port, stream)),
);

test('an origin server', { timeout: TEST_LIMIT }, () =>
  holds('HTTP into an origin server', requests, (stream) => survives(plain.port, stream)),
);

test('the stand-in of a target', { timeout: TEST_LIMIT }, () =>
  holds('HTTP into the stand-in', requests, async (stream) => {
    said = [Buffer.from('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok')];
    await survives(forward.port, stream);
  }),
);

test('a target behind its stand-in', { timeout: TEST_LIMIT }, () =>
  holds('HTTP out of a target', answers, async (stream) => {
    said = stream;
    await talk(forward.port, GOOD);
    said = [Buffer.from('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok')];
    await answersStill(forward.port);
  }),
);

test('the name fabric', { timeout: TEST_LIMIT }, () =>
  holds('SOCKS', socks, async (stream) => {
    await talk(lane.port, stream);
    const told = await talk(lane.port, THROUGH);
    expect(told.subarray(12).toString('latin1')).toMatch(/^HTTP\/1\.1 200 /);
  }),
);

test.each([
  [
    'the raw server',
    () => raw.port,
    'GET /slow HTTP/1.1\r\nHost: a\r\n\r\n',
    'GET / HTTP/1.1\r\nHost: a\r\n\r\n',
  ],
  ['the raw server', () => raw.port, 'GET / HTTP/1.1\r\n', 'X-A: 1\r\n'],
  ['the raw server', () => raw.port, 'PUT / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n', CHUNK],
  [
    'an origin server',
    () => plain.port,
    'PUT / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n',
    CHUNK,
  ],
  [
    'the stand-in',
    () => forward.port,
    'PUT / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n',
    CHUNK,
  ],
  ['the fabric', () => lane.port, '\x05\xff', '\0'],
])('%s cuts off a client that never ends', { timeout: 60_000 }, async (_, port, start, more) => {
  const before = process.memoryUsage().rss;
  const sent = await endless(port(), Buffer.from(start, 'latin1'), Buffer.from(more.repeat(100), 'latin1'));
  expect(sent).toBeLessThan(50_000_000);
  expect(process.memoryUsage().rss - before).toBeLessThan(300_000_000);
});

function respond(received: Received): Reply {
  const slow = received.target === '/slow' ? { delay: 60_000 } : {};
  const answer = { status: 200, headers: [['x-a', '1'] as [string, string]], body: 'ok', ...slow };
  return { answer, exchange: exchangeOf(received) };
}

function exchangeOf({ conn, method, target: path, headers }: Received): Exchange {
  return {
    t: log.now(),
    conn,
    to: ORIGIN,
    method,
    path,
    requestHeaders: headers,
    requestBody: '',
    status: null,
    responseHeaders: [],
    answered: null,
    taken: false,
    step: 0,
  };
}

async function survives(port: number, stream: Stream): Promise<void> {
  await talk(port, stream);
  await answersStill(port);
}

async function answersStill(port: number): Promise<void> {
  const told = await talk(port, GOOD);
  expect(told.toString('latin1')).toMatch(/^HTTP\/1\.1 200 /);
}

/** Milliseconds in which nothing comes and nothing goes, after which a client has nothing more to say. */
const IDLE = 20;

/** Says all of it, hangs up at once or when it has its answer, and resolves with that once the connection is closed. */
function talk(port: number, stream: Stream): Promise<Buffer> {
  return new Promise((resolve) => {
    const complete = COMPLETE.includes(stream);
    const inHaste = !complete && (stream[0]?.length ?? 0) % 2 === 1;
    const socket = connect(port, '127.0.0.1', () => write(socket, stream, inHaste));
    if (!complete && !inHaste) socket.setTimeout(IDLE, () => socket.end());
    const received: Buffer[] = [];
    socket.on('data', (data: Buffer) => {
      received.push(data);
      if (complete && data.includes('HTTP/1.1 ')) socket.end();
    });
    socket.on('error', () => undefined);
    socket.on('close', () => resolve(Buffer.concat(received)));
  });
}

/** Chunks in turns of the event loop of their own, so that they arrive apart. */
function write(socket: Socket, [chunk, ...rest]: Stream, end = true): void {
  if (chunk) socket.write(chunk, () => setImmediate(() => write(socket, rest, end)));
  else if (end) socket.end();
}

/** Writes without end; resolves with the bytes that were taken when the other side has closed the connection. */
function endless(port: number, start: Buffer, more: Buffer): Promise<number> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(start, go));
    const go = () => {
      while (!socket.destroyed && socket.bytesWritten < 200_000_000) if (!socket.write(more)) return;
      socket.destroy();
    };
    socket.on('drain', go);
    socket.on('error', () => undefined);
    socket.on('close', () => resolve(socket.bytesWritten));
    socket.resume();
  });
}
