/** What requests hold where the rules have edges: right values, near misses, and the sizes around a limit. */
import fc, { type Arbitrary } from 'fast-check';

/** One of the values, each with a weight; a bare value weighs 1. */
export function pick<T>(...values: (T | { weight: number; value: T })[]): Arbitrary<T> {
  return fc.oneof(
    ...values.map((one) => {
      const weighted = isWeighted(one) ? one : { weight: 1, value: one };
      return { weight: weighted.weight, arbitrary: fc.constant(weighted.value) };
    }),
  );
}

/** `usual`, and once in a while `rare`. */
export function mostly<T>(usual: Arbitrary<T>, rare: Arbitrary<T>, outOf = 6): Arbitrary<T> {
  return fc.oneof({ weight: outOf - 1, arbitrary: usual }, { weight: 1, arbitrary: rare });
}

function isWeighted<T>(one: T | { weight: number; value: T }): one is { weight: number; value: T } {
  return typeof one === 'object' && one !== null && 'weight' in one;
}

/** Any byte that a header value can hold; a dollar sign is written twice in the language. */
export const byte = fc
  .integer({ min: 1, max: 255 })
  .filter((code) => code !== 10 && code !== 13)
  .map((code) => (code === 0x24 ? '$$' : String.fromCharCode(code)));

/** Values of exactly 127, 128 or 129 bytes, or fewer. */
const sized = (fill: string, prefix = '') =>
  pick(127, 128, 129, 60).map((size) => prefix + fill.repeat(size - prefix.length));

export const acceptValue = fc.oneof(
  pick('*/*', 'text/html', 'text/html;q=0.9, */*;q=0.1', 'text/html;q="1"', '', 'a:b', '{x}', 'a\tb'),
  byte.map((char) => `a${char}b`),
  sized('a'),
);

export const languageValue = fc.oneof(
  pick('en', 'en-US,en;q=0.5', 'de_CH', 'x@y', '*', '', 'en;q=1.0, de', 'a/b', 'a b', 'a\tb'),
  byte.map((char) => `a${char}b`),
  sized('a'),
);

export const contentTypeValue = fc.oneof(
  pick(
    'text/plain',
    'TEXT/Plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/json',
    'text/plain;charset=utf-8',
    'text/plain;charset="utf-8"',
    'text/plain;a=b,c',
    'text/plain,text/plain',
    'text/plain, application/json',
    'text /plain',
    'text/ plain',
    'text/plain ;',
    'text/plain;;',
    'text/plain;=',
    'text/plain;a',
    'text/plainx',
    'text/',
    'text',
    '',
    ';',
    'application/csp-report',
    'text/plain;q=1;q=2',
    'text/html',
    '*/*',
  ),
  fc.tuple(pick('text/plain', 'text/plain;a=', ''), byte).map(([start, char]) => `${start}${char}b`),
  byte.map((char) => `${char}text/plain`),
  sized('a', 'text/plain;a='),
);

export const rangeValue = pick(
  'bytes=0-',
  'bytes=0-99',
  'bytes=00-01',
  'bytes=5-5',
  'bytes=5-4',
  'bytes=-5',
  'bytes=',
  'bytes=-',
  'bytes=0-1,3-4',
  'BYTES=0-',
  'bytes =0-',
  'bytes= 0-',
  'bytes=0 -1',
  'bytes=0-1 ',
  'bytes=+1-2',
  'bytes=1-0x5',
  'items=0-1',
  'bytes=0-4294967296',
  'bytes=0-9223372036854775806',
  'bytes=0-9223372036854775807',
  'bytes=9223372036854775807-',
  'bytes=0-18446744073709551615',
  'bytes=0-18446744073709551616',
  `bytes=0-${'9'.repeat(119)}`,
  `bytes=0-${'9'.repeat(121)}`,
  '',
);

/** Names beyond the safelist: custom, removed from it, forbidden, and named by other rules. */
export const otherName = pick(
  { weight: 6, value: 'x-a' },
  { weight: 4, value: 'X-B' },
  { weight: 3, value: 'Authorization' },
  'x-requested-with',
  'dpr',
  'Width',
  'viewport-width',
  'downlink',
  'ect',
  'rtt',
  'device-memory',
  'save-data',
  'last-event-id',
  'if-none-match',
  'if-modified-since',
  'cache-control',
  'pragma',
  'user-agent',
  'content-encoding',
  'content-location',
  'sec-x',
  'proxy-x',
  'origin',
  'referer',
  'cookie',
  'host',
  'te',
  'dnt',
  'access-control-request-headers',
  'access-control-allow-origin',
  'upgrade-insecure-requests',
  'priority',
  'purpose',
  'traceparent',
  'x-http-method-override',
  'z',
  '0',
  "!#$%&'*+-.^_`|~",
);

export const method = pick(
  { weight: 8, value: 'GET' },
  { weight: 6, value: 'POST' },
  { weight: 2, value: 'HEAD' },
  { weight: 6, value: 'PUT' },
  { weight: 4, value: 'DELETE' },
  { weight: 3, value: 'PATCH' },
  'OPTIONS',
  'patch',
  'Patch',
  'get',
  'pOsT',
  'put',
  'CUSTOM',
  'custom',
  'QUERY',
);
