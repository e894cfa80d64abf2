import { expect, test } from 'vitest';
import { divergencesPage } from '../../../src/report/divergences.ts';
import { ENGINES, type CasePlan, type DivergencePlan } from '../../../src/plan/types.ts';
import { planOf } from '../support.ts';

const plain = planOf('- id: c\n  expect: { outcome: allowed }');
const pinned = (engine: string, reason: string): DivergencePlan => ({
  engine,
  seen: ['1'],
  reason,
  note: 'no public bug is known',
  via: ['fetch'],
  expect: {},
});
const plan = (id: string, ...divergences: DivergencePlan[]): CasePlan => ({ ...plain, id, divergences });

test('what all engines do stands apart, and cases of one reason stand together', () => {
  const all = ENGINES.map((engine) => pinned(engine, 'All do it.'));
  const page = divergencesPage([
    plain,
    plan('a/b/x', ...all),
    plan('a/b/y', pinned('firefox', 'It <b>.')),
    plan('a/b/z', pinned('firefox', 'It <b>.')),
  ]);
  expect(page.match(/^## .*/gm)).toEqual(['## In all three engines', '## In firefox']);
  expect(page).toContain('- All do it.\n  Seen in chromium 1; firefox 1; webkit 1;');
  expect(page).toContain(
    '- It \\<b\\>.\n  Seen in firefox 1; no public bug is known. Cases: `a/b/y`, `a/b/z`.',
  );
  expect(page).toContain('[fetch#cors-check](https://fetch.spec.whatwg.org/#cors-check)');
});
