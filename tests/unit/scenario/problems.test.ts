/** Every mistake an author can make: located, said in one sentence, with the nearest valid spelling. */
import { expect, test } from 'vitest';
import { parseScenario } from '../../../src/scenario/parse.ts';
import { nearest } from '../../../src/scenario/problems.ts';
import { expand, scenario } from '../support.ts';

const allowed = '- id: plain\n  expect: { outcome: allowed }';

test('a file without mistakes has no problems', () => {
  expect(expand(scenario(allowed)).problems).toEqual([]);
});

const MISTAKES: [title: string, cases: string, problem: RegExp, extra?: string][] = [
  [
    'an unknown field',
    '- id: x\n  expcet: { outcome: allowed }',
    /^13:5 expcet is not a field of item 1 of cases \(did you mean expect\?\)$/,
  ],
  [
    'an unknown field deep inside',
    '- id: x\n  expect: { outcome: allowed, staus: 200 }',
    /^13:33 staus is not a field of expect \(did you mean status\?\)$/,
  ],
  [
    'an unknown value',
    '- id: x\n  expect: { outcome: alowed }',
    /^13:15 outcome is "alowed", not one of allowed, blocked, opaque \(did you mean allowed\?\)$/,
  ],
  [
    'a wrong type',
    '- id: x\n  expect: { outcome: allowed, status: ok }',
    /^13:33 status is "ok", not a (whole )?number$/,
  ],
  [
    'a missing outcome',
    '- id: x\n  title: t',
    /^12:5 the expectation has no outcome \(one of allowed, blocked, opaque\)$/,
  ],
  [
    'a block without a place',
    '- id: x\n  expect: { outcome: blocked }',
    /^12:5 a block is expected and not where/,
  ],
  [
    'an unknown origin in a URL',
    '- id: x\n  request: { url: apii/item }\n  expect: { outcome: allowed }',
    /"apii\/item" begins with apii, which is not an origin of this file \(did you mean api\?\)/,
  ],
  [
    'a route of no origin',
    '- id: x\n  routes: { toString: { response: {} } }\n  expect: { outcome: allowed }',
    /the route toString is not that of an origin: name\/path/,
  ],
  [
    'a plain HTTP client without a server',
    '- id: x\n  via: [http]\n  request: { url: /item }\n  expect: { outcome: allowed }',
    /via: http is asked for, but it has no page: its url is "\/item", not name\/path/,
  ],
  [
    'a value of an axis that its field cannot have',
    '- id: x\n  matrix: { method: [POST, 4] }\n  expect: { outcome: allowed }',
    /^13:30 in the matrix, method is 4, not a text$/,
  ],
  ['a list as a name', '- id: x\n  ? [a, b]\n  : c', /a list or a map is no name/],
  [
    'an unknown $name',
    '- id: x\n  routes: { api/item: { response: { headers: { access-control-allow-origin: $ap } } } }\n  expect: { outcome: allowed }',
    /\$ap is not an origin of this file \(did you mean app\?\)/,
  ],
  [
    'an unknown caller',
    '- id: x\n  from: { origin: ap }\n  expect: { outcome: allowed }',
    /^13:5 ap is not an origin of this file \(did you mean app\?\)$/,
  ],
  [
    'a matrix axis of one value',
    '- id: x\n  matrix: { method: [GET] }\n  expect: { outcome: allowed }',
    /^13:15 the axis method has one value \(write it into the request, or add values\)$/,
  ],
  [
    'an unknown axis',
    '- id: x\n  matrix: { methd: [GET, HEAD] }\n  expect: { outcome: allowed }',
    /^13:15 methd is not an axis \(did you mean method\?\)$/,
  ],
  [
    'duplicate ids',
    `${allowed}\n- id: plain\n  expect: { outcome: allowed }`,
    /^14:5 the id area\/file\/plain stands twice/,
  ],
  [
    'an id that a shell would not take',
    '- id: Put Refused\n  expect: { outcome: allowed }',
    /^12:5 id is "Put Refused", not made of/,
  ],
  [
    'a block without its twin',
    '- id: x\n  expect: { outcome: blocked, at: response }',
    /the block has no allow twin that differs in one fact \(add a case that is allowed\)/,
  ],
  [
    'a client that cannot say the request',
    '- id: x\n  via: [xhr]\n  request: { mode: no-cors }\n  expect: { outcome: opaque }',
    /via: xhr is asked for, but XMLHttpRequest has no mode/,
  ],
  [
    'a divergence that applies to nothing',
    `${allowed}\n  divergences: [{ engine: webkit, seen: [1], note: n, reason: r, when: { method: PUT }, expect: {} }]`,
    /the divergence applies to no case \(check when: and cases:\)/,
  ],
  [
    'a divergence without bug or note',
    `${allowed}\n  divergences: [{ engine: webkit, seen: [1], reason: r, expect: {} }]`,
    /neither a bug nor a note/,
  ],
  [
    'a redirect without its traffic',
    '- id: x\n  routes: { api/item: { redirect: app/next }, app/next: { response: {} } }\n  expect: { outcome: allowed }',
    /a case with a redirect does not say its traffic/,
  ],
  [
    'a row that cannot be one',
    '- id: x\n  covers: [c4]\n  expect: { outcome: allowed }',
    /^13:14 item 1 of covers is "c4", not a row of docs\/coverage.md, such as C4$/,
  ],
  ['YAML that is none', '- id: [', /^\d+:\d+ /],
  [
    'an alias',
    '- &a\n  id: x\n  expect: { outcome: allowed }\n- *a',
    /anchors and aliases are not part of the language/,
  ],
  [
    'a tag of a value',
    '- id: !!binary eA==\n  expect: { outcome: allowed }',
    /^12:18 tags are not part of the language/,
  ],
  ['a tag of a name', '- id: x\n  !!binary eA==: c', /^13:14 tags are not part of the language/],
];

