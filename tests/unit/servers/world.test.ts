/** Servers and wire log: what is written is what goes out, and every request is attributed to its own case. */
import { connect } from 'node:net';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { World } from '../../../servers/world.ts';
import type { AnswerPlan } from '../../../src/plan/types.ts';

const API = 'http://api.example.com:8080';
const answer = (over: Partial<AnswerPlan> = {}): AnswerPlan => ({
  status: 200,
  headers: [],
  body: 'ok',
  ...over,
});
let world: World;

beforeAll(async () => {
  world = await World.create(() => null);
  await world.ensure(API, true);
  world.mount({
    key: 't1',
    lane: null,
    raw: false,
    routes: new Map([
      [
        `${API} /item`,
        {
          preflight: [answer({ status: 204, body: '' })],
          response: [
            answer({
              headers: [
                ['x-a', '1'],
                ['X-A', '2'],
              ],
            }),
          ],
        },
      ],
      [`${API} /turns`, { preflight: [], response: [answer({ body: 'first' }), answer({ body: 'then' })] }],
    ]),
  });
  world.mount({
    key: 't2',
    lane: null,
    raw: true,
    routes: new Map([
      [
        `${API} /item`,
        { preflight: [], response: [answer({ raw: 'HTTP/1.1 299 Odd\r\nx: \u0001\r\n\r\nbytes' })] },
      ],
    ]),
  });
});

afterAll(() => world.close());

/** One HTTP request through the fabric, as bytes. */
async function send(host: string, text: string): Promise<string> {
  const lane = await world.openLane('test');
  const name = Buffer.from(host);
  const bytes = await new Promise<Buffer>((resolve) => {
    const socket = connect(lane.port, '127.0.0.1');
    const received: Buffer[] = [];
    socket.write(
      Buffer.concat([
        Buffer.from([5, 1, 0, 5, 1, 0, 3, name.length]),
        name,
        Buffer.from([0x1f, 0x90]),
        Buffer.from(text),
      ]),
    );
    socket.on('data', (data: Buffer) => received.push(data));
    socket.on('close', () => resolve(Buffer.concat(received)));
  });
  await lane.close();
  return bytes.subarray(12).toString('latin1');
}

const request = (line: string, headers: string[] = []) =>
  `${line} HTTP/1.1\r\nHost: t1.api.example.com:8080\r\n${headers.map((h) => `${h}\r\n`).join('')}Connection: close\r\n\r\n`;

test('headers go out as written, in order and in case, and come in likewise', async () => {
  const text = await send(
    't1.api.example.com',
    request('GET /item', ['X-One: 1', 'x-one: 2', 'Content-Type: text /plain']),
  );
  expect(text).toContain('HTTP/1.1 200 OK\r\nx-a: 1\r\nX-A: 2\r\ncontent-length: 2\r\n');
  const exchange = world.log.get('t1')?.exchanges.at(-1);
  expect(exchange?.requestHeaders.slice(1, 4)).toEqual([
    ['X-One', '1'],
    ['x-one', '2'],
    ['Content-Type', 'text /plain'],
  ]);
  expect(exchange).toMatchObject({ to: API, method: 'GET', path: '/item', status: 200, taken: true });
});

test('OPTIONS is a preflight only with Access-Control-Request-Method', async () => {
  expect(
    await send('t1.api.example.com', request('OPTIONS /item', ['Access-Control-Request-Method: PUT'])),
  ).toContain('204');
  expect(await send('t1.api.example.com', request('OPTIONS /item'))).toContain('200 OK');
});

test('a sequence is used in turn, and its last answer repeats', async () => {
  const bodies = [];
  for (let i = 0; i < 3; i++)
    bodies.push((await send('t1.api.example.com', request('GET /turns'))).split('\r\n\r\n')[1]);
  expect(bodies).toEqual(['first', 'then', 'then']);
});

test('an unplanned request gets 599 and the list of routes', async () => {
  const text = await send('t1.api.example.com', request('GET /nothing'));
  expect(text).toContain('599');
  expect(text).toContain('Nothing is planned for GET of http://api.example.com:8080/nothing');
  expect(text).toContain('/item (preflight, response)');
  expect(world.log.get('t1')?.exchanges.at(-1)?.unplanned).toContain('Nothing is planned');
});

test('a request without a token belongs to no case', async () => {
  expect(await send('api.example.com', request('GET /item'))).toContain('No case is under way');
});

test('the raw server takes what Node refuses, and writes literal bytes', async () => {
  expect(await send('t2.api.example.com', request('patch /item'))).toBe(
    'HTTP/1.1 299 Odd\r\nx: \u0001\r\n\r\nbytes',
  );
  expect(world.log.get('t2')?.exchanges[0]).toMatchObject({
    method: 'patch',
    status: 299,
    responseHeaders: [['x', '\u0001']],
  });
});

test('another host than the declared ones is refused by the fabric', async () => {
  expect(await send('t1.evil.example.com', request('GET /item'))).toBe('');
});

test('once a case has ended, the connections to its hosts are closed', async () => {
  const routes = new Map([[`${API} /item`, { preflight: [], response: [answer()] }]]);
  world.mount({ key: 't3', lane: null, raw: false, routes });
  let open = true;
  const kept = send('t3.api.example.com', 'GET /item HTTP/1.1\r\nHost: t3.api.example.com\r\n\r\n');
  const closed = kept.finally(() => (open = false));
  await vi.waitUntil(() => world.log.get('t3')?.exchanges[0]?.taken);
  expect(open).toBe(true);
  world.unmount('t3');
  expect(await closed).toContain('200 OK');
});

test('open/<key> says how many requests of a case have come, to whoever asks', async () => {
  const url = `http://127.0.0.1:${world.portOf(API) ?? 0}/~corsproof/open/t1`;
  const count = async () => Number(await (await fetch(url)).text());
  const before = await count();
  await fetch(`http://127.0.0.1:${world.portOf(API) ?? 0}/~t1/item`);
  expect(await count()).toBe(before + 1);
  expect((await fetch(url)).headers.get('access-control-allow-origin')).toBe('*');
});

test('a fence hands its lane on to the next case, but not once another has it', () => {
  for (const key of ['n1', 'n2', 'n3']) {
    const routes = new Map([[`${API} /item`, { preflight: [], response: [answer()] }]]);
    world.mount({ key, lane: null, raw: false, routes });
  }
  const get = (target: string) => {
    const received = { origin: API, conn: 0, lane: 'one', host: 'api.example.com', method: 'GET', target };
    world.respond({ ...received, headers: [], body: '' });
  };
  const seen = () => ['n1', 'n2', 'n3'].map((key) => world.log.get(key)?.exchanges.length);
  world.take('n1', 'one');
  get('/item');
  expect(seen()).toEqual([1, 0, 0]);
  get('/~corsproof/fence/n1/0/page/n2');
  get('/item');
  expect(seen()).toEqual([1, 1, 0]);
  expect(world.log.get('n1')?.fences).toMatchObject([{ step: 0, by: 'page' }]);
  get('/~corsproof/begin/n3');
  get('/~corsproof/fence/n1/0/page/n2');
  get('/item');
  expect(seen()).toEqual([1, 1, 1]);
  for (const key of ['n1', 'n2', 'n3']) world.unmount(key);
});
