import { describe, expect, test } from 'vitest';
import { trustPage } from '../../../src/report/trust.ts';
import type { EngineSabotage, TrustRecords } from '../../../src/report/trust-records.ts';

const NOTHING: TrustRecords = {
  bench: null,
  sabotage: null,
  soak: null,
  faults: null,
  fuzz: null,
  truth: null,
};

const survivor = { test: 'put via fetch', fact: 'drop vary', where: 'response', why: 'why' };

const sabotaged: EngineSabotage = {
  engine: 'chromium',
  build: 'chromium',
  version: '156.0',
  tests: 900,
  unsupported: 3,
  broken: [],
  notDeciding: { noDifference: 10, permitted: 2, notModelled: 1 },
  red: { violates: 1990, stale: 4, inconclusive: 3 },
  facts: {},
  survivors: [
    { ...survivor, kind: 'pinned' },
    { ...survivor, kind: 'cache' },
    { ...survivor, kind: 'unexplained' },
  ],
  checksOff: { deciding: 50, red: 49, survivors: ['put via xhr'] },
  minutes: 3,
};

const soaked = { engine: 'webkit', version: '2.50', workers: 1, load: 0, tests: 600, again: 0 } as const;

const fault = { engine: 'firefox', version: '153.0', inconclusive: 0, missing: 0, right: 96 } as const;

const told = {
  gate: 'screen' as const,
  seconds: 9,
  pairs: 40,
  right: 40,
  falseAlarms: 0,
  missed: 0,
  mismatches: [],
};

/** What the first table says to a question. */
function answer(question: string, records: Partial<TrustRecords>): string | undefined {
  const line = trustPage({ ...NOTHING, ...records })
    .split('\n')
    .find((one) => one.startsWith(`| ${question} | `));
  return line?.slice(`| ${question} | `.length, -' |'.length);
}

describe('the first table', () => {
  test('a part without a record was not measured yet', () => {
    for (const question of ['Does it go red?', 'Does it go red by itself?', 'Is it quick?'])
      expect(answer(question, {})).toBe('not measured yet');
  });

  test('changed worlds of all engines are added up, and one without a reason is never hidden', () => {
    expect(answer('Does it go red?', { sabotage: [sabotaged, { ...sabotaged, engine: 'webkit' }] })).toBe(
      '4,000 worlds, each changed in one fact that decides: 3,994 red, 4 green with a reason, 2 green without one',
    );
    expect(answer('... in an engine that checks nothing?', { sabotage: [sabotaged] })).toBe(
      '49 red of 50 tests that need the checks',
    );
  });

  test('pairs that were told wrongly are never rounded away', () => {
    const screen = { ...told, pairs: 19_900, right: 19_899, missed: 1 };
    const webkit = { ...told, gate: 'webkit' as const, pairs: 100, right: 100 };
    const truth = { seed: 5, gates: [screen, webkit] };
    expect(answer('Does the gate tell servers right?', { truth })).toBe(
      '20,000 random pairs of server and policy: 99.99 % told right, 0 false alarms, 1 missed',
    );
  });

  test('verdicts that changed are counted', () => {
    const soak = [
      { ...soaked, rounds: 7, results: 4200, changed: [] },
      { ...soaked, rounds: 13, results: 7800, changed: [{ conforms: 12, violates: 1 }] },
    ];
    expect(answer('Does it go red by itself?', { soak })).toBe(
      '12,000 results in 20 runs of the whole corpus; verdicts that changed: 1',
    );
  });

  test('a kind of fault is counted once, its runs and what went wrong in every engine', () => {
    const faults = [
      { ...fault, fault: 'SIGINT', injected: 3, wrong: 0, left: 1 },
      { ...fault, fault: 'SIGINT', engine: 'webkit' as const, injected: 3, wrong: 2, left: 0 },
      { ...fault, fault: 'the clock jumped', injected: 2, wrong: 0, left: 0 },
    ];
    expect(answer('Does a fault make it lie?', { faults })).toBe(
      '8 runs hit by 2 kinds of fault; wrong verdicts: 2; left behind: 1',
    );
  });

  test('an aim is met where every engine meets it', () => {
    const startUp = { tests: 3000, rounds: 3, bare: 1, ours: 1.5, list: 1 };
    const engine = { engine: 'chromium', build: 'chromium', version: '156.0', startUp } as const;
    const reading = { cases: 10_000, rounds: 3, list: 2.5, check: 3.5 };
    const bench = { cores: 2, node: 'v20', playwright: '1.64.1', reading };
    const slow = { ...engine, engine: 'webkit' as const, startUp: { ...startUp, ours: 1.6 } };
    expect(answer('Is it quick?', { bench: { ...bench, engines: [engine] } })).toContain(
      '2 of 3 aims met in every engine',
    );
    expect(answer('Is it quick?', { bench: { ...bench, engines: [engine, slow] } })).toContain(
      '1 of 3 aims met in every engine',
    );
  });
});

describe('pairs of server and policy', () => {
  test('that are all told right need no list', () => {
    const page = trustPage({ ...NOTHING, truth: { seed: 5, gates: [told] } });
    expect(page).toContain('| plain client | 40 | 40 (100.00 %) | 0 | 0 | 9 |');
    expect(page).toContain('By the plain client no pair was told wrongly.');
  });

  test('that are told wrongly have a line each', () => {
    const mismatches = [
      { seed: 7, outcome: 'missed' as const, putIn: ['prefix', 'no $'], shown: 'https://a.test: GET /' },
      { seed: 9, outcome: 'false-alarm' as const, putIn: [], shown: 'It reflects.' },
    ];
    const page = trustPage({ ...NOTHING, truth: { seed: 5, gates: [{ ...told, mismatches }] } });
    expect(page).toMatch(/- Seed 7, missed: prefix, no .*\$; https/);
    expect(page).toMatch(/- Seed 9, false alarm: nothing put in; It reflects/);
  });
});
