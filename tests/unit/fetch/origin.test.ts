import { expect, test } from 'vitest';
import { isSameSite, isSchemelesslySameSite, serializeRequestOrigin } from '../../../src/fetch/origin.ts';
import { parseReferrerPolicy, requestOriginHeader } from '../../../src/fetch/origin-header.ts';
import type { Request } from '../../../src/fetch/types.ts';
import { aRequest } from './helpers.ts';

const app = 'http://app.example.com/';
const api = 'http://api.example.com/';
const org = 'http://example.org/';
const origin = 'http://app.example.com';

test.each([
  [[app], origin],
  [[api], origin],
  [[app, api], origin],
  [[app, app, api], origin],
  [[api, api], origin],
  [[api, app], 'null'],
  [[api, org], 'null'],
  [[org, api], 'null'],
  [[app, api, app], 'null'],
])('a request through %j has the origin %s', (urls, serialized) => {
  expect(serializeRequestOrigin(aRequest({}, ...urls))).toBe(serialized);
});

test('an opaque origin is null from the start', () => {
  expect(serializeRequestOrigin(aRequest({ origin: 'null' }))).toBe('null');
});

test('a site is scheme and registrable domain', () => {
  expect(isSameSite('http://a.example.com', 'http://b.example.com:81')).toBe(true);
  expect(isSameSite('http://a.example.com', 'https://a.example.com')).toBe(false);
  expect(isSchemelesslySameSite('http://a.example.com', 'https://a.example.com')).toBe(true);
  expect(isSchemelesslySameSite('http://127.0.0.1', 'http://126.0.0.1')).toBe(false);
  expect(isSameSite('null', 'null')).toBe(false);
});

const https = 'https://app.example.com';
test.each<[Partial<Request>, string[], string | null]>([
  [{ tainting: 'cors' }, [api], origin],
  [{ tainting: 'cors', referrerPolicy: 'no-referrer', method: 'POST' }, [api], origin],
  [{}, [app], null],
  [{ method: 'HEAD' }, [app], null],
  [{ method: 'POST' }, [app], origin],
  [{ method: 'POST', referrerPolicy: 'no-referrer' }, [app], origin],
  [{ mode: 'same-origin', method: 'POST', referrerPolicy: 'no-referrer' }, [app], 'null'],
  [{ mode: 'no-cors', tainting: 'opaque' }, [api], null],
  [{ mode: 'no-cors', tainting: 'opaque', method: 'POST' }, [api], origin],
  [{ mode: 'no-cors', tainting: 'opaque', method: 'POST', referrerPolicy: 'no-referrer' }, [api], 'null'],
  [{ mode: 'no-cors', tainting: 'opaque', method: 'POST', referrerPolicy: 'same-origin' }, [api], 'null'],
  [{ mode: 'no-cors', method: 'POST', referrerPolicy: 'same-origin' }, [app], origin],
  [{ mode: 'no-cors', tainting: 'opaque', method: 'POST', origin: https }, [api], 'null'],
  [
    { mode: 'no-cors', tainting: 'opaque', method: 'POST', origin: https, referrerPolicy: 'origin' },
    [api],
    https,
  ],
  [
    { mode: 'no-cors', tainting: 'opaque', method: 'POST', origin: https },
    ['https://api.example.com/'],
    https,
  ],
])('the Origin header of %j through %j is %s', (over, urls, value) => {
  expect(requestOriginHeader(aRequest(over, ...urls))).toBe(value);
});

test.each([
  [null, null],
  ['', null],
  ['unknown', null],
  ['no-referrer, unknown', 'no-referrer'],
  ['no-referrer, Origin', 'origin'],
])('the policy in %j is %s', (header, policy) => {
  expect(parseReferrerPolicy(header)).toBe(policy);
});
