/** `-g items/hostile/null-sandbox` declares the checks that have such a try, and nothing else. */
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { groupListed } from '../../../src/lab/visits.ts';
import { planAt } from '../../../src/plan/sheet.ts';
import { selectTries } from '../../../src/playwright/single-tries.ts';
import { loadSheets } from '../../../src/policy/suite.ts';
import { triesOf } from '../../../src/policy/tries.ts';

const { sheet } = loadSheets([resolve(import.meta.dirname, '../../../examples/express')]);
const suite = {
  visits: groupListed(sheet.cases),
  planOf: (one: (typeof sheet.cases)[number]) => planAt(sheet.lines, one),
};

function selected(named: string) {
  const { visits, planOf } = selectTries(suite, named);
  return visits.flatMap(({ entries }) =>
    entries.map(({ test: title, plan }) => ({ title, check: planOf(plan).check })),
  );
}

test.each([
  ['items/hostile/null-sandbox', ['express/policy/items/hostile/null-sandbox']],
  ['express/policy/items/hostile/any', ['express/policy/items/hostile/any']],
  ['Items/Works/Trusted/put.all.credentials', ['express/policy/items/works/trusted/PUT.all.credentials']],
  [
    'hostile/null-sandbox',
    [
      'express/policy/items/hostile/null-sandbox',
      'express/policy/prices/hostile/null-sandbox',
      'express/policy/metrics/hostile/null-sandbox',
    ],
  ],
  ['items/hostile/no-such-class', []],
  ['tems/hostile/any', []],
])('%s declares %j', (named, titles) => {
  expect(selected(named).map(({ title }) => title)).toEqual(titles);
});

test('only these tries are made', () => {
  const [one] = selected('items/hostile/null-sandbox');
  const tries = one?.check ? triesOf(one.check) : { screen: [], browser: [] };
  expect(tries.screen.length).toBeGreaterThan(0);
  expect(tries.browser.length).toBeGreaterThan(0);
  expect(new Set([...tries.screen, ...tries.browser].map((own) => own.class))).toEqual(
    new Set(['null-sandbox']),
  );
});
