import { expect, test } from 'vitest';
import {
  isCorsSafelistedMethod,
  isForbiddenMethod,
  isToken,
  normalizeMethod,
} from '../../../src/fetch/methods.ts';

test.each([
  ['get', 'GET'],
  ['Head', 'HEAD'],
  ['post', 'POST'],
  ['put', 'PUT'],
  ['delete', 'DELETE'],
  ['options', 'OPTIONS'],
  ['patch', 'patch'],
  ['Chicken', 'Chicken'],
  ['poſt', 'poſt'],
])('normalize turns %s into %s', (method, normalized) => {
  expect(normalizeMethod(method)).toBe(normalized);
});

test.each([
  ['GET', true],
  ['HEAD', true],
  ['POST', true],
  ['get', false],
  ['PUT', false],
  ['OPTIONS', false],
])('%s is a CORS-safelisted method: %s', (method, safelisted) => {
  expect(isCorsSafelistedMethod(method)).toBe(safelisted);
});

test.each([
  ['CONNECT', true],
  ['trace', true],
  ['Track', true],
  ['TRACER', false],
  ['PATCH', false],
])('%s is a forbidden method: %s', (method, forbidden) => {
  expect(isForbiddenMethod(method)).toBe(forbidden);
});

test.each([
  ['PUT', true],
  ["!#$%&'*+-.^_`|~09azAZ", true],
  ['', false],
  ['PU T', false],
  ['PUT,', false],
  ['PÜT', false],
])('%j is a token: %s', (text, token) => {
  expect(isToken(text)).toBe(token);
});
