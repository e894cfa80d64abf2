import { afterEach, expect, test } from 'vitest';
import { foresee, mayBeAsked, namedTry, selectionOf } from '../../src/playwright/selection.ts';

afterEach(() => Reflect.deleteProperty(process.env, 'CORSPROOF_SELECTION'));

test.each([
  [['test', '--project=chromium'], { kind: 'whole' }],
  [['test', '--shard=1/3'], { kind: 'visits' }],
  [['test', 'corpus.spec.ts:4'], { kind: 'visits' }],
  [['test', '-g', 'a/b'], { kind: 'grep', pattern: 'a/b' }],
  [['test', '--grep=a/b'], { kind: 'grep', pattern: 'a/b' }],
  [['test', '-g', 'c/d', '--grep', 'a/b'], { kind: 'grep', pattern: 'a/b' }],
  [['test', '--last-failed', '-g', 'a'], { kind: 'single' }],
  [['test', '--max-failures=1'], { kind: 'single' }],
])('%j selects %j', (args, selection) => {
  expect(selectionOf(args)).toEqual(selection);
});

test.each([
  [{ kind: 'whole' }, ['one', 'two', 'three']],
  [{ kind: 'single' }, ['two']],
  [{ kind: 'grep', pattern: '@tag one' }, ['two', 'one']],
  [{ kind: 'grep', pattern: '/THREE/i' }, ['two', 'three']],
  [{ kind: 'grep', pattern: '/THREE/' }, ['two']],
])('under %j these are foreseen: %j', (selection, titles) => {
  process.env.CORSPROOF_SELECTION = JSON.stringify(selection);
  expect([...foresee(['one', 'two', 'three'], 'two', (title) => `@tag ${title}`)]).toEqual(titles);
});

test.each([
  // An id, or a part of one, selects by titles.
  ['area/file/one', ['area/file/one via fetch']],
  ['area/file/t', ['area/file/two via fetch', 'area/file/two via xhr']],
  ['AREA/FILE/two via xhr', ['area/file/two via xhr']],
  // Anything else may be found elsewhere: in a project, a file, a tag.
  ['fetch', 'all'],
  ['file/.*fetch', 'all'],
  ['^area/file/one', 'all'],
  ['chromium tests/a', 'all'],
  ['tests/corpus', 'all'],
  ['nowhere/at-all', 'all'],
])('for -g %j these tests need be declared: %j', (pattern, wanted) => {
  const titles = ['area/file/one via fetch', 'area/file/two via fetch', 'area/file/two via xhr'];
  process.env.CORSPROOF_SELECTION = JSON.stringify({ kind: 'grep', pattern });
  const asked = titles.filter(mayBeAsked(titles, '/project/tests/corpus.spec.ts'));
  expect(asked).toEqual(wanted === 'all' ? titles : wanted);
});

test.each([
  ['area/file/one/hostile/null-sandbox', 'area/file/one/hostile/null-sandbox'],
  // What titles or the spec file hold, or what is no id, is left to Playwright.
  ['area/file/one', null],
  ['tests/corpus', null],
  ['null-sandbox', null],
  ['one/.*/null', null],
])('-g %j names the try %j', (pattern, wanted) => {
  process.env.CORSPROOF_SELECTION = JSON.stringify({ kind: 'grep', pattern });
  expect(namedTry(['area/file/one/hostile'], '/project/tests/corpus.spec.ts')).toBe(wanted);
});

test('without -g no try is named', () => {
  process.env.CORSPROOF_SELECTION = JSON.stringify({ kind: 'whole' });
  expect(namedTry([], '/project/tests/corpus.spec.ts')).toBeNull();
});
