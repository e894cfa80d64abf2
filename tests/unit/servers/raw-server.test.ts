import { expect, test } from 'vitest';
import { parseRequest } from '../../../servers/raw-server.ts';

const parse = (text: string) => parseRequest(Buffer.from(text, 'latin1'));

test('a request with a length', () => {
  expect(parse('pAtCh /x HTTP/1.1\r\nA: 1\r\nContent-Length: 2\r\n\r\nhiREST')).toEqual({
    method: 'pAtCh',
    target: '/x',
    headers: [
      ['A', '1'],
      ['Content-Length', '2'],
    ],
    body: 'hi',
    used: 48,
  });
});

test('a chunked request', () => {
  expect(
    parse('POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n1\r\n!\r\n0\r\n\r\n'),
  ).toMatchObject({ body: 'hi!' });
});

test.each([
  'GET / HTTP/1.1\r\nA: 1\r\n',
  'POST / HTTP/1.1\r\nContent-Length: 5\r\n\r\nhi',
  'POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhi',
])('%j is not complete yet', (text) => {
  expect(parse(text)).toBeNull();
});

test.each([
  'nonsense\r\n\r\n',
  'GET /\r\n\r\n',
  'GET / HTTP/1.1\r\nContent-Length: -1\r\n\r\n',
  'GET / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n',
])('%j is malformed', (text) => {
  expect(parse(text)).toBe('malformed');
});
