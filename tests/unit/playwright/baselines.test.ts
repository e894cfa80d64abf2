/** Playwright's modes of --update-snapshots, and what each does with a baseline that lacks, changed or agrees. */
import type { FullConfig, TestInfo } from '@playwright/test';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { compareBaseline, writeBaselines } from '../../../src/playwright/baselines.ts';
import { baselineFile, renderBaseline } from '../../../src/report/baseline.ts';
import { behavioursOf } from '../../../src/judge/behaviour.ts';
import type { Observation } from '../../../src/lab/observation.ts';
import { observe } from '../judge/doctored.ts';
import { checkOf } from '../target-policy.ts';

const CHECK = 'items/works';
const WAS = 'GET blocked at the response';
const conforms = { verdict: 'conforms' as const, seen: null, differences: [], notes: [] };
const plan = checkOf('works');

let folder = '';
let count = 0;
let observation: Observation;
/** What the check was seen to do, as a baseline has it. */
let seen: [name: string, behaviour: string][] = [];
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'baseline-'));
  observation = await observe(plan);
  seen = [...behavioursOf(plan, observation)];
});
afterAll(() => rmSync(folder, { recursive: true }));
afterEach(() => vi.unstubAllEnvs());

/** Compares the check with a baseline that says `was` of every class of callers of it, or of another check. */
function compare(
  mode: FullConfig['updateSnapshots'],
  was?: string | [string, string][],
  check = CHECK,
  ignoreSnapshots = false,
) {
  const file = join(folder, `policy-${(count += 1)}.yaml`);
  if (was !== undefined) {
    const behaviours = new Map(typeof was === 'string' ? [['*', was] as const] : was);
    const text = renderBaseline(new Map([[check, new Map([['chromium' as const, behaviours]])]]), 'policy');
    writeFileSync(baselineFile(file), text);
  }
  const info = { config: { updateSnapshots: mode }, project: { ignoreSnapshots } } as unknown as TestInfo;
  const { judgement, line } = compareBaseline({ ...plan, file }, 'chromium', observation, conforms, info);
  return { verdict: judgement.verdict, differences: judgement.differences, writes: line?.behaviours };
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
    'items/other',
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
    'items/other',
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
    expect(compare(mode, was, check)).toMatchObject({ verdict, writes: writes ? seen : undefined });
  });
});

test('a baseline that agrees is not written again', () => {
  expect(compare('all', seen)).toEqual({ verdict: 'conforms', differences: [], writes: undefined });
});

test('a change is told in words', () => {
  const [name = '', behaviour = ''] = seen[0] ?? [];
  expect(behaviour).toContain('GET 200');
  expect(compare('none', WAS).differences[0]).toBe(`it changed: ${name} is "${behaviour}", not "${WAS}"`);
});

test('a project that ignores snapshots ignores baselines', () => {
  expect(compare('default', 'x', CHECK, true)).toMatchObject({ verdict: 'conforms', writes: undefined });
});

test('a shard waits for another that is writing, and keeps its lines', async () => {
  const file = join(folder, 'shop.baseline.txt');
  const line = {
    kind: 'baseline',
    file,
    check: 'items/works',
    engine: 'webkit',
    behaviours: [['trusted', 'GET 200']],
  };
  const run = mkdtempSync(join(folder, 'run-'));
  writeFileSync(join(run, 'worker-webkit-0.jsonl'), `${JSON.stringify(line)}\n{"kind":"lab"}\n`);
  writeFileSync(`${file}.lock`, '');
  const writing = writeBaselines(run, [], 'default');
  expect(existsSync(file)).toBe(false);
  const other = new Map([
    ['items/other', new Map([['chromium' as const, new Map([['trusted', 'GET 200']])]])],
  ]);
  writeFileSync(file, renderBaseline(other, 'shop'));
  rmSync(`${file}.lock`);
  expect(await writing).toEqual([expect.stringContaining('1 check written')]);
  const written = readFileSync(file, 'utf8');
  expect(written).toContain('items/works/trusted [webkit]: GET 200\n');
  expect(written).toContain('items/other/trusted [chromium]: GET 200\n');
  expect(existsSync(`${file}.lock`)).toBe(false);
});
