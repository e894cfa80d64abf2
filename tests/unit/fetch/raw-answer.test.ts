import { expect, test } from 'vitest';
import { parseRawAnswer } from '../../../src/fetch/raw-answer.ts';
import { NotModelled } from '../../../src/fetch/types.ts';

test.each<[string, number, [string, string][]]>([
  ['HTTP/1.1 200 OK\r\n\r\n', 200, []],
  ['HTTP/1.0 200\r\nA: b\r\n\r\nbody', 200, [['A', 'b']]],
  [
    'HTTP/1.1 200 OK\nA: b\nA:\t c \n\n',
    200,
    [
      ['A', 'b'],
      ['A', 'c'],
    ],
  ],
  ['HTTP/1.1 200 OK\r\nA: b\r\n c\r\n\r\n', 200, [['A', 'b c']]],
  ['HTTP/1.1 103 Early Hints\r\nA: b\r\n\r\nHTTP/1.1 404 No\r\n\r\n', 404, []],
  ['HTTP/1.1 200 OK\r\nA: b\u000b\r\n\r\n', 200, [['A', 'b\u000b']]],
])('%j', (raw, status, headers) => {
  expect(parseRawAnswer(raw)).toEqual({ status, headers });
});

test('NUL in the head is a network error', () => {
  expect(parseRawAnswer('HTTP/1.1 200 OK\r\nA: \0\r\n\r\n')).toBeNull();
});

test.each([
  '',
  'HTTP/1.1 200 OK\r\n',
  'hello\r\n\r\n',
  'HTTP/1.1 200 OK\r\nA b\r\n\r\n',
  'HTTP/1.1 200 OK\r\nA : b\r\n\r\n',
  'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n1234',
  'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n',
])('%j is not modelled', (raw) => {
  expect(() => parseRawAnswer(raw)).toThrow(NotModelled);
});
