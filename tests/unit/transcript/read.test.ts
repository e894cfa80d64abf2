/** What people paste is told apart and read: heads, HTTP/2's of developer tools, curl -i, curl -v, HAR. */
import { describe, expect, test } from 'vitest';
import { readTranscript } from '../../../src/transcript/read.ts';

const ORIGIN = 'Origin: https://app.example.com';

describe('heads', () => {
  test('a request and its answer, with CRLF, a folded line, several lines of a name and a body', () => {
    const text = `GET /item HTTP/1.1\r\nHost: api.example.com\r\n${ORIGIN}\r\n\r\nHTTP/1.1 200 OK\r\nx-a: 1,\r\n 2\r\nx-a: 3\r\n\r\nbody: not a header\r\nGET up`;
    expect(readTranscript(text)).toEqual([
      {
        request: {
          method: 'GET',
          target: '/item',
          headers: [
            ['Host', 'api.example.com'],
            ['Origin', 'https://app.example.com'],
          ],
          body: '',
          secure: null,
        },
        answer: {
          status: 200,
          headers: [
            ['x-a', '1, 2'],
            ['x-a', '3'],
          ],
        },
      },
    ]);
  });

  test('the body of a request is kept, and HTTP/2 means TLS', () => {
    const [first] = readTranscript('POST /item HTTP/2\nhost: api.example.com\n\n{"a":1}\n');
    expect(first?.request).toMatchObject({ method: 'POST', secure: true, body: '{"a":1}' });
  });

  test('a request line of an .http file has an absolute URL and no version', () => {
    const [first] = readTranscript('PUT https://api.example.com/item\nx-a: 1\n');
    expect(first?.request).toMatchObject({ method: 'PUT', target: 'https://api.example.com/item' });
  });

  test('pseudo-header fields, as developer tools show them', () => {
    const [first] = readTranscript(
      ':authority: api.example.com\n:method: PUT\n:path: /item\n:scheme: https\norigin: https://app.example.com\n\n:status: 204\nx-a: 1\n',
    );
    expect(first?.request).toMatchObject({ method: 'PUT', target: '/item', secure: true });
    expect(first?.request?.headers).toContainEqual(['host', 'api.example.com']);
    expect(first?.answer).toEqual({ status: 204, headers: [['x-a', '1']] });
  });

  test("curl -iL: one answer after the other, without interim ones and a proxy's tunnel", () => {
    const text =
      'HTTP/1.1 200 Connection established\n\nHTTP/1.1 103 Early Hints\nlink: x\n\nHTTP/1.1 302 Found\nlocation: /new\n\nHTTP/2 200 \nx-a: 1\n\n<html>';
    expect(readTranscript(text).map(({ answer }) => answer?.status)).toEqual([302, 200]);
  });
});

describe('curl -v', () => {
  test('marked lines are read, bodies and remarks are not; TLS is what curl says', () => {
    const text = `* Connected to api.example.com (192.0.2.1) port 443\n* SSL connection using TLSv1.3\n> GET /item HTTP/1.1\n> Host: api.example.com\n> ${ORIGIN}\n> \n< HTTP/1.1 200 OK\n< x-a: 1\n< \n{ [5 bytes data]\nHTTP/1.1 500 in the body`;
    expect(readTranscript(text)).toMatchObject([
      { request: { target: '/item', secure: true }, answer: { status: 200, headers: [['x-a', '1']] } },
    ]);
  });

  test('without TLS the scheme is http', () => {
    const [first] = readTranscript('> GET /item HTTP/1.1\n> Host: localhost:3000\n> \n');
    expect(first).toMatchObject({ request: { secure: false } });
  });
});

describe('HAR', () => {
  const entry = {
    request: {
      method: 'POST',
      url: 'https://api.example.com/item',
      headers: [
        { name: ':path', value: '/item' },
        { name: 'origin', value: 'https://app.example.com' },
      ],
      postData: { text: 'a' },
    },
    response: { status: 200, headers: [{ name: 'x-a', value: '1' }] },
  };

  test.each([
    ['a file', { log: { entries: [entry] } }],
    ['one entry', entry],
    ['a list of entries', [entry]],
  ])('%s', (_, har) => {
    expect(readTranscript(JSON.stringify(har))).toEqual([
      {
        request: {
          method: 'POST',
          target: 'https://api.example.com/item',
          headers: [['origin', 'https://app.example.com']],
          body: 'a',
          secure: null,
        },
        answer: { status: 200, headers: [['x-a', '1']] },
      },
    ]);
  });

  test('status 0 is no answer', () => {
    expect(readTranscript(JSON.stringify({ ...entry, response: { status: 0, headers: [] } }))).toEqual([
      { request: expect.anything() as unknown },
    ]);
  });
});

test.each([
  ['', 'there is no text'],
  ['* Trying\n> \n', '`* Trying` is neither HTTP'],
  ['hello\n', '`hello` is neither HTTP'],
  ['GET /x HTTP/1.1\nfoo\n', '`foo` is not `name: value`: it has no colon'],
  ['{"a": 1}', 'this is JSON and no HAR: it has neither log.entries nor request'],
  ['{"a": ', 'this begins like a HAR and is not JSON'],
  ['{"request": 1}', 'the entry.request is 1, not an object'],
  [
    '{"log": {"entries": [{"request": {"method": "GET"}}]}}',
    'log.entries[0].request.url is undefined, not a text',
  ],
  [
    '[{"request": {"method": "GET", "url": "/", "headers": [{"name": "a"}]}}]',
    '[0].request.headers[0].value is undefined, not a text',
  ],
  [
    '[{"request": {"method": "GET", "url": "/"}, "response": {"status": "x"}}]',
    '[0].response.status is "x", not a number',
  ],
])('%j is refused: %s', (text, message) => {
  expect(() => readTranscript(text)).toThrow(message);
});

test('a line that cannot be read is named by its number, under curl too', () => {
  expect(() => readTranscript('GET /x HTTP/1.1\na: 1\nfoo')).toThrow(expect.objectContaining({ line: 3 }));
  expect(() => readTranscript('* a\n> GET /x HTTP/1.1\nbody\n> foo')).toThrow(
    expect.objectContaining({ line: 4 }),
  );
});
