/** The text of a baseline: read, written and laid over without loss, and short enough to be reviewed. */
import { describe, expect, test } from 'vitest';
import { EVERY_CLASS } from '../../../src/judge/behaviour.ts';
import { QUESTIONS } from '../../../src/plan/check.ts';
import { ENGINES, type EngineName } from '../../../src/plan/types.ts';
import {
  UnreadableBaseline,
  baselineFile,
  behaviourOfClass,
  isOlderBaseline,
  mergeBaseline,
  parseBaseline,
  renderBaseline,
  type Baseline,
} from '../../../src/report/baseline.ts';

type Seen = Record<string, string>;
const lineOf = (check: string, engine: EngineName, seen: Seen) => ({
  check,
  engine,
  behaviours: Object.entries(seen),
});
const baselineOf = (check: string, seen: Seen, engines: readonly EngineName[] = ENGINES) =>
  mergeBaseline(
    new Map(),
    engines.map((engine) => lineOf(check, engine, seen)),
  );
const linesOf = (baseline: Baseline) =>
  renderBaseline(baseline, 'api')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'));

const TEXT = `# corsproof baseline 2
# What the server of api was seen to do. A test fails when it does something else;
# npx playwright test --update-snapshots accepts that.
items/hostile/*: refused
items/hostile/null-sandbox [chromium, webkit]: reads, with credentials
items/works/trusted: GET 200, PUT 204
`;

/** What the first edition wrote. */
const OLDER = `# What the server of api was seen to do. A test fails when it does something else;
# npx playwright test --update-snapshots accepts that.

items/hostile/any via fetch
  all engines:
    GET from https://evil.test is blocked at the response
`;

test('what is read is written again, byte by byte', () => {
  expect(renderBaseline(parseBaseline(TEXT), 'api')).toBe(TEXT);
});

test('what is written is read again', () => {
  const baseline = baselineOf('items/hostile', { any: 'refused', prefix: 'refused', 'null-data': 'reads' });
  expect(parseBaseline(renderBaseline(baseline, 'api'))).toEqual(baseline);
});

describe('lines', () => {
  const many = { any: 'refused', prefix: 'refused', suffix: 'refused', 'null-data': 'reads' };

  test('classes that do as most do are one', () => {
    expect(linesOf(baselineOf('items/hostile', many))).toEqual([
      'items/hostile/*: refused',
      'items/hostile/null-data: reads',
    ]);
  });

  test('equal engines are joined, others are named', () => {
    const changed = mergeBaseline(baselineOf('items/hostile', many), [
      lineOf('items/hostile', 'firefox', { ...many, 'null-data': 'refused' }),
    ]);
    expect(linesOf(changed)).toEqual([
      'items/hostile/*: refused',
      'items/hostile/null-data [chromium, webkit]: reads',
    ]);
    expect(linesOf(baselineOf('items/hostile', { any: 'refused' }, ['webkit']))).toEqual([
      'items/hostile/any [webkit]: refused',
    ]);
  });

  test('one changed fact is one changed line', () => {
    const before = linesOf(baselineOf('items/hostile', many));
    const after = linesOf(baselineOf('items/hostile', { ...many, 'null-data': 'reads, with credentials' }));
    expect(after.filter((line) => !before.includes(line))).toHaveLength(1);
    expect(before.filter((line) => !after.includes(line))).toHaveLength(1);
    const opened = linesOf(baselineOf('items/hostile', { ...many, suffix: 'reads' }));
    expect(opened.filter((line) => !before.includes(line))).toEqual(['items/hostile/suffix: reads']);
    expect(before.filter((line) => !opened.includes(line))).toEqual([]);
  });

  test('20 rules are at most 200', () => {
    const classes = Array.from({ length: 130 }, (_, index) => `class-${index}`);
    const lines = Array.from({ length: 20 }, (_, rule) => `rule-${rule}`).flatMap((rule) =>
      QUESTIONS.flatMap((question) =>
        ENGINES.map((engine) => {
          const own = question === 'hostile' ? classes : ['trusted'];
          return lineOf(
            `${rule}/${question}`,
            engine,
            Object.fromEntries(own.map((one) => [one, 'refused'])),
          );
        }),
      ),
    );
    const text = renderBaseline(mergeBaseline(new Map(), lines), 'api');
    expect(text.split('\n').length).toBeLessThanOrEqual(200);
  });
});

