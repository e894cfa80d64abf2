import { expect, test } from 'vitest';
import { diffLines, diffMarkdown, headlineOf } from '../../../src/report/diff-words.ts';
import { diffOf, isRegression } from '../../../src/report/diff.ts';
import { wireChanges } from '../../../src/report/diff-wire.ts';
import { diffPage } from '../../../src/report/html/diff-page.ts';
import { TARGET, green, madeCause, reflecting } from '../../report/made-policy.ts';
import { HOSTILE, assembled, exchange, resultLine } from '../../report/made.ts';

const failing = {
  verdict: 'violates' as const,
  differences: ['outcome is blocked, not allowed'],
  observed: { outcome: 'blocked', at: 'response', preflight: 'none' },
};

test('a run compared with itself has not changed', () => {
  const run = assembled([resultLine(), resultLine({ via: 'xhr' })]);
  const diff = diffOf(run, run);
  expect(diff).toMatchObject({ changes: [], added: [], removed: [], engines: [], same: 2 });
  expect(headlineOf(diff)).toBe('Nothing changed in 2 tests');
  expect(isRegression(diff)).toBe(false);
});

test('what newly fails is a regression, told once for all clients, with what the page sees now', () => {
  const before = assembled([resultLine(), resultLine({ via: 'xhr' })]);
  const after = assembled([resultLine(failing), resultLine({ ...failing, via: 'xhr' })], { chromium: '2.0' });
  const diff = diffOf(before, after);
  expect(isRegression(diff)).toBe(true);
  expect(diffLines(diff)).toEqual([
    '1 newly fails, 0 as before',
    '  chromium is 2.0 (chromium), before 1.2.3 (chromium)',
    '',
    'Newly fails:',
    '  ✕ area/file/case in chromium (fetch, xhr)',
    '    A fact about a case',
    '      violates, before conforms',
    '      outcome is blocked, not allowed',
    '      outcome is blocked, before allowed',
    '      at is response, before absent',
    '      status is absent, before 200',
  ]);
});

test('what newly works is none, nor is a divergence that is gone', () => {
  const diverging = resultLine({ id: 'a/b/c', verdict: 'diverges', divergence: { bug: null, reason: 'r' } });
  const diff = diffOf(
    assembled([resultLine(failing), diverging]),
    assembled([resultLine(), resultLine({ id: 'a/b/c' })]),
  );
  expect(diff.changes.map(({ kind, id }) => [kind, id])).toEqual([
    ['works', 'a/b/c'],
    ['works', 'area/file/case'],
  ]);
  expect(isRegression(diff)).toBe(false);
});

test('a new test that fails is a regression, and one that is gone is named', () => {
  const diff = diffOf(
    assembled([resultLine()]),
    assembled([resultLine({ ...failing, id: 'area/file/new' })]),
  );
  expect(isRegression(diff)).toBe(true);
  expect(diffLines(diff)).toContain('  area/file/case via fetch in chromium');
});

test('the wire alone: a preflight that is new, a header that is gone, another status', () => {
  const before = [exchange({ requestHeaders: [['Origin', 'http://a.example']] })];
  const after = [
    exchange({ role: 'preflight', method: 'OPTIONS' }),
    exchange({ requestHeaders: [], status: 204, responseHeaders: [['vary', 'Origin']] }),
  ];
  expect(wireChanges(before, after)).toEqual([
    'the preflight OPTIONS http://api.example.com:8080/item is now sent',
    'the request GET http://api.example.com:8080/item: origin is gone (it was http://a.example)',
    'the request GET http://api.example.com:8080/item is answered with 204, before with 200',
    'the answer to the request GET http://api.example.com:8080/item: access-control-allow-origin is gone (it was http://app.example.com)',
    'the answer to the request GET http://api.example.com:8080/item: vary is now Origin',
  ]);
  const diff = diffOf(assembled([resultLine({ wire: before })]), assembled([resultLine({ wire: after })]));
  expect(diff.changes.map(({ kind }) => kind)).toEqual(['wire']);
  expect(isRegression(diff)).toBe(false);
});

