import { expect, test } from 'vitest';
import { layOverRecord } from '../../../src/report/bench-record.ts';
import type { BenchRecord, EngineBench } from '../../../src/report/trust-records.ts';

const machine = { cores: 2, node: 'v20', playwright: '1.64.1' };
const startUp = { tests: 3000, rounds: 3, bare: 1, ours: 2, list: 1 };
const growth = [{ cases: 500, perTest: 4, runner: 310 }];
const reading = { cases: 100, rounds: 1, list: 1, check: 1 };
const firefox: EngineBench = { engine: 'firefox', build: 'firefox', version: '153.0', startUp, growth };
const known: BenchRecord = { ...machine, reading, engines: [firefox] };

test('parts and engines that were not measured this time stay', () => {
  const quicker = { ...startUp, ours: 1.5 };
  const again: EngineBench = { engine: 'firefox', build: 'firefox', version: '153.0', startUp: quicker };
  const chromium: EngineBench = { engine: 'chromium', build: 'chromium', version: '156.0', startUp };
  expect(layOverRecord(known, { ...machine, engines: [again, chromium] })).toEqual({
    ...machine,
    reading,
    engines: [chromium, { ...firefox, startUp: quicker }],
  });
  expect(layOverRecord(known, { ...machine, reading, engines: [] })).toEqual(known);
});

test('figures of another version of the engine go', () => {
  const newer: EngineBench = { engine: 'firefox', build: 'firefox', version: '154.0', startUp };
  const record = layOverRecord(known, { ...machine, engines: [newer] });
  expect(record).toEqual({ ...machine, reading, engines: [newer] });
});

test('figures of another machine go', () => {
  const other = { ...machine, cores: 8, engines: [] };
  expect(layOverRecord(known, other)).toEqual(other);
});