describe('laying over', () => {
  test('a run of one engine leaves the lines of the others', () => {
    const merged = mergeBaseline(parseBaseline(TEXT), [
      lineOf('items/works', 'webkit', { trusted: 'GET 500' }),
    ]);
    expect(linesOf(merged)).toContain('items/works/trusted [chromium, firefox]: GET 200, PUT 204');
    expect(linesOf(merged)).toContain('items/works/trusted [webkit]: GET 500');
    expect(linesOf(merged)).toContain('items/hostile/*: refused');
  });

  test('the order in which engines and shards write does not show', () => {
    const all = [
      lineOf('b/works', 'webkit', { trusted: 'GET 200' }),
      lineOf('b/works', 'chromium', { trusted: 'GET 200' }),
      lineOf('a/hostile', 'firefox', { any: 'refused', prefix: 'reads' }),
    ];
    const one = mergeBaseline(new Map(), all);
    const other = [...all]
      .reverse()
      .reduce<Baseline>((before, line) => mergeBaseline(before, [line]), new Map());
    expect(renderBaseline(other, 'api')).toBe(renderBaseline(one, 'api'));
  });

  test('checks that are no more go when everything is accepted', () => {
    const merged = mergeBaseline(parseBaseline(TEXT), [], new Set(['items/works']));
    expect([...merged.keys()]).toEqual(['items/works']);
  });

  test('nothing that it was given is changed', () => {
    const before = parseBaseline(TEXT);
    mergeBaseline(before, [lineOf('items/works', 'webkit', { trusted: 'GET 500' })]);
    expect(before).toEqual(parseBaseline(TEXT));
  });
});

test('a class without a line of its own does as every other', () => {
  const behaviours = parseBaseline(TEXT).get('items/hostile')?.get('chromium') ?? new Map<string, string>();
  expect(behaviourOfClass(behaviours, 'null-sandbox')).toBe('reads, with credentials');
  expect(behaviourOfClass(behaviours, 'suffix')).toBe('refused');
  expect(behaviours.get(EVERY_CLASS)).toBe('refused');
  expect(behaviourOfClass(new Map([['any', 'refused']]), 'suffix')).toBeUndefined();
});

describe('reading', () => {
  test('line ends of Windows are read', () => {
    expect(parseBaseline(TEXT.replaceAll('\n', '\r\n'))).toEqual(parseBaseline(TEXT));
  });

  test.each([
    ['a merge conflict', '<<<<<<< HEAD', 4],
    ['the middle of one', '=======', 5],
    ['half a line', 'items/works/trusted', 6],
    ['a line without a class', 'items: GET 200', 4],
    ['an engine that is none', 'items/works/trusted [opera]: GET 200', 6],
  ])('%s is an error at its place', (_, line, place) => {
    const lines = TEXT.split('\n');
    lines.splice(place - 1, 0, line);
    const read = () => parseBaseline(lines.join('\n'), 'policies/api.baseline.txt');
    expect(read).toThrow(UnreadableBaseline);
    expect(read).toThrow(`policies/api.baseline.txt:${place} `);
  });

  test('an older edition is recognised, and is empty', () => {
    expect(isOlderBaseline(OLDER)).toBe(true);
    expect(isOlderBaseline(OLDER.replaceAll('\n', '\r\n'))).toBe(true);
    expect(parseBaseline(OLDER)).toEqual(new Map());
  });

  test('this edition, nothing and a broken one are no older edition', () => {
    for (const text of [TEXT, '', '# a comment\n', '<<<<<<< HEAD\n'])
      expect(isOlderBaseline(text)).toBe(false);
  });
});

test('the baseline stands beside its policy', () => {
  expect(baselineFile('/p/api.yaml')).toBe('/p/api.baseline.txt');
  expect(baselineFile('/p/api.yml')).toBe('/p/api.baseline.txt');
});
