import { describe, expect, test } from 'vitest';
import { loadPolicy } from '../../../src/policy/suite.ts';
import { triesOf } from '../../../src/policy/tries.ts';
import { formatProblem } from '../../../src/scenario/problems.ts';

const TARGET = 'title: T\ntarget: { origin: https://api.example.com, command: node server.js }\n';
const RULE = 'rules:\n  - id: items\n    path: /items\n    origins: [https://app.example.com]\n';

function problemsOf(source: string): string[] {
  return loadPolicy(source, `${process.cwd()}/policies/shop.yaml`).problems.map(formatProblem);
}

function plansOf(source: string) {
  const { plans, problems } = loadPolicy(source, `${process.cwd()}/policies/shop.yaml`);
  expect(problems).toEqual([]);
  return plans;
}

describe('a policy that contradicts itself', () => {
  const mistakes: [title: string, source: string, said: string][] = [
    [
      'any origin with credentials',
      `${TARGET}rules:\n  - { id: a, path: /, origins: any, credentials: true }\n`,
      'every page of the web',
    ],
    [
      'an origin with a path',
      `${TARGET}rules:\n  - { id: a, path: /, origins: [https://app.example.com/x] }\n`,
      'write https://app.example.com',
    ],
    ['a star', `${TARGET}rules:\n  - { id: a, path: /, origins: ['*'] }\n`, 'write origins: any'],
    [
      'the origin null',
      `${TARGET}rules:\n  - { id: a, path: /, origins: ['null'] }\n`,
      'every sandboxed frame',
    ],
    [
      'a pattern in the middle',
      `${TARGET}rules:\n  - { id: a, path: /, origins: ['https://app*.example.com'] }\n`,
      'https://*.example.com',
    ],
    [
      'the target itself',
      `${TARGET}rules:\n  - { id: a, path: /, origins: [https://api.example.com] }\n`,
      'the target itself',
    ],
    [
      'trusted and refused',
      `${TARGET}${RULE}    refused: [https://app.example.com]\n`,
      'refused here and trusted',
    ],
    ['a forbidden method', `${TARGET}${RULE}    methods: [TRACE]\n`, 'forbidden method'],
    ['a method in lower case', `${TARGET}${RULE}    methods: [put]\n`, 'write PUT'],
    ['no path', `${TARGET}rules:\n  - { id: a, origins: any }\n`, 'has no path'],
    [
      'two starts',
      `title: T\ntarget: { origin: https://api.example.com, command: x, url: http://127.0.0.1:1 }\n${RULE}`,
      'both say what the target is',
    ],
    [
      'no start',
      `title: T\ntarget: { origin: https://api.example.com }\n${RULE}`,
      'nothing says what the target is',
    ],
    [
      'a url elsewhere',
      `title: T\ntarget: { origin: https://api.example.com, url: https://api.example.com }\n${RULE}`,
      'external: true',
    ],
    [
      'a url that only looks like this machine',
      `title: T\ntarget: { origin: https://api.example.com, url: http://127.0.0.1.example.org }\n${RULE}`,
      '127.0.0.1.example.org is not on this machine',
    ],
    [
      'a url with a password',
      `title: T\ntarget: { origin: https://api.example.com, url: 'http://user:pw@127.0.0.1:1' }\n${RULE}`,
      'holds a user name or a password',
    ],
    [
      'an upstream behind a command',
      `title: T\ntarget: { origin: https://api.example.com, command: x, upstream: { command: y } }\n${RULE}`,
      'stands behind a web server',
    ],
    [
      'an expired exception',
      `${TARGET}${RULE}ignore:\n  - { check: '*/hostile/any', reason: r, until: 2020-01-01 }\n`,
      'ended on 2020-01-01',
    ],
    [
      'an exception for nothing',
      `${TARGET}${RULE}ignore:\n  - { check: '*/nothing', reason: r, until: 2999-01-01 }\n`,
      'matches no check',
    ],
    ['an unknown field', `${TARGET}${RULE}    orgins: any\n`, 'did you mean origins'],
    ['a rule twice', `${TARGET}${RULE}  - { id: items, path: /, origins: any }\n`, 'duplicate id items'],
  ];
  test.each(mistakes)('%s', (_title, source, said) => {
    const problems = problemsOf(source);
    expect(problems.join('\n')).toContain(said);
    for (const problem of problems) expect(problem).toMatch(/^policies\/shop\.yaml:\d+:\d+ /);
  });
});

describe('what is derived', () => {
  const ids = (source: string) => plansOf(source).map(({ id }) => id.replace('policies/shop/items/', ''));

  test('one check for each question', () => {
    const derived = ids(
      `${TARGET}${RULE}    methods: [GET, PUT]\n    headers: [content-type]\n    credentials: true\n    max-age: 60\n    errors: { 404: /none }\n    refused: [https://old.example.com]\n`,
    );
    expect(derived).toEqual([
      'works',
      'preflight',
      'cached',
      'expose',
      'errors',
      'refused',
      'hostile',
      'hygiene',
      'caches',
    ]);
  });

  test('a pattern trusts its sub-domains and not what looks like them', () => {
    const plans = plansOf(
      `${TARGET}rules:\n  - { id: items, path: /, origins: ['https://*.example.com'] }\n`,
    );
    const hostile = plans
      .flatMap(({ check }) => (check?.question === 'hostile' ? triesOf(check).screen : []))
      .map(({ origin }) => origin);
    expect(hostile).not.toContain('https://evil.example.com');
    expect(hostile).toContain('https://evilexample.com');
    expect(hostile).toContain('https://example.com');
    expect(hostile).toContain('http://app.example.com');
  });

  test('an exception stands on the checks that it names, or whose tries it names', () => {
    const plans = plansOf(
      `${TARGET}${RULE}ignore:\n  - { check: '*/hostile/null-*', reason: r, until: 2999-01-01 }\n`,
    );
    const ignored = plans
      .filter(({ check }) => (check?.ignore.length ?? 0) > 0)
      .map(({ id }) => id.split('/').at(-1));
    expect(ignored).toEqual(['hostile']);
  });

  test('a cause that is none is told with what there is', () => {
    const problems = problemsOf(
      `${TARGET}${RULE}ignore:\n  - { cause: reflects-origins, reason: r, until: 2999-01-01 }\n`,
    );
    expect(problems.join('\n')).toContain('did you mean reflects-origin?');
  });
});
