/** Bad input is told with its place and what mends it; the examples of --help are good input. */
import { explainCommand } from '../../../src/cli/explain-command.ts';
import { describe, expect, test } from 'vitest';
import { API, FROM, told, verdict } from './helpers.ts';

// Some load the whole corpus.
describe('bad input', { timeout: 30_000 }, () => {
  test.each([
    [[], null, 'nothing is given to explain (a URL, a case or a file, or pipe a transcript: explain --help)'],
    [[API], null, 'the page that calls is not known (give its origin, as in --from https://app.example.com)'],
    [
      [API, '--from', '*'],
      null,
      '--from is *, which is no origin (name one page, as in --from https://app.example.com)',
    ],
    [
      [API, '--from', 'app.example.com'],
      null,
      '--from is app.example.com, which has no scheme (write --from https://app.example.com)',
    ],
    [
      [API, '--from', 'https://'],
      null,
      '--from is https://, which is not a URL (write it as in --from https://app.example.com)',
    ],
    [
      [API, '--from', 'file:///x'],
      null,
      '--from is file:///x, whose scheme is neither http nor https (browsers give it an opaque origin, sent as `Origin: null`: write --from null)',
    ],
    [
      [API, '--from', 'ftp://a.example'],
      null,
      '--from is ftp://a.example, whose scheme is neither http nor https (write it as in --from https://app.example.com)',
    ],
    [[API, ...FROM, '-H', 'x'], null, "-H is `x`, which has no colon (write -H 'name: value')"],
    [
      [API, ...FROM, '--via', 'xhr', '--mode', 'no-cors'],
      null,
      'XMLHttpRequest has no mode (leave it out, or take --via fetch)',
    ],
    [
      [API, ...FROM, '--via', 'xhr', '--credentials', 'yes'],
      null,
      '--credentials is yes, but XMLHttpRequest has withCredentials alone (include for true, same-origin for false)',
    ],
    [
      [API, ...FROM, '--via', 'curl'],
      null,
      "error: option '--via <client>' argument 'curl' is invalid. Allowed choices are fetch, xhr, http, img",
    ],
    [
      [API, ...FROM, '--via', 'img', '-X', 'PUT'],
      null,
      'img has no method (leave it out, or take --via fetch)',
    ],
    [
      [API, ...FROM, '--crossorigin'],
      null,
      'fetch has no crossorigin, which is an attribute of elements (leave it out, or take --via img)',
    ],
    [
      [API, ...FROM, '--status', '20'],
      null,
      "error: option '--status <code>' argument '20' is invalid. It is not a status from 200 to 999.",
    ],
    [
      [API, ...FROM, '--answer-header', 'x'],
      null,
      "error: option '--answer-header <line>' argument 'x' is invalid. It has no colon: write 'name: value'.",
    ],
    [['area/file/none'], null, 'no case is called area/file/none: corsproof list prints what there is'],
    [['none.har'], null, 'none.har is not a file'],
    [
      ['preflight/methods/put-refused', '-X', 'GET'],
      null,
      'preflight/methods/put-refused is a case, which has its own request and answers (options are for a URL)',
    ],
    [[], 'HTTP/1.1 200 OK\n', 'only answers were given, no request (give the URL as an argument)'],
    [[], 'GET /x HTTP/1.1\n', 'GET /x has no Host header (give the URL as an argument)'],
    [[], 'GET /x HTTP/1.1\nfoo\n', 'standard input:2: `foo` is not `name: value`: it has no colon'],
    [
      [],
      'GET /x HTTP/2\nhost: a.example\n\n',
      'the page that calls is not known (give its origin, as in --from https://app.example.com)',
    ],
    [
      [],
      'GET /x HTTP/2\nhost: a.example\nsec-fetch-mode: navigate\n\n',
      'GET https://a.example/x has Sec-Fetch-Mode: navigate, which CORS does not concern (copy the request of a script)',
    ],
    [
      [],
      'GET /x HTTP/2\nhost: a.example\n\nGET /y HTTP/2\nhost: a.example\n',
      'none of the 2 requests has an Origin header that is not its own (give the URL of one as an argument, with --from)',
    ],
  ] as [string[], string | null, string][])('%j %j: %s', async (args, piped, message) => {
    await expect(told(args, piped)).rejects.toThrow(message);
  });
});

test('the examples of --help can be run', async () => {
  let help = '';
  const command = explainCommand();
  command.configureOutput({ writeOut: (text) => (help += text) }).outputHelp();
  const examples = [...help.matchAll(/^ {4}corsproof explain (https(?:[^\n\\]|\\\n)*)/gm)].map(
    ([, line = '']) =>
      [...line.replaceAll('\\\n', ' ').matchAll(/'([^']*)'|(\S+)/g)].map(
        (match) => match[1] ?? match[2] ?? '',
      ),
  );
  expect(examples.length).toBeGreaterThanOrEqual(3);
  for (const args of examples) expect(await verdict(args)).toMatch(/ via fetch: /);
});
