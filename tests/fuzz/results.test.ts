/** Lines of results.jsonl that somebody else wrote: compared and shown, or refused with their place. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { UnreadableResults, readResults } from '../../src/report/assemble.ts';
import { diffLines, diffMarkdown } from '../../src/report/diff-words.ts';
import { diffOf } from '../../src/report/diff.ts';
import { failuresOf } from '../../src/report/failures.ts';
import { diffPage } from '../../src/report/html/diff-page.ts';
import { summaryOf } from '../../src/report/summary.ts';
import { assembled, resultLine } from '../report/made.ts';
import { edited } from './edits.ts';
import { TEST_LIMIT, holds, isPrintable } from './harness.ts';
import { TEXTS } from './nasty.ts';
import { editedTree } from './trees.ts';

const RESULT = resultLine({
  verdict: 'violates',
  observed: { outcome: 'blocked', at: 'response' },
  differences: ['outcome is blocked, not allowed'],
});
const { run, engines, results, end } = assembled([RESULT]);
const LINES = [run, ...engines, ...results, end];
const folder = mkdtempSync(join(tmpdir(), 'corsproof-fuzz-'));
const before = join(folder, 'before.jsonl');
const after = join(folder, 'after.jsonl');
writeFileSync(before, textOf(LINES));

afterAll(() => rmSync(folder, { recursive: true }));

test('lines of any tree', { timeout: TEST_LIMIT }, () =>
  holds(
    'results.jsonl trees',
    editedTree([LINES]).map((tree) => textOf(Array.isArray(tree) ? tree : [tree])),
    checkResults,
  ),
);

test('lines of any text', { timeout: TEST_LIMIT }, () =>
  holds(
    'results.jsonl texts',
    edited([textOf(LINES)], [...TEXTS, 'null\n', '{}\n', '[', '{"kind":']),
    checkResults,
  ),
);

function textOf(lines: readonly unknown[]): string {
  // A tree may have made `constructor` a field of the list, which `map` would call.
  return Array.from(lines, (line) => `${JSON.stringify(line)}\n`).join('');
}

function checkResults(text: string): void {
  writeFileSync(after, text);
  try {
    const read = readResults(after);
    const diff = diffOf(readResults(before), read);
    isPrintable(diffLines(diff).join('\n'));
    expect(diffPage(diff)).not.toMatch(/<script>alert|<img src=x/);
    for (const page of [diffMarkdown(diff), summaryOf(read, failuresOf(read.results, new Map()))])
      expect(page).not.toMatch(/(?<!\\)<(script>alert|img src=x)/);
  } catch (error) {
    if (!(error instanceof UnreadableResults)) throw error;
    isPrintable(error.message);
    expect(error.message).toMatch(/^\S+\.jsonl(:\d+)? /);
  }
}
