/** What the API itself does with a request, and what URL and page are taken to be. */
import { describe, expect, test } from 'vitest';
import { ANY, API, FROM, decided, notes, told, verdict } from './helpers.ts';

describe('what the API itself does', () => {
  test.each([
    [
      ['--mode', 'no-cors', '-X', 'PUT'],
      'fetch() throws a TypeError: the mode is no-cors and PUT is not a CORS-safelisted method',
    ],
    [['-X', 'GET', '-d', 'x'], 'fetch() throws a TypeError: a GET request has a body'],
    [['-X', 'CONNECT'], 'fetch() throws a TypeError: CONNECT is a forbidden method'],
    [
      ['-X', 'CONNECT', '--via', 'xhr'],
      'XMLHttpRequest throws a SecurityError: CONNECT is a forbidden method',
    ],
    [['-X', 'A B'], 'fetch() throws a TypeError: A B is not a method'],
    [['-H', 'a b: c'], 'fetch() throws a TypeError: "a b" is not a header name'],
    [['-H', 'a b: c', '--via', 'xhr'], 'XMLHttpRequest throws a SyntaxError: "a b" is not a header name'],
    [['-H', 'a: \u2603'], 'fetch() throws a TypeError: "\u2603", which a is set to, is not a header value'],
    [
      ['--mode', 'corse'],
      'fetch() throws a TypeError: the mode corse is none of cors, no-cors, same-origin, navigate',
    ],
    [
      ['--mode', 'navigate'],
      'fetch() throws a TypeError: the mode is navigate, which only browsers can ask for',
    ],
    [
      ['--credentials', 'yes'],
      'fetch() throws a TypeError: the credentials yes is none of omit, same-origin, include',
    ],
    [
      ['--cache', 'only-if-cached'],
      'fetch() throws a TypeError: the cache mode is only-if-cached and the mode is not same-origin',
    ],
    [
      ['--mode', 'same-origin'],
      'The mode is same-origin and https://api.example.com is not `https://app.example.com`',
    ],
  ])('%j: %s', async (args, sentence) => {
    expect(await decided([API, ...FROM, ...args])).toBe(sentence);
    expect(await verdict([API, ...FROM, ...args])).toMatch(/: blocked at the request$/);
  });

  test.each([
    ['https://user:pass@api.example.com/', 'fetch() throws a TypeError: the URL includes credentials'],
    ['https://exa mple.com/', 'fetch() throws a TypeError: https://exa mple.com/ is not a URL'],
    ['https://api.example.com:6667/', 'The request is blocked: 6667 is a bad port'],
    [
      'http://api.example.com/',
      'The request is blocked as mixed content: the caller is in a secure context and http://api.example.com is not potentially trustworthy',
    ],
    ['localhost:3000/item', 'The scheme localhost: is not an HTTP(S) scheme'],
  ])('%s: %s', async (url, sentence) => {
    expect(await decided([url, ...FROM])).toBe(sentence);
  });

  test.each([
    [
      ['-H', 'Cookie: a'],
      '1. The header Cookie is dropped without an error by the Headers guard request: it is a forbidden request-header',
    ],
    [
      ['-H', 'Cookie: a', '--via', 'xhr'],
      '1. setRequestHeader() ignores Cookie: it is a forbidden request-header',
    ],
    [
      ['-H', 'x-a: 1', '--mode', 'no-cors'],
      '1. The header x-a is dropped without an error by the Headers guard request-no-cors: the mode is no-cors',
    ],
    [['-X', 'GET', '-d', 'x', '--via', 'xhr'], '1. send() takes its argument for null: the method is GET'],
  ])('%j goes out all the same: %s', async (args, sentence) => {
    const text = await told([API, ...FROM, ...args, '--answer-header', ANY]);
    expect(text).toContain(`  ${sentence}`);
    expect(text).not.toContain('(preflight)');
  });
});

describe('the URL and the page', () => {
  test.each([
    ['/item', '/item is relative: a page of https://app.example.com asks for https://app.example.com/item'],
    [
      'api.example.com/item',
      'api.example.com/item is relative: a page of https://app.example.com asks for https://app.example.com/api.example.com/item: write https://api.example.com/item if api.example.com is a host',
    ],
    [
      'localhost:3000/item',
      'localhost:3000/item begins with a scheme called localhost: write http://localhost:3000/item if that is a host',
    ],
  ])('%s: %s', async (url, note) => {
    expect(await notes([url, ...FROM])).toContain(note);
  });

  test('a relative URL needs no CORS, whatever is answered', async () => {
    expect(await told(['/item', ...FROM])).toContain(
      '  allowed, whatever the answer is, a redirect aside: no CORS check is made',
    );
  });

  test('a page with an opaque origin', async () => {
    const text = await told([API, '--from', 'null', '--answer-header', 'access-control-allow-origin: null']);
    expect(text).toMatch(/: allowed$/m);
    expect(text).toContain('whose origin is opaque and serialised as `null`');
  });

  test('a dollar sign is no reference', async () => {
    const text = await told([
      `${API}?q=$page`,
      ...FROM,
      '--answer-header',
      'access-control-allow-origin: $page',
    ]);
    expect(text).toContain('--> GET https://api.example.com/item?q=$page');
    expect(text).toContain('Access-Control-Allow-Origin is `$page`');
  });
});

describe('every client that the language knows', () => {
  const via = (client: string, ...more: string[]) => [API, ...FROM, '--via', client, ...more];
  const answered = (...headers: string[]) => [
    '--status',
    '200',
    ...headers.flatMap((header) => ['--answer-header', header]),
  ];

  test.each([
    ['img', [], answered(), 'opaque'],
    ['img', ['--crossorigin'], answered(), 'blocked at the response'],
    ['img', ['--crossorigin'], answered(ANY), 'allowed'],
    ['img', ['--crossorigin', 'use-credentials'], answered(ANY), 'blocked at the response'],
    ['font-face', [], answered(ANY), 'allowed'],
    ['import-scripts', [], answered(), 'opaque'],
    ['worker', [], answered(ANY), 'blocked at the request'],
    ['beacon', ['-d', 'x'], answered(), 'opaque'],
    ['eventsource', [], answered(ANY, 'content-type: text/event-stream'), 'allowed'],
    ['eventsource', [], answered(ANY), 'blocked at the response'],
    ['form', ['-X', 'POST'], answered(), 'opaque'],
    ['csp-report', [], answered(), 'opaque'],
    ['http', [], answered(), 'allowed'],
  ])('%s %j', async (client, options, answers, outcome) => {
    const line = await verdict([...via(client, ...options), ...answers]);
    expect(line).toMatch(new RegExp(` via ${client}: ${outcome}$`));
  });
});

describe('Vary', () => {
  const vary = /add Vary: Origin too if it depends on the origin that asks/;

  test('is asked for where the answer names an origin', async () => {
    expect(await told([API, ...FROM, '--status', '200'])).toMatch(vary);
  });

  test.each([
    ['it is there', ['--status', '200', '--answer-header', 'vary: Accept, ORIGIN'], FROM],
    ['everyone is admitted', ['--status', '200'], ['--from', 'null']],
  ])('is not where %s', async (_why, answer, from) => {
    expect(await told([API, ...from, ...answer])).not.toMatch(vary);
  });
});
