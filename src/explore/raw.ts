/** Literal answers: header lines as only bytes can write them. */
import fc, { type Arbitrary } from 'fast-check';
import type { Draft } from './draft.ts';
import { credentials, via } from './parts.ts';
import { mostly, pick } from './values.ts';

const line = (name: string, value: string) =>
  mostly(
    pick(`${name}: ${value}\r\n`),
    pick(
      `${name}:${value}\r\n`,
      `${name.toLowerCase()}: ${value}\r\n`,
      `${name.toUpperCase()}:\t ${value} \t\r\n`,
      `${name}:\r\n ${value}\r\n`,
      `${name}: ${value}\r\n \r\n`,
      `${name}: ${value},\r\n ${value}\r\n`,
      `${name}: ${value}\r\n${name}: ${value}\r\n`,
      `${name}: ${value}\r\n${name}:\r\n`,
      `${name}:\r\n${name}: ${value}\r\n`,
      `${name}: ${value}\u0001\r\n`,
      `${name}: ${value}\u007f\r\n`,
      `${name}: ${value}\u00ff\r\n`,
      `${name}: ${value}\u0000\r\n`,
      `${name}: ${value}\n`,
      '',
    ),
    3,
  );

const start = (status: string) =>
  mostly(
    pick(`HTTP/1.1 ${status}\r\n`),
    pick(
      `HTTP/1.0 ${status}\r\n`,
      `HTTP/1.1 ${status.slice(0, 4)}\r\n`,
      `HTTP/1.1 ${status.slice(0, 3)}\r\n`,
      `HTTP/1.1 103 Early Hints\r\nAccess-Control-Allow-Origin: *\r\n\r\nHTTP/1.1 ${status}\r\n`,
      `HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 ${status}\r\n`,
    ),
    4,
  );

function answer(status: string, lines: Arbitrary<string>[]): Arbitrary<string> {
  return fc
    .tuple(start(status), fc.tuple(...lines), pick({ weight: 6, value: '' }, 'X-A: \u00e9\r\n', 'X-A:\r\n'))
    .map(([first, headers, more]) => `${first}${headers.join('')}${more}Content-Length: 0\r\n\r\n`);
}

const origin = pick('$app', '$app', '*', 'null').chain((value) => line('Access-Control-Allow-Origin', value));
const allows = line('Access-Control-Allow-Credentials', 'true');
const exposes = line('Access-Control-Expose-Headers', 'X-A');

export const raw: Arbitrary<Draft> = via
  .chain((client) => fc.tuple(fc.constant(client), credentials(client), pick('GET', 'GET', 'PUT')))
  .chain(([client, credentialed, method]) =>
    fc.record({
      area: fc.constant('raw'),
      via: fc.constant(client),
      routes: fc.record({
        'api/a': fc.record({
          preflight: fc.record({
            raw: answer('204 No Content', [
              origin,
              allows,
              line('Access-Control-Allow-Methods', 'PUT'),
              line('Access-Control-Max-Age', '600'),
            ]).map((text) => text.replace('Content-Length: 0\r\n', '')),
          }),
          response: fc.record({ raw: answer('200 OK', [origin, allows, exposes]) }),
        }),
      }),
      steps: fc.constant([
        { request: { url: 'api/a', ...(method === 'GET' ? {} : { method }), ...credentialed } },
      ]),
    }),
  );
