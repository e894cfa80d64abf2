/** The language of policies: what each line comes to, and what is wrong with it and where. */
import { describe, expect, test } from 'vitest';
import type { RulePlan } from '../../../src/plan/check.ts';
import { expandPolicy } from '../../../src/policy/expand.ts';
import { policyFile } from '../../../src/policy/schema.ts';
import { loadPolicy } from '../../../src/policy/suite.ts';
import { parseYaml } from '../../../src/scenario/parse.ts';
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
      'a target without an origin',
      `title: T\ntarget: { origin: '', command: node server.js }\n${RULE}`,
      'is not an http or https origin',
    ],
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
      'an exception for a try that there is not',
      `${TARGET}${RULE}ignore:\n  - { check: '*/hostile/nul', reason: r, until: 2999-01-01 }\n`,
      'matches no check',
    ],
    [
      'an exception for a cause that there is not',
      `${TARGET}${RULE}ignore:\n  - { cause: reflect-origin, reason: r, until: 2999-01-01 }\n`,
      'reflect-origin is no cause (did you mean reflects-origin?)',
    ],
    [
      'an exception for everything',
      `${TARGET}${RULE}ignore:\n  - { reason: r, until: 2999-01-01 }\n`,
      'needs a check or a cause',
    ],
    [
      'exposing what is readable anyway',
      `${TARGET}${RULE}    expose: [Content-Type]\n`,
      'safelisted response header',
    ],
    [
      'an error with a success for its status',
      `${TARGET}${RULE}    errors: { 204: /x }\n`,
      'the status of an error',
    ],
    ['a status that nobody answers', `${TARGET}${RULE}    status: 600\n`, '599'],
    ['an empty list of statuses', `${TARGET}${RULE}    status: []\n`, 'status'],
    ['an unknown severity', `${TARGET}fail-on: severe\n${RULE}`, 'critical'],
    [
      'a forbidden method in allows',
      `${TARGET}${RULE}    allows: { methods: [CONNECT] }\n`,
      'forbidden method',
    ],
    ['a star in allows', `${TARGET}${RULE}    allows: { headers: ['*'] }\n`, 'a header is *'],
    ['an unknown field of allows', `${TARGET}${RULE}    allows: { method: [PUT] }\n`, 'did you mean methods'],
    ['a header that is no token', `${TARGET}${RULE}    headers: ['x a']\n`, 'is not a header name'],
    ['a refused pattern', `${TARGET}${RULE}    refused: ['https://*.example.com']\n`, 'is a pattern'],
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

describe('what a rule says', () => {
  const ruleOf = (lines: string) => {
    const [plan] = plansOf(`${TARGET}${RULE}${lines}`);
    return plan?.check?.rule;
  };

  test.each<[lines: string, rule: Partial<RulePlan>]>([
    [
      '',
      {
        statuses: [],
        methods: ['GET'],
        headers: [],
        credentials: false,
        allows: { methods: [], headers: [] },
      },
    ],
    ['    status: 202\n', { statuses: [202] }],
    ['    status: [200, 401]\n', { statuses: [200, 401] }],
    ['    errors: { 404: /none }\n', { statuses: [], errors: [[404, '/none']] }],
    ['    errors: { 401: /items }\n', { statuses: [401], errors: [[401, '/items']] }],
    [
      '    allows: { methods: [DELETE], headers: [X-Admin, x-admin] }\n',
      { allows: { methods: ['DELETE'], headers: ['x-admin'] } },
    ],
    ['    headers: [X-A, x-a]\n', { headers: ['x-a'] }],
    [
      '    body: { json: { a: 1 } }\n',
      { body: { text: '{"a":1}', type: 'application/json' }, headers: ['content-type'] },
    ],
    [
      '    body: a=1\n    headers: [content-type]\n',
      { body: { text: 'a=1', type: 'application/x-www-form-urlencoded' } },
    ],
    ['    body: a=1\n', { body: { text: 'a=1', type: null } }],
  ])('%j', (lines, rule) => {
    expect(ruleOf(lines)).toMatchObject(rule);
  });

  test('the origins of other rules are those of this one no more', () => {
    const plans = plansOf(
      `${TARGET}${RULE}  - { id: admin, path: /admin, origins: [https://admin.example.com] }\n`,
    );
    const elsewhere = new Map(plans.map(({ check }) => [check?.rule.id, check?.rule.elsewhere]));
    expect(Object.fromEntries(elsewhere)).toEqual({
      items: ['https://admin.example.com'],
      admin: ['https://app.example.com'],
    });
  });

  test('a rule is one check for each question that it raises', () => {
    const questions = (lines: string, rule = RULE) =>
      plansOf(`${TARGET}${rule}${lines}`).map(({ id }) => id.replace('policies/shop/items/', ''));
    expect(questions('    methods: [PUT]\n    max-age: 60\n    errors: { 404: /none }\n')).toEqual([
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
    // Caches keep responses to GET, which error paths are asked with.
    expect(questions('    methods: [PUT]\n')).not.toContain('caches');
    expect(questions('')).toEqual([
      'works',
      'preflight',
      'expose',
      'refused',
      'hostile',
      'hygiene',
      'caches',
    ]);
    const nobody = 'rules:\n  - { id: items, path: /items, origins: none }\n';
    expect(questions('', nobody)).toEqual(['hostile', 'hygiene', 'caches']);
  });
});

describe('what fails a run', () => {
  const failOn = (source: string, override?: 'low') => {
    const parsed = parseYaml(source, 'policies/shop.yaml', policyFile);
    const { plans } = expandPolicy(parsed, {
      today: '2026-01-01',
      ...(override === undefined ? {} : { failOn: override }),
    });
    return plans[0]?.check?.failOn;
  };

  test('is medium, or what the policy says, or what the option says', () => {
    expect(failOn(`${TARGET}${RULE}`)).toBe('medium');
    expect(failOn(`${TARGET}fail-on: critical\n${RULE}`)).toBe('critical');
    expect(failOn(`${TARGET}fail-on: critical\n${RULE}`, 'low')).toBe('low');
  });
});

describe('an exception', () => {
  const accepted = (exception: string) =>
    plansOf(`${TARGET}${RULE}ignore:\n  - { ${exception}, reason: r, until: 2999-01-01 }\n`)
      .filter(({ check }) => check?.ignore.length === 1)
      .map(({ id }) => id.split('/').at(-1));

  test.each([
    ["check: '*/hostile/null-*'", ['hostile']],
    ['check: policies/shop/items/hostile/null-sandbox/GET', ['hostile']],
    ['check: policies/shop/items/works', ['works']],
    ["check: '*/works'", ['works']],
    ["check: 'policies/shop/*/refused'", ['refused']],
  ])('%s concerns %j', (exception, questions) => {
    expect(accepted(exception)).toEqual(questions);
  });

  test('of a cause concerns every check', () => {
    const all = plansOf(`${TARGET}${RULE}`).length;
    expect(accepted('cause: missing-vary')).toHaveLength(all);
  });

  test('holds on its last day', () => {
    const source = `${TARGET}${RULE}ignore:\n  - { cause: missing-vary, reason: r, until: 2026-01-01 }\n`;
    const parsed = parseYaml(source, 'policies/shop.yaml', policyFile);
    expect(expandPolicy(parsed, { today: '2026-01-01' }).problems).toEqual([]);
    expect(expandPolicy(parsed, { today: '2026-01-02' }).problems).toHaveLength(1);
  });
});
