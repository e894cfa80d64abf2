/** The headers of the CORS protocol, as they are read from a response. */
import { expect, test } from 'vitest';
import {
  allowedHeaders,
  allowedMethods,
  allowedOrigin,
  allowsCredentials,
  exposedHeaders,
  itemsOf,
  varyNames,
} from '../../../src/fetch/cors-headers.ts';
import type { HeaderList } from '../../../src/fetch/types.ts';

const headers: HeaderList = [
  ['Access-Control-Allow-Origin', 'http://a.example'],
  ['access-control-allow-origin', 'http://b.example'],
  ['Access-Control-Allow-Methods', 'PUT, delete'],
  ['Access-Control-Allow-Headers', 'X-One'],
  ['Access-Control-Allow-Headers', ' x-two,, X-Three '],
  ['Access-Control-Expose-Headers', 'X-Total'],
  ['Vary', 'Accept-Encoding, Origin'],
];

test('lines of one name are combined, as the CORS check combines them', () => {
  expect(allowedOrigin(headers)).toBe('http://a.example, http://b.example');
  expect(allowedOrigin([])).toBeNull();
});

test('lists go over all lines; names are in lower case, methods as they are', () => {
  expect(allowedMethods(headers)).toEqual(['PUT', 'delete']);
  expect(allowedHeaders(headers)).toEqual(['x-one', 'x-two', 'x-three']);
  expect(exposedHeaders(headers)).toEqual(['x-total']);
  expect(varyNames(headers)).toEqual(['accept-encoding', 'origin']);
  expect(itemsOf(headers, 'absent')).toEqual([]);
});

test('credentials are allowed by true in lower case, once', () => {
  const allows = (...values: string[]) =>
    allowsCredentials(values.map((value) => ['access-control-allow-credentials', value]));
  expect([allows('true'), allows('True'), allows('true', 'true'), allows()]).toEqual([
    true,
    false,
    false,
    false,
  ]);
});
