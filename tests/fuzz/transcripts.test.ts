/** Text that is piped into `explain`: explained, or refused with the line at which it cannot be read. */
import fc from 'fast-check';
import { test } from 'vitest';
import { BadInput, Unreadable } from '../../src/transcript/messages.ts';
import { explanationOf } from '../../src/cli/explain.ts';
import { edited } from './edits.ts';
import { TEST_LIMIT, holds, isPrintable } from './harness.ts';
import { TEXTS } from './nasty.ts';
import { editedTree } from './trees.ts';

const HEADS = [
  `GET /item HTTP/1.1
Host: api.example.com
Origin: https://app.example.com

HTTP/1.1 200 OK
Access-Control-Allow-Origin: https://app.example.com
Content-Type: application/json

{}
`,
  `> OPTIONS /item HTTP/2
> Host: api.example.com
> Origin: https://app.example.com
> Access-Control-Request-Method: PUT
>
< HTTP/2 204
< access-control-allow-origin: *
< access-control-allow-methods: PUT
<
> PUT /item HTTP/2
> Host: api.example.com
> Origin: https://app.example.com
>
< HTTP/2 200
< access-control-allow-origin: *
<
* Connection #0 to host api.example.com left intact
`,
  `:authority: api.example.com
:method: POST
:path: /item
:scheme: https
origin: https://app.example.com
content-type: application/json

:status: 302
location: /elsewhere
`,
] as const;

const entry = {
  request: {
    method: 'PUT',
    url: 'https://api.example.com/item',
    headers: [{ name: 'Origin', value: 'https://app.example.com' }],
    postData: { text: '{}' },
  },
  response: { status: 200, headers: [{ name: 'Access-Control-Allow-Origin', value: '*' }] },
};
const HAR = {
  log: { version: '1.2', entries: [entry, { ...entry, request: { ...entry.request, method: 'GET' } }] },
};

const PIECES = [
  ...TEXTS,
  'HTTP/1.1 200 OK\n',
  'GET / HTTP/1.1\n',
  '\n\n',
  '\r\n\r\n',
  'Host: x\n',
  'Host: [::1\n',
  'Origin: null\n',
  'Origin: *\n',
  'Location: http://[\n',
  'Location: //\n',
  ':status: 999\n',
  '\t folded\n',
  'Access-Control-Allow-Methods: ,,,"\n',
  'Content-Type: \x7f\n',
  'CONNECT x:1 HTTP/1.1\n',
  'patch /x HTTP/1.1\n',
];

test('heads of any text', { timeout: TEST_LIMIT }, () =>
  holds('piped heads', edited(HEADS, PIECES), (text) => checkExplained(text)),
);

test('a HAR of any tree', { timeout: TEST_LIMIT }, () =>
  holds(
    'HAR trees',
    editedTree([HAR]).map((tree) => JSON.stringify(tree)),
    checkExplained,
  ),
);

test('a HAR of any text', { timeout: TEST_LIMIT }, () =>
  holds('HAR texts', edited([JSON.stringify(HAR, null, 1)], PIECES), checkExplained),
);

test('any text at all', { timeout: TEST_LIMIT }, () =>
  holds('piped texts', fc.string({ unit: 'binary', maxLength: 200 }), checkExplained),
);

async function checkExplained(text: string): Promise<void> {
  const flags = { preflights: [], responses: [] };
  try {
    isPrintable(await explanationOf(undefined, flags, () => Promise.resolve(text)));
  } catch (error) {
    if (!(error instanceof Unreadable || error instanceof BadInput)) throw error;
    isPrintable(error.message);
    if (error instanceof Unreadable && !error.message.startsWith('standard input'))
      throw new Error(`no place in ${error.message}`, { cause: error });
  }
}
