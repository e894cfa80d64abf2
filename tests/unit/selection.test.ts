import { afterEach, expect, test } from 'vitest';
import { foresee, selectionOf } from '../../src/playwright/selection.ts';

afterEach(() => Reflect.deleteProperty(process.env, 'CORSPROOF_SELECTION'));

test.each([
  [['test', '--project=chromium'], { kind: 'whole' }],
  [['test', '--shard=1/3'], { kind: 'visits' }],
  [['test', 'corpus.spec.ts:4'], { kind: 'visits' }],
  [['test', '-g', 'a/b'], { kind: 'grep', pattern: 'a/b' }],
  [['test', '--grep=a/b'], { kind: 'grep', pattern: 'a/b' }],
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
