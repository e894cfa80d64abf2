/** The name fabric: loopback only, never an open proxy, tested from a hostile client. */
import { connect, createServer, type Server } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Connections } from '../../../servers/connections.ts';
import { Fabric, readConnect, type Lane } from '../../../servers/fabric.ts';
import { listenOnLoopback } from '../../../servers/listening.ts';
import { isLoopback, listeningOf } from '../../selftest/sockets.ts';

const connections = new Connections();
let upstream: Server;
let fabric: Fabric;
let lane: Lane;

beforeAll(async () => {
  upstream = createServer((socket) => socket.on('data', (data) => socket.end(`saw ${data.toString()}`)));
  const { accept } = await listenOnLoopback(upstream, () => undefined);
  fabric = new Fabric(
    (host, at) => (host === 'declared.example.com' && at === 80 ? { plain: accept } : null),
    connections,
  );
  lane = await fabric.open('lane');
});

afterAll(async () => {
  await fabric.close();
  upstream.close();
});

/** Sends bytes one piece after another, each when something came back, and returns all that came. */
function talk(pieces: Buffer[]): Promise<Buffer> {
  return new Promise((resolve) => {
    const socket = connect(lane.port, '127.0.0.1');
    const received: Buffer[] = [];
    const queue = [...pieces];
    const send = () => {
      const piece = queue.shift();
      if (piece) socket.write(piece);
    };
    socket.on('connect', send);
    socket.on('data', (data: Buffer) => {
      received.push(data);
      send();
    });
    socket.on('error', () => undefined);
    socket.on('close', () => resolve(Buffer.concat(received)));
    setTimeout(() => socket.destroy(), 500).unref();
  });
}

const greeting = Buffer.from([5, 1, 0]);
const ask = (host: string, port: number, command = 1) =>
  Buffer.concat([
    Buffer.from([5, command, 0, 3, host.length]),
    Buffer.from(host),
    Buffer.from([port >> 8, port & 255]),
  ]);

test('a declared name leads to its server, and bytes pass unchanged', async () => {
  const answer = await talk([greeting, ask('declared.example.com', 80), Buffer.from('hello')]);
  expect(answer.subarray(0, 4)).toEqual(Buffer.from([5, 0, 5, 0]));
  expect(answer.toString()).toContain('saw hello');
});

test('a request that comes byte by byte is understood', async () => {
  const bytes = Buffer.concat([greeting, ask('declared.example.com', 80), Buffer.from('x')]);
  const socket = connect(lane.port, '127.0.0.1');
  const answer = new Promise<string>((resolve) => {
    let all = '';
    socket.on('data', (data) => (all += data.toString()));
    socket.on('close', () => resolve(all));
  });
  for (const byte of bytes) {
    socket.write(Buffer.from([byte]));
    await new Promise((resolve) => setImmediate(resolve));
  }
  expect(await answer).toContain('saw x');
});

test.each([
  ['an undeclared name', ask('other.example.com', 80)],
  ['a declared name at another port', ask('declared.example.com', 81)],
  ['an address', Buffer.from([5, 1, 0, 1, 127, 0, 0, 1, 0, 22])],
  ['an IPv6 address', Buffer.concat([Buffer.from([5, 1, 0, 4]), Buffer.alloc(15), Buffer.from([1, 0, 22])])],
])('%s is refused', async (_, request) => {
  const answer = await talk([greeting, request, Buffer.from('GET / HTTP/1.1\r\n\r\n')]);
  expect([...answer.subarray(2, 4)]).toEqual([5, 2]);
  expect(answer.toString()).not.toContain('saw');
});

test('only CONNECT is understood', async () => {
  const answer = await talk([greeting, ask('declared.example.com', 80, 2)]);
  expect([...answer.subarray(2, 4)]).toEqual([5, 7]);
});

test.each([
  ['HTTP', Buffer.from('GET http://declared.example.com/ HTTP/1.1\r\n\r\n')],
  ['SOCKS4', Buffer.from([4, 1, 0, 80, 127, 0, 0, 1, 0])],
  ['a flood', Buffer.alloc(5000, 5)],
])('%s is cut off', async (_, bytes) => {
  expect((await talk([bytes])).toString()).not.toContain('saw');
});

test('nothing but loopback is listened on', () => {
  const ours = listeningOf([process.pid]);
  expect(ours.map(({ port }) => port)).toContain(lane.port);
  expect(ours.filter(({ address }) => !isLoopback(address))).toEqual([]);
});

test.each([
  ['0100007F', true],
  ['00000000', false],
  ['0100A8C0', false],
  ['0'.repeat(24) + '01000000', true],
  ['0'.repeat(32), false],
  ['0000000000000000FFFF00000100007F', true],
  ['0000000000000000FFFF00000100A8C0', false],
])('the address %s of /proc/net is loopback: %s', (address, loopback) => {
  expect(isLoopback(address)).toBe(loopback);
});

test('an incomplete request is waited for', () => {
  const whole = ask('declared.example.com', 80);
  for (let length = 0; length < whole.length; length++)
    expect(readConnect(whole.subarray(0, length))).toBeNull();
  expect(readConnect(whole)).toMatchObject({ command: 1, host: 'declared.example.com', port: 80 });
});
