/** Playwright's modes of --update-snapshots, and what each does with a baseline that lacks, changed or agrees. */
import type { FullConfig, TestInfo } from '@playwright/test';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { compareBaseline, writeBaselines } from '../../../src/playwright/baselines.ts';
import { baselineFile, mergeBaseline, parseBaseline, renderBaseline } from '../../../src/report/baseline.ts';
import type { Verdict } from '../../../src/judge/verdict.ts';
import { observe } from '../judge/doctored.ts';
import { checkOf } from '../target-policy.ts';

const CHECK = 'items/works';
const SEEN = 'GET 200, PUT 200';
const WAS = 'GET 200, PUT blocked at the preflight';
const OLDER =
  'items/works/https-app.example.com/method=GET via fetch\n  chromium:\n    GET is allowed (200)\n';

let folder = '';
let count = 0;
let observation: Awaited<ReturnType<typeof observe>>;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'baseline-'));
  observation = await observe(checkOf('works'));
});
afterAll(() => rmSync(folder, { recursive: true }));
afterEach(() => vi.unstubAllEnvs());

interface Compare {
  /** The baseline as a text; nothing if there is none. */
  text?: string;
  verdict?: Verdict;
  ignoreSnapshots?: boolean;
  only?: string[];
}

/** A baseline in which Chromium was seen to do `was` in `check`. */
function saying(was: string, check = CHECK, engine: 'chromium' | 'webkit' = 'chromium'): string {
  const line = { check, engine, behaviours: [['trusted', was]] as [string, string][] };
  return renderBaseline(mergeBaseline(new Map(), [line]), 'policy');
}

/** Compares one check with a baseline. */
function compare(
  mode: FullConfig['updateSnapshots'],
  { text, verdict = 'conforms', ignoreSnapshots = false, only }: Compare,
) {
  const file = join(folder, `policy-${(count += 1)}.yaml`);
  if (text !== undefined) writeFileSync(baselineFile(file), text);
  const plan = { ...checkOf('works'), file };
  const { judgement, line } = compareBaseline(
    { ...plan, check: { ...plan.check, ...(only ? { only } : {}) } },
    'chromium',
    observation,
    { verdict, seen: null, differences: [], notes: [] },
    { config: { updateSnapshots: mode }, project: { ignoreSnapshots } } as unknown as TestInfo,
  );
  const { verdict: said, differences, causes, notes } = judgement;
  return {
    verdict: said,
    differences,
    causes,
    notes,
    writes: line && Object.fromEntries(line.behaviours).trusted,
  };
}

const MODES = ['default', 'missing', 'changed', 'all', 'none'] as const;
type Outcome = [verdict: Verdict, writes: boolean];
type Outcomes = Record<(typeof MODES)[number], Outcome>;
const written: Outcome = ['conforms', true];
const passes: Outcome = ['conforms', false];
const fails: Outcome = ['violates', false];
const all = { missing: written, changed: written, all: written };

describe.each<[string, Outcomes, text: string | undefined, ci: boolean]>([
  ['no baseline at all', { ...all, default: written, none: passes }, undefined, false],
  ['no baseline at all, in CI', { ...all, default: passes, none: passes }, undefined, true],
  [
    'a baseline without this check',
    { ...all, default: written, none: fails },
    saying('x', 'items/other'),
    false,
  ],
  [
    'a baseline without this check, in CI',
    { ...all, default: fails, none: fails },
    saying('x', 'items/other'),
    true,
  ],
  [
    'a baseline of another engine, in CI',
    { ...all, default: passes, none: passes },
    saying(SEEN, CHECK, 'webkit'),
    true,
  ],
  [
    'a baseline that says otherwise',
    { default: fails, missing: fails, changed: written, all: written, none: fails },
    saying(WAS),
    false,
  ],
  ['an older baseline', { ...all, default: written, none: passes }, OLDER, false],
  [
    'a baseline that agrees',
    { default: passes, missing: passes, changed: passes, all: passes, none: passes },
    saying(SEEN),
    true,
  ],
])('%s', (_, outcomes, text, ci) => {
  test.each(MODES)('%s', (mode) => {
    vi.stubEnv('CI', ci ? '1' : '');
    const [verdict, writes] = outcomes[mode];
    expect(compare(mode, text === undefined ? {} : { text })).toMatchObject({
      verdict,
      writes: writes ? SEEN : undefined,
    });
  });
});

