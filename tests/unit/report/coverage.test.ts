import { expect, test } from 'vitest';
import type { CasePlan, DivergencePlan } from '../../../src/plan/types.ts';
import { behaviours, gaps, type Behaviours } from '../../../src/report/behaviours.ts';
import { coveragePage } from '../../../src/report/coverage.ts';
import { planOf } from '../support.ts';

const spec = ['fetch#cors-check'];
const rows = (over: Partial<Behaviours> = {}): Behaviours => ({
  sections: [
    { title: 'Asking', rows: { A1: { fact: 'PUT asks.', spec }, A2: { fact: 'GET <b>.', spec } } },
    { title: 'Keeping', rows: { D1: { fact: 'A day.', spec, untestable: 'Nobody waits.' } } },
  ],
  open: [],
  ...over,
});
const plain = planOf('- id: c\n  expect: { outcome: allowed }');
const plan = (id: string, covers: string[], over: Partial<CasePlan> = {}): CasePlan => ({
  ...plain,
  id,
  covers,
  file: `scenarios/${id.split('/').slice(0, 2).join('/')}.yaml`,
  ...over,
});
const pinned = (over: Partial<DivergencePlan>): DivergencePlan => ({
  engine: 'webkit',
  seen: ['2'],
  reason: 'It does not.',
  note: 'no public bug is known',
  expect: {},
  ...over,
});
const webkit = {
  engine: 'webkit',
  build: 'webkitgtk',
  version: '2.50.6',
  driver: 'webdriver',
  tests: 4,
  conforms: 3,
  diverges: 1,
  unsupported: ['a/b/x via fetch', 'a/b/x via xhr'],
} as const;

test('every row has a case or a reason, and every case names rows that there are', () => {
  expect(gaps(rows(), [plan('a/b/x', ['A1', 'A2'])])).toEqual([]);
  expect(gaps(rows(), [plan('a/b/x', ['A1', 'Q1'])])).toEqual([
    'a/b/x covers Q1, which is no row (did you mean A1?)',
    'A2 has neither a case nor a reason why it cannot be tested',
  ]);
});

test('an open row needs no case, and is not open once it has one', () => {
  const open = rows({ open: ['A2', 'Z9'] });
  expect(gaps(open, [plan('a/b/x', ['A1'])])).toEqual(['Z9 is open and is no row (did you mean A1?)']);
  expect(gaps(rows({ open: ['A2'] }), [plan('a/b/x', ['A1', 'A2'])])).toEqual([
    'A2 has cases now: take it out of open',
  ]);
});

test('a row that stands twice is named', () => {
  const { sections } = rows();
  expect(
    gaps(rows({ sections: [...sections, ...sections.slice(1)] }), [plan('a/b/x', ['A1', 'A2'])]),
  ).toEqual(['the row D1 stands twice']);
});

test('a row links into the standard', () => {
  const wrong = rows({ sections: [{ title: 't', rows: { A1: { fact: 'f', spec: ['fecth#cors-check'] } } }] });
  expect(behaviours.safeParse(rows()).success).toBe(true);
  expect(behaviours.safeParse(wrong).success).toBe(false);
});

const page = (...plans: CasePlan[]) =>
  coveragePage({
    behaviours: rows(),
    plans,
    measured: [{ ...webkit, unsupported: [...webkit.unsupported] }],
    model: { 'a.ts': { taken: 3, of: 4 }, 'b.ts': { taken: 4, of: 4 } },
  });

test('few cases stand by name, many by file', () => {
  const few = page(plan('a/b/c', ['A1']), plan('a/d/e', ['A1', 'A2']));
  expect(few).toContain('2 cases prove 2 of 3 behaviours');
  expect(few).toContain(
    '| A1 | PUT asks. ([fetch](https://fetch.spec.whatwg.org/#cors-check)) | [`a/b/c`](../scenarios/a/b.yaml), [`a/d/e`](../scenarios/a/d.yaml) | 2 conform |',
  );
  expect(few).toContain('| A2 | GET \\<b\\>. ([fetch]');
  expect(few).toContain('| D1 | A day. ([fetch](https://fetch.spec.whatwg.org/#cors-check)) | none |  |');
  expect(few).toContain('- D1 cannot be tested, or not in all: Nobody waits.');
  const many = page(...['a/b/1', 'a/b/2', 'a/b/3', 'a/d/1'].map((id) => plan(id, ['A1'])));
  expect(many).toContain('| 4: 3 [a/b](../scenarios/a/b.yaml), 1 [a/d](../scenarios/a/d.yaml) | 4 conform |');
});

test('a divergence counts where it is pinned for the build and version that were measured', () => {
  const counted = page(
    plan('a/b/1', ['A1'], { divergences: [pinned({ build: 'webkitgtk', versions: '>=2.50' })] }),
    plan('a/b/2', ['A1'], { divergences: [pinned({ build: 'safari' })] }),
    plan('a/b/3', ['A1'], { divergences: [pinned({ versions: '<2.50' })] }),
    plan('a/b/4', ['A1'], { divergences: [pinned({ engine: 'firefox' })] }),
    plan('a/b/x', ['A1']),
    plan('a/b/server', ['A1'], { via: ['http'] }),
  );
  expect(counted).toContain('| 3 conform, 1 diverge, 1 not supported |');
  expect(counted).toContain(
    '- webkit: webkitgtk 2.50.6 through webdriver, 4 tests (3 conform, 1 diverge, 2 not supported)',
  );
});

test('the branches of the model stand in sum and by file', () => {
  const text = page(plan('a/b/c', ['A1']));
  expect(text).toContain('**7 of its 8 branches, 87.50 %**');
  expect(text).toContain('| a.ts | 3 of 4, 75.00 % |\n| b.ts | 4 of 4 |');
});
