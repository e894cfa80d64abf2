/** The text of a baseline: read, written and laid over without loss; one changed fact is one changed line. */
import { describe, expect, test } from 'vitest';
import {
  UnreadableBaseline,
  baselineFile,
  behaviourOfClass,
  isOlderBaseline,
  mergeBaseline,
  parseBaseline,
  renderBaseline,
} from '../../../src/report/baseline.ts';

const TEXT = `# corsproof baseline 2
# What the server of api was seen to do. A test fails when it does something else;
# npx playwright test --update-snapshots accepts that.
items/hostile/*: refused
items/hostile/null-sandbox: reads
items/works/trusted [chromium, webkit]: GET 200
items/works/trusted [firefox]: GET 201
`;

const classes = ['any', 'prefix', 'suffix', 'null-sandbox'];
const seen = (check: string, engine: 'chromium' | 'firefox' | 'webkit', open: readonly string[] = []) => ({
  check,
  engine,
  behaviours: classes.map((name): [string, string] => [name, open.includes(name) ? 'reads' : 'refused']),
});

test('what is read is written again, byte by byte', () => {
  expect(renderBaseline(parseBaseline(TEXT), 'api')).toBe(TEXT);
});

test('line ends of git on Windows are read', () => {
  expect(renderBaseline(parseBaseline(TEXT.replaceAll('\n', '\r\n')), 'api')).toBe(TEXT);
});

test('a class without a line of its own does what most do', () => {
  const behaviours = parseBaseline(TEXT).get('items/hostile')?.get('chromium') ?? new Map<string, string>();
  expect(behaviourOfClass(behaviours, 'prefix')).toBe('refused');
  expect(behaviourOfClass(behaviours, 'null-sandbox')).toBe('reads');
});

test('one changed fact is one changed line', () => {
  const before = renderBaseline(mergeBaseline(new Map(), [seen('items/hostile', 'chromium')]), 'api');
  const after = renderBaseline(mergeBaseline(new Map(), [seen('items/hostile', 'chromium', ['any'])]), 'api');
  const known = new Set(before.split('\n'));
  expect(after.split('\n').filter((line) => !known.has(line))).toEqual([
    'items/hostile/any [chromium]: reads',
  ]);
});

test('a run of one engine leaves the lines of the others', () => {
  const changed = [
    {
      check: 'items/works',
      engine: 'webkit' as const,
      behaviours: [['trusted', 'GET 203']] as [string, string][],
    },
  ];
  const text = renderBaseline(mergeBaseline(parseBaseline(TEXT), changed), 'api');
  expect(text).toContain('items/works/trusted [chromium]: GET 200\n');
  expect(text).toContain('items/works/trusted [firefox]: GET 201\n');
  expect(text).toContain('items/works/trusted [webkit]: GET 203\n');
});

test('the order in which engines and shards write does not show', () => {
  const [a, b] = [seen('b/hostile', 'webkit'), seen('a/hostile', 'firefox')];
  const one = mergeBaseline(mergeBaseline(new Map(), [a]), [b]);
  const other = mergeBaseline(mergeBaseline(new Map(), [b]), [a]);
  expect(renderBaseline(one, 'api')).toBe(renderBaseline(other, 'api'));
});

test('checks that are no more go when everything is accepted', () => {
  const merged = mergeBaseline(parseBaseline(TEXT), [], new Set(['items/works']));
  expect([...merged.keys()]).toEqual(['items/works']);
});

test('twenty rules with nine questions stay below 200 lines', () => {
  const rules = Array.from({ length: 20 }, (_, index) => `rule-${index}`);
  const lines = rules.flatMap((rule) =>
    Array.from({ length: 9 }, (_, index) => `${rule}/question-${index}`).flatMap((check) =>
      (['chromium', 'firefox', 'webkit'] as const).map((engine) => seen(check, engine)),
    ),
  );
  expect(renderBaseline(mergeBaseline(new Map(), lines), 'api').split('\n').length).toBeLessThanOrEqual(200);
});

describe('what is no baseline', () => {
  test('a merge conflict is an error with its place', () => {
    const text = TEXT.replace('items/hostile/null', '<<<<<<< HEAD\nitems/hostile/null');
    expect(() => parseBaseline(text, 'api.baseline.txt')).toThrow(UnreadableBaseline);
    expect(() => parseBaseline(text, 'api.baseline.txt')).toThrow('api.baseline.txt:5 ');
  });

  test('the first edition is recognised, and read as empty', () => {
    const older =
      '# What the server of api was seen to do.\n\nitems/works via fetch\n  all engines:\n    GET is allowed\n';
    expect(isOlderBaseline(older)).toBe(true);
    expect(isOlderBaseline(TEXT)).toBe(false);
    expect(parseBaseline(older).size).toBe(0);
  });
});

test('the baseline stands beside its policy', () => {
  expect(baselineFile('/p/api.yaml')).toBe('/p/api.baseline.txt');
});