test('a change is a cause, and told in words', () => {
  const { differences, causes } = compare('none', { text: saying(WAS) });
  expect(differences).toEqual([`it changed: trusted is "${SEEN}", not "${WAS}"`]);
  expect(causes).toMatchObject([{ id: 'behaviour-changed', severity: 'medium' }]);
  expect(causes?.[0]?.fix.join()).toContain('npx playwright test --update-snapshots');
});

test('a merge conflict is told with its line, and nothing is written over it', () => {
  for (const mode of MODES) {
    const { verdict, differences, writes } = compare(mode, { text: `${saying(SEEN)}<<<<<<< HEAD\n` });
    expect({ verdict, writes }).toEqual({ verdict: 'inconclusive', writes: undefined });
    expect(differences.join()).toMatch(/policy-\d+\.baseline\.txt:5 is not a line of a baseline: <{7} HEAD/);
  }
});

test.each<Verdict>(['violates', 'inconclusive', 'unsupported'])('what %s is no baseline', (verdict) => {
  expect(compare('all', { text: saying(WAS), verdict })).toMatchObject({ verdict, writes: undefined });
});

test('what is accepted is held to it', () => {
  expect(compare('none', { text: saying(WAS), verdict: 'diverges' }).verdict).toBe('violates');
});

test('some tries of a check are no baseline for all of them', () => {
  expect(compare('all', { only: ['trusted'] })).toMatchObject({ verdict: 'conforms', writes: undefined });
  expect(compare('all', { only: ['trusted'], text: saying(WAS) })).toMatchObject({
    verdict: 'violates',
    writes: undefined,
  });
});

test('a project that ignores snapshots ignores baselines', () => {
  expect(compare('default', { text: saying(WAS), ignoreSnapshots: true })).toMatchObject({
    verdict: 'conforms',
    writes: undefined,
  });
});

describe('the teardown', () => {
  const line = (file: string, check: string, behaviour: string) =>
    `${JSON.stringify({ kind: 'baseline', file, check, engine: 'webkit', behaviours: [['trusted', behaviour]] })}\n{"kind":"lab"}\n`;

  function runOf(file: string, check: string, behaviour = 'GET 200') {
    const run = mkdtempSync(join(folder, 'run-'));
    writeFileSync(join(run, 'worker-webkit-0.jsonl'), line(file, check, behaviour));
    return run;
  }

  test('waits for a shard that is writing, and keeps its lines', async () => {
    const file = join(folder, 'shop.baseline.txt');
    const run = runOf(file, 'items/mine');
    writeFileSync(`${file}.lock`, '');
    const writing = writeBaselines(run, [], 'default');
    expect(existsSync(file)).toBe(false);
    writeFileSync(file, saying('GET 404', 'items/other'));
    rmSync(`${file}.lock`);
    expect(await writing).toEqual([expect.stringContaining('1 check written;')]);
    expect([...parseBaseline(readFileSync(file, 'utf8')).keys()].sort()).toEqual([
      'items/mine',
      'items/other',
    ]);
    expect(existsSync(`${file}.lock`)).toBe(false);
  });

  test('says that an older baseline is rewritten', async () => {
    const file = join(folder, 'older.baseline.txt');
    writeFileSync(file, OLDER);
    const said = await writeBaselines(runOf(file, CHECK), [], 'default');
    expect(said).toEqual([expect.stringContaining('older edition, and is rewritten')]);
    expect(readFileSync(file, 'utf8')).toContain('items/works/trusted [webkit]: GET 200\n');
    expect(readFileSync(file, 'utf8')).not.toContain('via fetch');
  });

  test.each([
    ['all', ['items/works']],
    ['default', ['items/gone', 'items/works']],
  ] as const)('drops checks that are no more only where everything is accepted: %s', async (mode, left) => {
    const file = join(folder, `gone-${mode}.baseline.txt`);
    writeFileSync(file, saying('GET 200', 'items/gone'));
    const policy = file.replace('.baseline.txt', '.yaml');
    const cases = [{ id: 'policies/gone/items/works', file: policy, via: ['fetch' as const] }];
    await writeBaselines(runOf(file, CHECK), cases, mode);
    expect([...parseBaseline(readFileSync(file, 'utf8')).keys()].sort()).toEqual(left);
  });
});