test('ports, times, boundaries, user agents and the order of headers are no change', () => {
  const one = exchange({
    t: 1,
    conn: 3,
    to: 'http://127.0.0.1:4001',
    requestHeaders: [
      ['User-Agent', 'one'],
      ['content-type', 'multipart/form-data; boundary=----WebKitFormBoundaryAbCd1234'],
      ['Origin', 'http://localhost:5001'],
    ],
    responseHeaders: [['x-made', 'Sat, 21 Nov 2026 12:00:00 GMT']],
  });
  const other = exchange({
    t: 9,
    conn: 7,
    to: 'http://127.0.0.1:4002',
    requestHeaders: [
      ['Origin', 'http://localhost:5002'],
      ['User-Agent', 'two'],
      ['content-type', 'multipart/form-data; boundary=----WebKitFormBoundaryXyZw9876'],
    ],
    responseHeaders: [['x-made', 'Sun, 22 Nov 2026 13:00:00 GMT']],
  });
  expect(wireChanges([one], [other])).toEqual([]);
});

test('tests of a policy are compared by their causes: one new cause is one regression', () => {
  const before = reflecting().map((line) => ({
    ...line,
    verdict: 'conforms' as const,
    causes: [],
    tries: [],
  }));
  const diff = diffOf(assembled(before), assembled(reflecting()));
  expect(diff.changes).toHaveLength(1);
  expect(diff.changes[0]).toMatchObject({
    kind: 'fails',
    where: ['chromium', 'firefox', 'webkit'],
    words: ['critical: The server admits whatever origin asks.'],
  });
  expect(diffLines(diff)).toContain(
    '  ✕ policies/api/items/hostile and 3 more tests in chromium, firefox, webkit',
  );
  const back = diffOf(assembled(reflecting()), assembled(before));
  expect(back.changes.map(({ kind, words }) => [kind, words])).toEqual([
    ['works', ['no longer seen: The server admits whatever origin asks.']],
  ]);
  expect(diffOf(assembled(green(1)), assembled(green(1))).changes).toEqual([]);
});

test('a second cause is a regression in a test that failed before, too; a milder or accepted one works', () => {
  const line = (...causes: ReturnType<typeof madeCause>[]) =>
    assembled([resultLine({ target: TARGET, verdict: 'violates', causes })]);
  const words = (...[before, after]: [ReturnType<typeof line>, ReturnType<typeof line>]) =>
    diffOf(before, after).changes.map(({ kind, words: told }) => [kind, ...told]);
  const [one, other] = [madeCause(), madeCause({ id: 'allows-null', title: 'null' })];
  const accepted = madeCause({ accepted: { reason: 'r', until: '2030-01-01' } });
  expect(words(line(one), line(one, other))).toEqual([['fails', 'critical: null']]);
  expect(words(line(accepted), line(one))).toEqual([['fails', `no longer accepted, critical: ${one.title}`]]);
  expect(words(line(one), line(accepted))).toEqual([['works', `now accepted: ${one.title}`]]);
  expect(words(line(one), line(madeCause({ severity: 'low' })))).toEqual([
    ['works', `now low, before critical: ${one.title}`],
  ]);
});

test('hostile text stays text in Markdown and in the page, which has no script', () => {
  const diff = diffOf(
    assembled([resultLine({ title: HOSTILE })]),
    assembled([resultLine({ ...failing, title: HOSTILE, differences: [HOSTILE] })]),
  );
  expect(diffMarkdown(diff)).not.toMatch(/(?<!\\)<(?:script|img)/);
  const page = diffPage(diff);
  expect(page).not.toMatch(/<script|<img|onerror="/);
  expect(page).toContain("default-src 'none'; style-src 'sha256-");
});
