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
import { edited } from './edits.ts';
import { TEST_LIMIT, holds, isPrintable } from './harness.ts';
import { TEXTS } from './nasty.ts';
import { editedTree } from './trees.ts';

const WIRE = {
  t: 1,
  conn: 1,
  step: 0,
  role: 'actual',
  from: 'http://app.example.com',
  to: 'http://api.example.com',
  method: 'GET',
  path: '/item',
  requestHeaders: [['origin', 'http://app.example.com']],
  status: 200,
  responseHeaders: [['access-control-allow-origin', '*']],
};
const RESULT = {
  kind: 'result',
  id: 'check/values/star',
  via: 'fetch',
  engine: 'chromium',
  build: 'chromium',
  version: '156.0',
  verdict: 'violates',
  title: 'A star admits everyone',
  spec: ['fetch#cors-check'],
  file: 'scenarios/check/values.yaml',
  line: 12,
  planHash: '0',
  attempt: 1,
  interference: false,
  from: { origin: 'http://app.example.com', context: 'document' },
  expected: { outcome: 'allowed' },
  observed: { outcome: 'blocked', at: 'response' },
  steps: [{ outcome: 'blocked' }],
  differences: ['outcome is blocked, not allowed'],
  notes: [],
  decidedBy: null,
  reason: null,
  wire: [WIRE],
  console: [],
  divergence: null,
  ms: 3,
};
const RUN = {
  kind: 'run',
  schema: 1,
  runId: 'r',
  startedAt: '2026-01-01T00:00:00.000Z',
  suite: '1',
  playwright: '1',
  node: '20',
  os: 'linux',
  shard: null,
  corpus: '0',
};
const ENGINE = {
  kind: 'engine',
  engine: 'chromium',
  build: 'chromium',
  version: '156.0',
  driver: 'playwright',
  thirdPartyCookies: 'stored',
};
const END = {
  kind: 'end',
  total: 1,
  conforms: 0,
  diverges: 0,
  stale: 0,
  violates: 1,
  inconclusive: 0,
  unsupported: 0,
  seconds: 1,
};
const LINES = [RUN, ENGINE, RESULT, END];
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
    const assembled = readResults(after);
    const diff = diffOf(readResults(before), assembled);
    isPrintable(diffLines(diff).join('\n'));
    expect(diffPage(diff)).not.toMatch(/<script>alert|<img src=x/);
    for (const page of [diffMarkdown(diff), summaryOf(assembled, failuresOf(assembled.results, new Map()))])
      expect(page).not.toMatch(/(?<!\\)<(script>alert|img src=x)/);
  } catch (error) {
    if (!(error instanceof UnreadableResults)) throw error;
    isPrintable(error.message);
    expect(error.message).toMatch(/^\S+\.jsonl(:\d+)? /);
  }
}