test.each(MISTAKES)('%s is named', (_, cases, problem, extra) => {
  const { problems } = expand(scenario(cases, extra));
  expect(problems.join('\n')).toMatch(new RegExp(problem.source, 'm'));
});

test('two origins that are the same are named, and every problem is told at once', () => {
  const source = scenario('- id: x\n  expcet: 1\n- id: y\n  staus: 2').replace(
    '8080\n',
    '8080\n  again: http://api.example.com:8080\n',
  );
  expect(expand(source).problems).toHaveLength(2);
  const same = scenario(allowed).replace('8080\n', '8080\n  again: http://api.example.com:8080\n');
  expect(expand(same).problems.join()).toContain(
    '7:3 again and api are the same origin, http://api.example.com:8080',
  );
});

test('an origin that is not serialised is named, with its serialisation', () => {
  const source = scenario(allowed).replace('http://app.example.com\n', 'HTTP://APP.example.com:80/\n');
  expect(expand(source).problems.join()).toContain('write http://app.example.com');
});

test.each([
  '',
  '[]',
  'null',
  'a: &x [*x]',
  '\u0000',
  '- - - -',
  '{"__proto__": 1}',
  'cases: !!js/function x',
  'title: 1\n\ttabs: 2',
])('odd input %j gives problems and never throws', (source) => {
  const { problems } = parseScenario(source, 'f.yaml');
  expect(problems.length).toBeGreaterThan(0);
  for (const problem of problems) expect(problem.line).toBeGreaterThan(0);
});

test('another version of YAML, in which a date is more than a text, is refused', () => {
  const { problems } = parseScenario('%YAML 1.1\n---\ntitle: 2001-01-01\n', 'f.yaml');
  expect(problems).toMatchObject([{ line: 1, col: 1, message: 'the language is YAML 1.2, not 1.1' }]);
});

test('the nearest spelling is only offered when it is near', () => {
  expect(nearest('outcom', ['outcome', 'origin'])).toBe('outcome');
  expect(nearest('zzz', ['outcome', 'origin'])).toBeUndefined();
});
