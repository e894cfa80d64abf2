import { expect, test } from 'vitest';
import { isForbiddenRequestHeader, isForbiddenResponseHeaderName } from '../../../src/fetch/forbidden.ts';

test.each([
  ['Cookie', '', true],
  ['HOST', '', true],
  ['origin', '', true],
  ['Access-Control-Request-Method', '', true],
  ['access-control-request-private-network', '', false],
  ['Sec-', '', true],
  ['sec', '', false],
  ['Proxy-Authorization', '', true],
  ['proxy', '', false],
  ['set-cookie', '', true],
  ['user-agent', '', false],
  ['x-http-method-override', 'trace', true],
  ['X-HTTP-Method', 'GET, connect', true],
  ['x-method-override', 'GET,track ', true],
  ['x-method-override', '"TRACE"', false],
  ['x-method-override', 'PUT', false],
  ['x-method', 'TRACE', false],
])('%s: %s is a forbidden request-header: %s', (name, value, forbidden) => {
  expect(isForbiddenRequestHeader(name, value)).toBe(forbidden);
});

test.each([
  ['Set-Cookie', true],
  ['set-cookie2', true],
  ['cookie', false],
])('%s is a forbidden response-header name: %s', (name, forbidden) => {
  expect(isForbiddenResponseHeaderName(name)).toBe(forbidden);
});
