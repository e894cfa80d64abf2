/** Byte streams that are nearly HTTP or SOCKS, and the way they are cut into pieces. */
import fc from 'fast-check';
import { edited } from './edits.ts';
import { TEXTS } from './nasty.ts';

/** Chunks as they are written one after another. */
export type Stream = Buffer[];

const REQUESTS = [
  'GET /item HTTP/1.1\r\nHost: api.example.com\r\nOrigin: https://app.example.com\r\n\r\n',
  'PUT /item HTTP/1.1\r\nHost: api.example.com\r\nContent-Length: 2\r\n\r\nhi',
  'POST /item HTTP/1.1\r\nHost: api.example.com\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n',
  'OPTIONS /item HTTP/1.1\r\nHost: api.example.com\r\nAccess-Control-Request-Method: PUT\r\n\r\n',
  'GET /socket HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: x\r\n\r\n',
  'GET /a HTTP/1.1\r\nHost: a\r\n\r\nGET /b HTTP/1.1\r\nHost: a\r\n\r\n',
] as const;

const ANSWERS = [
  'HTTP/1.1 200 OK\r\nContent-Length: 2\r\nAccess-Control-Allow-Origin: *\r\n\r\nok',
  'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n',
  'HTTP/1.1 103 Early Hints\r\nX: 1\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n',
  'HTTP/1.1 302 Found\r\nLocation: /elsewhere\r\nContent-Length: 0\r\n\r\n',
  'HTTP/1.0 401 No\r\nWWW-Authenticate: Basic\r\n\r\nbody',
  'HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n',
] as const;

const PIECES = [
  ...TEXTS,
  '\r\n\r\n',
  '\n',
  'Content-Length: 99999999999999999999\r\n',
  'Content-Length: -1\r\n',
  'Content-Length: 1\r\nContent-Length: 2\r\n',
  'Transfer-Encoding: chunked\r\n',
  'Transfer-Encoding: identity, chunked\r\n',
  'ffffffffffffffff\r\n',
  '-5\r\n',
  'X: \x00\r\n',
  'X\x00Y: 1\r\n',
  ': empty\r\n',
  ' folded\r\n',
  'Expect: 100-continue\r\n',
  'Connection: upgrade\r\nUpgrade: h2c\r\n',
  'HTTP/9.9 999 \x1b[31m\r\n',
  'HTTP/1.1 \r\n',
  'HTTP/1.1 20',
  'HTTP/1.1 200 \xff\r\n',
  'CONNECT api.example.com:443 HTTP/1.1\r\n',
  'GET http://[::1 HTTP/1.1\r\n',
  'GET //// HTTP/1.1\r\n',
  'GET /~corsproof/fence/__proto__/1 HTTP/1.1\r\n',
  'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
  '\x16\x03\x01\x02\x00',
];

export const requests: fc.Arbitrary<Stream> = cut(edited(REQUESTS, PIECES));
export const answers: fc.Arbitrary<Stream> = cut(edited(ANSWERS, PIECES));

const byte = fc.integer({ min: 0, max: 255 });
const host = fc
  .oneof(
    fc.constantFrom('api.example.com', '127.0.0.1', 't1.api.example.com', '', '\0'),
    fc.string({ maxLength: 255 }),
  )
  .map((name) => Buffer.from(name).subarray(0, 255));
const greeting = fc.tuple(byte, byte, fc.uint8Array({ maxLength: 4 })).map((parts) => bytesOf(...parts));
const connect = fc
  .tuple(
    fc.constantFrom(5, 5, 5, 4, 0),
    fc.constantFrom(1, 1, 1, 2, 3, 255),
    fc.constantFrom(0, 0, 1),
    host,
    byte,
    byte,
  )
  .map(([version, command, reserved, name, high, low]) =>
    bytesOf(version, command, reserved, 3, name.length, name, high, low),
  );
const address = fc
  .tuple(fc.constantFrom(1, 4, 0, 2, 255), fc.uint8Array({ maxLength: 20 }))
  .map(([type, rest]) => bytesOf(5, 1, 0, type, rest));

/** What a hostile client says to the fabric: often up to its last word right. */
export const socks: fc.Arbitrary<Stream> = cut(
  fc
    .tuple(
      fc.oneof(fc.constant(bytesOf(5, 1, 0)), fc.constant(bytesOf(5, 1, 0)), greeting),
      fc.oneof(connect, connect, address, fc.uint8Array({ maxLength: 40 })),
      fc.oneof(
        fc.constantFrom(...REQUESTS.map((text) => Buffer.from(text))),
        fc.uint8Array({ maxLength: 2_000 }),
      ),
    )
    .map((parts) => bytesOf(...parts).toString('latin1')),
);

function bytesOf(...parts: (number | Uint8Array)[]): Buffer {
  return Buffer.concat(parts.map((part) => (typeof part === 'number' ? Buffer.from([part]) : part)));
}

/** The text, one byte per character, cut at up to three places. */
function cut(texts: fc.Arbitrary<string>): fc.Arbitrary<Stream> {
  const places = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 3 });
  return fc.tuple(texts, places).map(([text, cuts]) => {
    const bytes = Buffer.from(text, 'latin1');
    const ends = [...cuts.map((share) => Math.floor(share * bytes.length)), bytes.length].sort(
      (a, b) => a - b,
    );
    return ends.map((end, index) => bytes.subarray(ends[index - 1] ?? 0, end));
  });
}
