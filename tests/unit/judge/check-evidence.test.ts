/** Checks of a target without evidence: what the judge makes of a page that does not load, or a target that is gone. */
import { expect, test } from 'vitest';
import { judge } from '../../../src/judge/judge.ts';
import type { CasePlan } from '../../../src/plan/types.ts';
import { ENGINE } from '../support.ts';
import { doctored, verdictOf } from './doctored.ts';

test('no evidence is no verdict', () => {
  expect(
    verdictOf('hostile/any', [{ outcome: 'blocked' }], {
      code: 'target',
      message: 'the target ended: it ended with exit code 1',
    }),
  ).toMatchObject({
    verdict: 'inconclusive',
    differences: ['the target ended: it ended with exit code 1'],
  });
});

test('a host that no page of an engine can have, or that it sends nothing from, is unsupported', () => {
  const why = {
    code: 'page-not-loaded',
    origin: 'https://app.example.com,.evil.test',
    landedAt: null,
    message: 'unknown host',
  } as const;
  expect(verdictOf('hostile/character-2c', [{}], why).verdict).toBe('unsupported');
  expect(verdictOf('hostile/prefix', [{}], why).verdict).toBe('inconclusive');
  const unasked = verdictOf('hostile/prefix', [{ outcome: 'blocked', sent: false }]);
  expect(unasked).toMatchObject({ verdict: 'unsupported', differences: [] });
  expect(unasked.notes.join()).toContain('the target was not asked');
});

test('an http page that the browser takes to https is no page of it', () => {
  const failure = {
    code: 'page-not-loaded',
    origin: 'http://app.example.com',
    landedAt: 'https://app.example.com',
  } as const;
  expect(verdictOf('hostile/other-scheme', [{}], failure).verdict).toBe('unsupported');
  expect(verdictOf('hostile/prefix', [{}], failure).verdict).toBe('inconclusive');
});

test('a fence counts at the target alone, and by its place among all steps, waits included', () => {
  const seen = [{ outcome: 'blocked' as const, preflight: { status: 403, headers: [] }, sent: false }];
  const { plan, via, observation } = doctored('hostile/prefix', seen);
  const [first] = plan.steps;
  if (!first) throw new Error('the check has no step');
  const late: CasePlan = { ...plan, steps: [{ kind: 'wait', maxAge: 1 }, first] };
  const [report] = observation.steps;
  const fence = { t: 0, to: 'https://api.example.com', step: 1, by: 'page' as const };
  const verdictWith = (fences: (typeof fence)[]) =>
    judge(
      late,
      via,
      {
        ...observation,
        steps: [{ outcome: 'waited' }, ...(report ? [report] : [])],
        wire: observation.wire.slice(0, 1).map((exchange) => ({ ...exchange, step: 1 })),
        fences,
      },
      ENGINE,
    ).verdict;
  expect(verdictWith([fence])).toBe('conforms');
  expect(verdictWith([{ ...fence, step: 0 }])).toBe('inconclusive');
  expect(verdictWith([{ ...fence, to: 'https://app.example.com.evil.test' }])).toBe('inconclusive');
  expect(verdictWith([])).toBe('inconclusive');
});
