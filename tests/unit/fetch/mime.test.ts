import { expect, test } from 'vitest';
import { parseMimeType, serializeMimeType } from '../../../src/fetch/mime.ts';

test.each([
  ['text/plain', 'text/plain'],
  [' Text/PLAIN ;charset=UTF-8', 'text/plain;charset=UTF-8'],
  ['text/plain;charset="UTF-8"', 'text/plain;charset=UTF-8'],
  ['text/plain;a="b c"', 'text/plain;a="b c"'],
  ['text/plain;a="b\\"c"', 'text/plain;a="b\\"c"'],
  ['text/plain;a="b";junk;c=d', 'text/plain;a=b;c=d'],
  ['text/plain;a="b"junk;c=d', 'text/plain;a=b;c=d'],
  ['text/plain;a=;c=d', 'text/plain;c=d'],
  ['text/plain;a="";c=d', 'text/plain;a="";c=d'],
  ['text/plain;a=1;A=2', 'text/plain;a=1'],
  ['text/plain;;;', 'text/plain'],
  ['text/plain;a', 'text/plain'],
  ['text/plain;a="b', 'text/plain;a=b'],
  ['text/plain;a="b\\', 'text/plain;a="b\\\\"'],
  ['text/plain;a=b, text/html', 'text/plain;a="b, text/html"'],
])('parse %j', (value, serialized) => {
  const type = parseMimeType(value);
  expect(type && serializeMimeType(type)).toBe(serialized);
});

test.each([
  '',
  'text',
  'text/',
  '/plain',
  'text /plain',
  'text/pl ain',
  'text/plain, text/html',
  'text/plain/x',
])('%j is not a MIME type', (value) => {
  expect(parseMimeType(value)).toBeNull();
});
