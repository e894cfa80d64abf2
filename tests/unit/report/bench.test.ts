import { describe, expect, test } from 'vitest';
import { benchTable } from '../../../src/report/bench-table.ts';
import type { BenchRecord, EngineBench } from '../../../src/report/trust-records.ts';

const perTest = { bare: 1, bareTls: 1.5, lab: 1.5, labTls: 4.5, run: 2.25, habit: 30 };

const chromium: EngineBench = {
  engine: 'chromium',
  build: 'chromium',
  version: '156.0',
  roads: { cases: 1000, rounds: 3, perTest, memory: { runner: 300, browser: 400 } },
  startUp: { tests: 3000, rounds: 3, bare: 1, ours: 3, list: 1.25 },
  growth: [
    { cases: 500, perTest: 4, runner: 310 },
    { cases: 10_000, perTest: 3, runner: 690 },
  ],
  profile: {
    cases: 1000,
    rooms: { Playwright: 3, servers: 0.5, 'src/lab': 0.25, 'src/judge': 0.25, 'src/plan': 1 },
    browser: 1.5,
  },
};

const bench: BenchRecord = {
  cores: 2,
  node: 'v20',
  playwright: '1.64.1',
  floor: { tests: 2000, rounds: 3, empty: 4.5, declared: 3 },
  many: { tests: 20_000, perTest: 4, runner: 560 },
  reading: {
    cases: 10_000,
    rounds: 3,
    list: 2.5,
    again: 0.75,
    check: 3.5,
    shares: { zod: 0.05, yaml: 0.6, corsproof: 0.15, other: 0.2 },
  },
  engines: [chromium, { ...chromium, engine: 'firefox', version: '153.0' }],
};

/** The cells of the row that begins with `title`. */
function row(title: string, record = bench): string[] {
  const line = benchTable(record)
    .split('\n')
    .find((one) => one.startsWith(`| ${title} |`));
  return (line ?? '').split(' | ').slice(1).join(' | ').replace(/ \|$/, '').split(' | ');
}

describe('what was aimed at', () => {
  test('a ratio on its limit is met, one above it is not', () => {
    expect(row('(c) the lab / (a) the limit')).toEqual(['at most 1.50 x', '1.50 x, met', '1.50 x, met']);
    const slower = { ...chromium, roads: { ...roadsOf(chromium), perTest: { ...perTest, lab: 1.51 } } };
    expect(row('(c) the lab / (a) the limit', { ...bench, engines: [slower] })).toEqual([
      'at most 1.50 x',
      '1.51 x, not met',
    ]);
  });

  test('an engine may have an aim of its own', () => {
    const [aim, inChromium, inFirefox] = row('(d) the whole run / (a) the limit');
    expect(aim).toBe('at most 2.50 x in chromium, 2.00 x in firefox');
    expect(inChromium).toBe('2.25 x, met');
    expect(inFirefox).toBe('2.25 x, not met');
  });

  test('the habit has to be slower, not quicker', () => {
    expect(row('(b) the habit / (d) the whole run')).toEqual([
      'at least 20 x',
      '13 x, not met',
      '13 x, not met',
    ]);
  });

  test('what was not measured is neither', () => {
    const { growth, profile, startUp, ...rest } = chromium;
    expect([growth, profile, startUp]).not.toContain(undefined);
    const some = { ...bench, engines: [rest] };
    expect(row('memory of the runner with many cases', some)).toEqual(['at most 600 MB', 'not measured']);
    expect(benchTable(some)).not.toContain('Where the time of one test goes');
    expect(benchTable(some)).not.toContain('a bare test that opens a page');
    expect(benchTable(some)).toContain('Where the time goes was not measured.');
  });
});

