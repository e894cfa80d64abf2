/** What is piped in is matched to the requests that the standard makes. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ANY, API, FROM, notes, told, verdict } from './helpers.ts';

describe('piped', () => {
  const preflight = `OPTIONS /item HTTP/2
host: api.example.com
origin: https://app.example.com
access-control-request-method: PUT
access-control-request-headers: x-a

HTTP/2 204
${ANY}
access-control-allow-methods: PUT
access-control-allow-headers: x-a

`;
  const put = `PUT /item HTTP/2
host: api.example.com
origin: https://app.example.com
x-a: 1
x-proxy: 2

HTTP/2 200
${ANY}
`;

  test('a preflight and its request belong together; what the preflight does not name, no page has set', async () => {
    const text = await told([], preflight + put);
    expect(text.split('\n')[0]).toBe(`PUT ${API} via fetch: allowed`);
    expect(text).toContain('header x-a: 1');
    expect(text).not.toContain('x-proxy');
  });

  test('a preflight alone stands for what it asks about', async () => {
    expect(await notes([], preflight)).toEqual([
      'the PUT itself is not recorded, only its preflight: it is told from what that asks for',
    ]);
    expect(await verdict([], preflight)).toBe(`PUT ${API} via fetch: depends on an answer that is not given`);
  });

  test('an answer alone is that to the URL', async () => {
    expect(await verdict([API, ...FROM], 'HTTP/1.1 200 OK\n\n')).toMatch(/blocked at the response$/);
    expect(await verdict([API, ...FROM], `HTTP/1.1 200 OK\n${ANY}\n\n`)).toMatch(/allowed$/);
  });

  test.each([
    [
      'HTTP/1.1 200 OK\naccess-control-allow-methods: PUT\n',
      'the answer 200 is taken for that to the preflight, for it has access-control-allow-methods',
    ],
    ['HTTP/1.1 204 No Content\n', 'the answer 204 is taken for that to the preflight, for its status is 204'],
    [
      'HTTP/1.1 200 OK\n\nHTTP/1.1 201 Created\n',
      'the answer 200 is taken for that to the preflight, for another follows it',
    ],
    ['HTTP/1.1 200 OK\n', 'the answer 200 is taken for that to the request, not to its preflight'],
  ])('before a PUT, %j: %s', async (text, note) => {
    expect(await notes([API, ...FROM, '-X', 'PUT'], text)).toContain(note);
  });

  test('redirects are matched by their URLs, one that comes back included', async () => {
    const hop = (path: string, answer: string) =>
      `GET ${path} HTTP/2\nhost: api.example.com\norigin: https://app.example.com\n\nHTTP/2 ${answer}\n${ANY}\n\n`;
    const text =
      hop('/item', '302\nlocation: /login') + hop('/login', '302\nlocation: /item') + hop('/item', '200');
    expect(await verdict([], text)).toBe(`GET ${API} via fetch: allowed`);
  });

  test('of a whole session, the requests to other origins are told one after the other', async () => {
    const entry = (method: string, url: string, origin?: string, location?: string) => ({
      request: { method, url, headers: origin === undefined ? [] : [{ name: 'origin', value: origin }] },
      response: {
        status: location === undefined ? 200 : 302,
        headers: [
          { name: 'access-control-allow-origin', value: '*' },
          ...(location === undefined ? [] : [{ name: 'location', value: location }]),
        ],
      },
    });
    const page = 'https://app.example.com';
    const har = JSON.stringify([
      entry('GET', `${page}/`),
      entry('POST', `${page}/own`, page),
      entry('GET', 'https://api.example.com/a', page, '/b'),
      entry('GET', 'https://api.example.com/b', page),
      entry('GET', 'https://api.example.com/c', page),
    ]);
    const firsts = (await told([], har)).split('\n\n\n').map((text) => text.split('\n')[0]);
    expect(firsts).toEqual([
      'GET https://api.example.com/a via fetch: allowed',
      'GET https://api.example.com/c via fetch: allowed',
    ]);
    expect(await verdict(['https://api.example.com/c'], har)).toBe(firsts[1]);
  });

  test('flags lie over what was recorded', async () => {
    expect(await notes(['--from', 'https://other.example'], put)).toContain(
      'the recorded Origin is https://app.example.com; the page is taken to be https://other.example',
    );
    expect(await verdict(['-X', 'DELETE'], put)).toMatch(/^DELETE /);
  });

  test('a file is read like a pipe', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'corsproof-unit-'));
    const file = join(folder, 'copied.txt');
    writeFileSync(file, preflight + put);
    expect(await verdict([file])).toBe(`PUT ${API} via fetch: allowed`);
    rmSync(folder, { recursive: true });
  });
});
