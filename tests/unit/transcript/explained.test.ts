/** What is told of a request that was given, in full. */
import { describe, expect, test } from 'vitest';
import { ANY, API, FROM, told } from './helpers.ts';

describe('told in full', () => {
  test('a request without answers: what it sends, and what has to be answered', async () => {
    expect(
      await told([API, ...FROM, '-X', 'PUT', '-H', 'content-type: application/json', '-H', 'cookie: a=b']),
    ).toMatchInlineSnapshot(`
      "PUT https://api.example.com/item via fetch: depends on an answer that is not given

      Request:
        PUT https://api.example.com/item
        from: document of https://app.example.com
        credentials mode: same-origin
        header content-type: application/json
        header cookie: a=b

      Decisions so far:
        1. The header cookie is dropped without an error by the Headers guard request: it is a forbidden request-header, which only the browser sets
           https://fetch.spec.whatwg.org/#forbidden-request-header
        2. The response tainting is cors: https://api.example.com is another origin than \`https://app.example.com\`; PUT is not a CORS-safelisted method, which asks for a preflight
           https://fetch.spec.whatwg.org/#concept-main-fetch

      Traffic:
        --> OPTIONS https://api.example.com/item (preflight)
              Origin: https://app.example.com
              Access-Control-Request-Method: PUT
              Access-Control-Request-Headers: content-type
        <-- not given

      Outcome:
        open: the answer to the preflight decides

      What lets it through (2 facts together):
        1. answer the preflight of https://api.example.com/item with status 204 and Access-Control-Allow-Origin: https://app.example.com, Access-Control-Allow-Methods: PUT, Access-Control-Allow-Headers: content-type
        2. answer PUT https://api.example.com/item with status 200 and Access-Control-Allow-Origin: https://app.example.com
        in the answer to PUT https://api.example.com/item, add Vary: Origin too if it depends on the origin that asks: a cache would give it to others"
    `);
  });

  test('a preflight that lets nothing through, and an answer that is never asked for', async () => {
    const args = [API, ...FROM, '-X', 'PUT', '--preflight-header', ANY, '--answer-header', ANY];
    expect(await told([...args, '--credentials', 'include'])).toMatchInlineSnapshot(`
      "PUT https://api.example.com/item via fetch: blocked at the preflight

      Request:
        PUT https://api.example.com/item
        from: document of https://app.example.com
        credentials mode: include

      Decisions:
        1. The response tainting is cors: https://api.example.com is another origin than \`https://app.example.com\`; PUT is not a CORS-safelisted method, which asks for a preflight
           https://fetch.spec.whatwg.org/#concept-main-fetch
        2. The CORS-preflight fetch fails: the CORS check fails: Access-Control-Allow-Origin is \`*\`, the request's origin is \`https://app.example.com\`, and \`*\` does not count when the credentials mode is include  <== decides
           https://fetch.spec.whatwg.org/#cors-preflight-fetch-0

      Traffic:
        --> OPTIONS https://api.example.com/item (preflight)
              Origin: https://app.example.com
              Access-Control-Request-Method: PUT
        <-- 204
              Access-Control-Allow-Origin: *

      Outcome:
        blocked at the preflight (TypeError)

      Smallest change that turns it (5 facts together):
        1. in the preflight answer of https://api.example.com/item, set Access-Control-Allow-Origin to https://app.example.com
        2. in the preflight answer of https://api.example.com/item, add Access-Control-Allow-Credentials: true
        3. in the preflight answer of https://api.example.com/item, add Access-Control-Allow-Methods: PUT
        4. in the response of https://api.example.com/item, set Access-Control-Allow-Origin to https://app.example.com
        5. in the response of https://api.example.com/item, add Access-Control-Allow-Credentials: true
        in the response of https://api.example.com/item, add Vary: Origin too if it depends on the origin that asks: a cache would give it to others"
    `);
  });

  test('a redirect that is followed', async () => {
    const answers = ['--status', '302', '--answer-header', 'location: /new', '--answer-header', ANY];
    const more = ['--status', '200', '--answer-header', ANY, '--answer-header', 'content-type: text/html'];
    expect(await told([API, ...FROM, ...answers, ...more])).toMatchInlineSnapshot(`
      "GET https://api.example.com/item via fetch: allowed

      Request:
        GET https://api.example.com/item
        from: document of https://app.example.com
        credentials mode: same-origin

      Decisions:
        1. The response tainting is cors: https://api.example.com is another origin than \`https://app.example.com\`; no preflight is needed
           https://fetch.spec.whatwg.org/#concept-main-fetch
        2. The CORS check succeeds: Access-Control-Allow-Origin is \`*\` and the credentials mode is same-origin
           https://fetch.spec.whatwg.org/#concept-cors-check
        3. HTTP-redirect fetch follows the 302 to https://api.example.com/new with GET
           https://fetch.spec.whatwg.org/#concept-http-redirect-fetch
        4. The response tainting is cors: a redirect came through another origin; no preflight is needed
           https://fetch.spec.whatwg.org/#concept-main-fetch
        5. The CORS check succeeds: Access-Control-Allow-Origin is \`*\` and the credentials mode is same-origin  <== decides
           https://fetch.spec.whatwg.org/#concept-cors-check
        6. The page gets a cors filtered response with status 200
           https://fetch.spec.whatwg.org/#concept-filtered-response-cors

      Traffic:
        --> GET https://api.example.com/item
              Origin: https://app.example.com
        <-- 302
              Location: /new
              Access-Control-Allow-Origin: *
        --> GET https://api.example.com/new
              Origin: https://app.example.com
        <-- 200
              Access-Control-Allow-Origin: *

      Outcome:
        allowed (cors, 200)
        script can read content-type

      Smallest change that turns it: in the response of https://api.example.com/new, drop Access-Control-Allow-Origin"
    `);
  });

  test('heads as copied from developer tools', async () => {
    const text = `GET /item HTTP/1.1
Host: api.example.com
User-Agent: Mozilla/5.0
Accept: */*
Cookie: id=1
Origin: https://app.example.com
Sec-Fetch-Mode: cors

HTTP/1.1 200 OK
Access-Control-Allow-Origin: *
Content-Type: text/html

<p>hello`;
    expect(await told([], text)).toMatchInlineSnapshot(`
      "GET https://api.example.com/item via fetch: blocked at the response

      Request:
        GET https://api.example.com/item
        from: document of https://app.example.com
        credentials mode: include

      Notes:
        taken for headers that browsers add, not the page: user-agent, accept
        a cookie was sent, so the credentials mode is taken to be include

      Decisions:
        1. The response tainting is cors: https://api.example.com is another origin than \`https://app.example.com\`; no preflight is needed
           https://fetch.spec.whatwg.org/#concept-main-fetch
        2. The CORS check fails: Access-Control-Allow-Origin is \`*\`, the request's origin is \`https://app.example.com\`, and \`*\` does not count when the credentials mode is include  <== decides
           https://fetch.spec.whatwg.org/#concept-cors-check

      Traffic:
        --> GET https://api.example.com/item
              Origin: https://app.example.com
        <-- 200
              Access-Control-Allow-Origin: *

      Outcome:
        blocked at the response (TypeError)

      Smallest change that turns it (2 facts together):
        1. in the response of https://api.example.com/item, set Access-Control-Allow-Origin to https://app.example.com
        2. in the response of https://api.example.com/item, add Access-Control-Allow-Credentials: true
        in the response of https://api.example.com/item, add Vary: Origin too if it depends on the origin that asks: a cache would give it to others"
    `);
  });
});
