/** Causes of many results joined: each mistake once, as bad as its worst place. */
import { expect, test } from 'vitest';
import { causesOf, isToldByCauses, placesInWords } from '../../../src/report/causes.ts';
import { TARGET, green, madeCause, madeTry, reflecting } from '../../report/made-policy.ts';
import { resultLine } from '../../report/made.ts';

const ACCEPTED = { reason: 'known', until: '2030-01-01' };

const line = (change: Parameters<typeof resultLine>[0] = {}) =>
  resultLine({
    id: 'policies/api/items/hostile',
    verdict: 'violates',
    target: TARGET,
    rule: 'items',
    check: 'hostile',
    causes: [madeCause({ seen: 1, of: 4 })],
    ...change,
  });

test('one mistake in two rules, two questions and three engines is one cause', () => {
  const [cause, ...others] = causesOf(reflecting());
  expect(others).toEqual([]);
  expect(cause).toMatchObject({
    key: 'reflects-origin',
    target: TARGET,
    severity: 'critical',
    failing: true,
    seen: 684,
    of: 684,
    where: [{ rules: ['items', 'orders'], questions: ['refused', 'hostile'] }],
    engines: ['chromium 1.2', 'firefox 1.2', 'webkit 1.2'],
  });
  expect(causesOf(green(2))).toEqual([]);
});

test('the worst severity counts, a browser is better proof than the screen, and fixes are told once', () => {
  const low = madeCause({
    severity: 'low',
    proof: 'screen',
    worst: 'b',
    fix: ['one', 'two'],
    seen: 2,
    of: 3,
  });
  const high = madeCause({ severity: 'high', worst: 'a', fix: ['two', 'three'], seen: 1, of: 4 });
  const worst = madeTry({ id: 'a' });
  const [cause] = causesOf([
    line({ causes: [low] }),
    line({ engine: 'firefox', causes: [high], tries: [worst] }),
  ]);
  expect(cause).toMatchObject({
    severity: 'high',
    proof: 'browser',
    seen: 3,
    of: 7,
    fix: ['two', 'three', 'one'],
    worst: { attempt: worst, line: { engine: 'firefox' } },
  });
});

test('causes of another subject or another target are others; the worst that fails comes first', () => {
  const causes = causesOf([
    line({ verdict: 'conforms', causes: [madeCause({ id: 'allows-null', accepted: ACCEPTED })] }),
    line({ causes: [madeCause({ id: 'max-age', severity: 'low' })] }),
    line({
      causes: [madeCause({ id: 'substring', subject: 'a' }), madeCause({ id: 'substring', subject: 'b' })],
    }),
    line({ target: 'https://other.example.com' }),
  ]);
  expect(causes.map(({ key }) => key)).toEqual([
    'reflects-origin',
    'substring a',
    'substring b',
    'max-age',
    'allows-null',
  ]);
});

test('a cause is accepted only if it is accepted everywhere', () => {
  const accepted = line({ verdict: 'conforms', causes: [madeCause({ accepted: ACCEPTED })] });
  expect(causesOf([accepted, accepted])[0]).toMatchObject({ accepted: ACCEPTED, failing: false });
  const mixed = causesOf([accepted, line({ engine: 'webkit' })])[0];
  expect(mixed?.accepted).toBeUndefined();
  expect(mixed?.failing).toBe(true);
});

test('places in words: rules that show the same together, engines only where they differ', () => {
  const places = causesOf([
    line(),
    line({ id: 'policies/api/orders/hostile', rule: 'orders' }),
    line({ id: 'policies/api/items/hostile', engine: 'firefox' }),
  ]).flatMap(placesInWords);
  expect(places).toEqual(['items (hostile)', 'orders (hostile), only in chromium 1.2']);
});

test('rules of several policies of one target are told apart by their file', () => {
  const places = causesOf([line(), line({ id: 'policies/admin/items/hostile' })]).flatMap(placesInWords);
  expect(places).toEqual(['api/items and admin/items (hostile)']);
});

test('causes tell a result that violates; one without evidence, or with accepted causes alone, is told itself', () => {
  expect(isToldByCauses(line())).toBe(true);
  expect(isToldByCauses(line({ verdict: 'inconclusive' }))).toBe(false);
  expect(isToldByCauses(line({ causes: [madeCause({ accepted: ACCEPTED })] }))).toBe(false);
  expect(isToldByCauses(line({ causes: [] }))).toBe(false);
});
