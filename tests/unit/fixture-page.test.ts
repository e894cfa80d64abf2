/** The example of docs/fixture.md is the one that is run. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');

test('the example of docs/fixture.md is tests/fixture/example.spec.ts', () => {
  const [, example] = /```ts\n([\s\S]*?)```/.exec(read('docs/fixture.md')) ?? [];
  expect(example?.replace("'corsproof'", "'../../src/playwright/index.ts'")).toBe(
    read('tests/fixture/example.spec.ts'),
  );
});
