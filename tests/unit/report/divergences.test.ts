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

test('bugs that are not of all engines say whose they are', () => {
  const known = { note: undefined, bug: 'https://bugs.example/1' };
  const all = ENGINES.map((engine) => ({
    ...pinned(engine, 'All do it.'),
    ...(engine === 'firefox' && known),
  }));
  const page = divergencesPage([plan('a/b/x', ...all)]);
  expect(page).toContain(
    'chromium, webkit: no public bug is known; firefox: [public bug](https://bugs.example/1). Cases:',
  );
});

test('a link to a standard is called its issue', () => {
  const open = { ...pinned('webkit', 'It does.'), bug: 'https://github.com/whatwg/fetch/issues/1' };
  expect(divergencesPage([plan('a/b/x', open)])).toContain("[standard's issue](https://github.com/whatwg/");
});
