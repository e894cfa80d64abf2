/** Playwright's modes of --update-snapshots, and what each does with a baseline that lacks, changed or agrees. */
import type { FullConfig, TestInfo } from '@playwright/test';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { compareBaseline, writeBaselines } from '../../../src/playwright/baselines.ts';
import { baselineFile, renderBaseline } from '../../../src/report/baseline.ts';
import { APP, doctored } from '../judge/doctored.ts';

const CHECK = 'items/works/https-app.example.com/method=GET via fetch';
const SEEN = [' with credentials', '', ' with credentials, content-type', ' with content-type']
  .map((what) => `GET from ${APP}${what} is allowed (200)`)
  .join('; ');
const WAS = SEEN.replace('allowed (200)', 'blocked at the response');
const conforms = { verdict: 'conforms' as const, seen: null, differences: [], notes: [] };

let folder = '';
let count = 0;
beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), 'baseline-'))));
afterAll(() => rmSync(folder, { recursive: true }));
afterEach(() => vi.unstubAllEnvs());

/** Compares one check that was seen to be allowed with a baseline that says `was` of it, or of another check. */
function compare(mode: FullConfig['updateSnapshots'], was?: string, check = CHECK, ignoreSnapshots = false) {
  const file = join(folder, `policy-${(count += 1)}.yaml`);
  const line = { check, engine: 'chromium' as const, behaviour: was ?? '' };
  if (was !== undefined)
    writeFileSync(
      baselineFile(file),
      renderBaseline(new Map([[line.check, new Map([[line.engine, line.behaviour]])]]), 'policy'),
    );
  const { plan, via, observation } = doctored('works/https-app.example.com/method=GET', [{}]);
  const info = { config: { updateSnapshots: mode }, project: { ignoreSnapshots } } as unknown as TestInfo;
  const { judgement, line: written } = compareBaseline(
    { ...plan, file },
    via,
    'chromium',
    observation,
    conforms,
    info,
  );
  return { verdict: judgement.verdict, differences: judgement.differences, writes: written?.behaviour };
}

const MODES = ['default', 'missing', 'changed', 'all', 'none'] as const;
type Outcome = [verdict: string, writes: boolean];

describe.each<[string, Record<(typeof MODES)[number], Outcome>, string | undefined, string, boolean]>([
  [
    'no baseline at all',
    {
      default: ['conforms', true],
      missing: ['conforms', true],
      changed: ['conforms', true],
      all: ['conforms', true],
      none: ['conforms', false],
    },
    undefined,
    CHECK,
    false,
  ],
  [
    'no baseline at all, in CI',
    {
      default: ['conforms', false],
      missing: ['conforms', true],
      changed: ['conforms', true],
      all: ['conforms', true],
      none: ['conforms', false],
    },
    undefined,
    CHECK,
    true,
  ],
  [
    'a baseline without this check',
    {
      default: ['conforms', true],
      missing: ['conforms', true],
      changed: ['conforms', true],
      all: ['conforms', true],
      none: ['violates', false],
    },
    'x',
    'items/other via fetch',
    false,
  ],
  [
    'a baseline without this check, in CI',
    {
      default: ['violates', false],
      missing: ['conforms', true],
      changed: ['conforms', true],
      all: ['conforms', true],
      none: ['violates', false],
    },
    'x',
    'items/other via fetch',
    true,
  ],
  [
    'a baseline that says otherwise',
    {
      default: ['violates', false],
      missing: ['violates', false],
      changed: ['conforms', true],
      all: ['conforms', true],
      none: ['violates', false],
    },
    WAS,
    CHECK,
    false,
  ],
])('%s', (_, outcomes, was, check, ci) => {
  test.each(MODES)('%s', (mode) => {
    vi.stubEnv('CI', ci ? '1' : '');
    const [verdict, writes] = outcomes[mode];
    expect(compare(mode, was, check)).toMatchObject({ verdict, writes: writes ? SEEN : undefined });
  });
});

test('a baseline that agrees is not written again', () => {
  expect(compare('all', SEEN)).toEqual({ verdict: 'conforms', differences: [], writes: undefined });
});

test('a change is told in words', () => {
  expect(compare('none', WAS).differences).toEqual([
    `it changed: GET from ${APP} with credentials is allowed (200), not blocked at the response`,
  ]);
});

test('a project that ignores snapshots ignores baselines', () => {
  expect(compare('default', 'x', CHECK, true)).toMatchObject({ verdict: 'conforms', writes: undefined });
});

test('a shard waits for another that is writing, and keeps its lines', async () => {
  const file = join(folder, 'shop.baseline.txt');
  const line = (check: string) => ({
    kind: 'baseline',
    file,
    check,
    engine: 'webkit',
    behaviour: 'GET is x',
  });
  const run = mkdtempSync(join(folder, 'run-'));
  const text = `${JSON.stringify(line('items/mine via fetch'))}\n{"kind":"lab"}\n`;
  writeFileSync(join(run, 'worker-webkit-0.jsonl'), text);
  writeFileSync(`${file}.lock`, '');
  const writing = writeBaselines(run, [], 'default');
  expect(existsSync(file)).toBe(false);
  const other = new Map([['items/other via fetch', new Map([['chromium' as const, 'GET is x']])]]);
  writeFileSync(file, renderBaseline(other, 'shop'));
  rmSync(`${file}.lock`);
  expect(await writing).toEqual([expect.stringContaining('1 line written')]);
  const written = readFileSync(file, 'utf8');
  expect(written).toContain('items/mine via fetch\n  webkit:\n');
  expect(written).toContain('items/other via fetch\n  chromium:\n');
  expect(existsSync(`${file}.lock`)).toBe(false);
});