describe('what stands in the way', () => {
  const text = benchTable(bench);

  test.each([
    [
      'the runner of Playwright',
      "- (d) the whole run / (a) the limit, not met in firefox: an empty Playwright test takes 4.5 ms, 4.5 x (a), and 3.0 ms, 3.0 x (a), declared as cases are; no run of Playwright's tests takes less than the latter. One test takes 1.5 ms of the browser's processor time, and 1.0 ms of servers, lab and judge. Playwright takes 3.0 ms. With 10000 cases to share its start, the run takes 3.00 x (a).",
    ],
    [
      'what https costs the bare page and the lab',
      '- the lab over https / over http, not met in chromium and firefox: over https the bare page takes 1.5 x as long, 0.5 ms more for each test, and the lab 3.0 ms more.',
    ],
    [
      'what the processes hold from the start',
      '- memory of the runner with many cases, not met in chromium and firefox: 310 MB are there with 500 cases, 560 MB with 20000 empty Playwright tests: Node and Playwright in three processes. Each case more adds 41 KB.',
    ],
    [
      'the corpus that is read first',
      "- one case of the whole corpus / a bare test, not met in chromium and firefox: Playwright's own start and the list of 3000 tests, of which one is declared, take 1.3 s before it can run.",
    ],
    [
      'what one case costs to read',
      '- `corsproof check` with many cases, not met in chromium and firefox: 0.35 ms for each of 10000 cases. Of that, yaml 60 %, other 20 % and corsproof 15 %; files that have not changed are not read again.',
    ],
  ])('%s', (_, line) => {
    expect(text.split('\n')).toContain(line);
  });

  test('what a proof cannot do without', () => {
    const named = { ...perTest, bareNamed: 1.25, bareProved: 1.5, lab: 1.75 };
    const engines = [{ ...chromium, roads: { ...roadsOf(chromium), perTest: named } }];
    expect(benchTable({ ...bench, engines })).toContain(
      '- (c) the lab / (a) the limit, not met in chromium: with its servers at names, through the same proxy, the bare page takes 1.3 x (a); if it is opened first, and proves each block by one more request, 1.50 x; and the lab 1.17 x that. One test takes',
    );
    expect(
      row('... with its servers at names, through the same proxy as the lab', { ...bench, engines }),
    ).toEqual(['1.3 ms']);
    expect(
      row('... likewise, its page opened and a request after each block', { ...bench, engines }),
    ).toEqual(['1.5 ms']);
  });

  test('nothing is said where the aim is met', () => {
    expect(text).not.toMatch(/^- \(c\)/m);
    expect(text).not.toMatch(/^- `corsproof list`/m);
  });
});

describe('the figures', () => {
  test("the runner's own cost stands beside the whole run", () => {
    expect(row("(e) as many empty Playwright tests: the runner's own cost")).toEqual(['4.5 ms', '4.5 ms']);
    expect(row('(d) / (e)')).toEqual(['0.5 x', '0.5 x']);
  });

  test('what the gate costs stands in a row of its engine and in a table of its own', () => {
    const gate = {
      rules: 20,
      engines: ['chromium' as const, 'firefox' as const],
      seconds: 120,
      screen: 30,
      baseline: 160,
      green: 20,
      wrong: 30,
      failing: { chromium: 3, firefox: 2 },
      causes: 2,
    };
    const engines = [{ ...chromium, gate: { checks: 7, rounds: 3, rule: 4.25 } }];
    const record = { ...bench, gate, engines };
    expect(row('the checks of one rule of a policy, the engine running', record)).toEqual(['4.3 s']);
    expect(row('... its screen alone, of the whole', record)).toEqual(['30.0 s, 25 %']);
    expect(row('... lines of its baseline', record)).toEqual(['160']);
    expect(row('... where it reflects every origin', record)).toEqual(['30.0 s, 1.5 x']);
    expect(row('... tests that fail there', record)).toEqual(['3 in chromium, 2 in firefox']);
    expect(benchTable(bench)).not.toContain('the gate');
  });

  test("the runner's own cost with many tests stands beside that of many cases", () => {
    expect(row("peak memory of Playwright's runner alone at 20000 tests")).toEqual(['560 MB', '560 MB']);
    expect(row('(e) at 20000 tests')).toEqual(['4.0 ms', '4.0 ms']);
  });

  test('reading again stands beside reading', () => {
    expect(row('... again, with nothing changed')).toEqual(['0.8 s', '0.8 s']);
  });

  test('rooms stand in the order of their cost, and their sum below them', () => {
    const [, profile = ''] = benchTable(bench).split('Where the time of one test goes');
    const rows = profile.split('\n').filter((line) => line.startsWith('| '));
    expect(rows.map((line) => line.split(' | ')[0])).toEqual([
      '| per test',
      '| ---',
      '| Playwright',
      '| src/plan',
      '| servers',
      '| src/lab',
      '| src/judge',
      '| node, all of it',
      "| the browser's processes",
    ]);
    expect(rows).toContain('| node, all of it | 5.00 ms | 5.00 ms |');
  });

  test('whose rounds and cases differ from those of others is told as well', () => {
    const few = { ...chromium, roads: { ...roadsOf(chromium), cases: 40, rounds: 1 } };
    expect(benchTable({ ...bench, engines: [chromium, few] })).toContain(
      '1000 cases, each through fetch and XMLHttpRequest: 2000 tests, medians of 3 rounds; 40 cases, each through fetch',
    );
  });
});

function roadsOf({ roads }: EngineBench): NonNullable<EngineBench['roads']> {
  if (!roads) throw new Error('it has none');
  return roads;
}
