/** The text of a baseline: read, written and laid over without loss. */
import { expect, test } from 'vitest';
import { changesOf } from '../../../src/judge/behaviour.ts';
import { baselineFile, mergeBaseline, parseBaseline, renderBaseline } from '../../../src/report/baseline.ts';

const SAME = 'GET from https://evil.test is blocked at the response';
const lines = (check: string, ...engines: ('chromium' | 'firefox' | 'webkit')[]) =>
  engines.map((engine) => ({ check, engine, behaviour: SAME }));

const TEXT = `# What the server of api was seen to do. A test fails when it does something else;
# npx playwright test --update-snapshots accepts that.

items/hostile/any via fetch
  all engines:
    ${SAME}
    PUT from https://evil.test is blocked at the preflight

items/works/app via xhr
  chromium, webkit:
    GET from https://app.example.com is allowed (200)
  firefox:
    ${SAME}
`;

test('what is read is written again, byte by byte', () => {
  expect(renderBaseline(parseBaseline(TEXT), 'api')).toBe(TEXT);
});

test('a run of one engine leaves the lines of the others', () => {
  const changed = [{ check: 'items/hostile/any via fetch', engine: 'webkit' as const, behaviour: 'else' }];
  const text = renderBaseline(mergeBaseline(parseBaseline(TEXT), changed), 'api');
  expect(text).toContain(`is blocked at the preflight\n  webkit:\n    else\n`);
  expect(text).toContain('items/works/app via xhr');
});

test('the order in which engines and shards write does not show', () => {
  const [a, b] = [lines('b via fetch', 'webkit', 'chromium'), lines('a via fetch', 'firefox')];
  const one = mergeBaseline(mergeBaseline(new Map(), a), b);
  const other = mergeBaseline(mergeBaseline(new Map(), b), [...a].reverse());
  expect(renderBaseline(one, 'api')).toBe(renderBaseline(other, 'api'));
});

test('checks that are no more go when everything is accepted', () => {
  const merged = mergeBaseline(parseBaseline(TEXT), [], new Set(['items/works/app via xhr']));
  expect([...merged.keys()]).toEqual(['items/works/app via xhr']);
});

test('the baseline stands beside its policy', () => {
  expect(baselineFile('/p/api.yaml')).toBe('/p/api.baseline.txt');
});

test.each([
  [
    'GET from a is blocked at the response',
    'GET from a is allowed (200)',
    ['GET from a is allowed (200), not blocked at the response'],
  ],
  ['A is x; B is y', 'A is x; B is z', ['B is z, not y']],
  ['A is x', 'A is x; B is y', ['the behaviour is "A is x; B is y", not "A is x"']],
  ['A is x', 'C is x', ['the behaviour is "C is x", not "A is x"']],
])('the change from %s to %s is told in words', (was, now, told) => {
  expect(changesOf(was, now)).toEqual(told);
});
