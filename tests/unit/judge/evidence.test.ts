/** How an observation is cut into calls, and what is missing for a verdict, as data and in words. */
import { expect, test } from 'vitest';
import { missingEvidence, stepEvidence, wasNeverSent } from '../../../src/judge/evidence.ts';
import { describeFailure, describeMissing } from '../../../src/judge/failure-words.ts';
import type { Observation } from '../../../src/lab/observation.ts';
import { exchange, observation, planOf } from '../support.ts';

const API = 'http://api.example.com:8080';
const plan = planOf(`- id: twice
  via: [fetch]
  steps:
    - { expect: { outcome: allowed } }
    - { wait-max-age: 1 }
    - { expect: { outcome: allowed } }`);
const steps = [{ outcome: 'allowed' }, { outcome: 'waited' }, { outcome: 'allowed' }] as const;
const seen = (over: Partial<Observation> = {}): Observation =>
  observation({ outcome: 'allowed' }, [], { steps: [...steps], ...over });
const missingIn = (one: Observation) => missingEvidence(plan, stepEvidence(plan, 'fetch', one), one);

test('each call has its own share of the wire, and the last one what follows it', () => {
  const wire = [0, 2, 3].map((step) => exchange({ step, path: `/${step}` }));
  const evidence = stepEvidence(plan, 'fetch', seen({ wire }));
  expect(evidence.map(({ stepIndex }) => stepIndex)).toEqual([0, 2]);
  expect(evidence.map((one) => one.wire.map(({ path }) => path))).toEqual([['/0'], ['/2', '/3']]);
});

test('a step without a report was not run', () => {
  expect(missingIn(seen({ steps: steps.slice(0, 2) }))).toEqual({
    code: 'failure',
    failure: { code: 'probe', message: 'the step was not run' },
  });
});

test('a block needs a fence at its server that was raised at its step or later', () => {
  const blocked = { outcome: 'blocked', error: 'TypeError' } as const;
  const fence = { t: 1, to: API, step: 2, by: 'page' as const };
  const missingWith = (fences: Observation['fences']) =>
    missingIn(seen({ steps: [...steps.slice(0, 2), blocked], fences }));
  expect(missingWith([fence])).toBeNull();
  const missing = { code: 'no-fence', server: API } as const;
  expect(missingWith([{ ...fence, step: 1 }])).toEqual(missing);
  expect(missingWith([{ ...fence, to: 'http://app.example.com' }])).toEqual(missing);
  expect(describeMissing(missing)).toContain(`no fence arrived at ${API}`);
});

test('a failure of the run is what is missing, whatever else was seen', () => {
  const failure = { code: 'timeout', limitMs: 5 } as const;
  expect(missingIn(seen({ failure }))).toEqual({ code: 'failure', failure });
});

test('a call that the engine blocks itself was never sent', () => {
  const blocked = { outcome: 'blocked' } as const;
  expect(wasNeverSent({ report: blocked, wire: [] })).toBe(true);
  expect(wasNeverSent({ report: blocked, wire: [exchange()] })).toBe(false);
  expect(wasNeverSent({ report: { outcome: 'allowed' }, wire: [] })).toBe(false);
});

test('failures are put into sentences', () => {
  const origin = 'http://app.example.com';
  const code = 'page-not-loaded';
  expect(describeFailure({ code, origin, landedAt: 'https://app.example.com' })).toBe(
    'the page of http://app.example.com did not load: the browser is at https://app.example.com',
  );
  expect(describeFailure({ code, origin, landedAt: null, message: 'unknown host' })).toBe(
    'the page of http://app.example.com did not load: unknown host',
  );
  expect(describeFailure({ code: 'unsupported', feature: 'shared workers' })).toBe(
    'this engine has no shared workers',
  );
  expect(describeFailure({ code: 'not-run', limitMs: 162_000 })).toContain('not run within 162 s');
});
