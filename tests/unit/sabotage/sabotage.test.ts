/** The count of what is noticed, in an engine that does all as the standard says and now and then loses a page. */
import { expect, test } from 'vitest';
import type { Runner } from '../../../src/lab/visits.ts';
import { loadCorpus } from '../../../src/plan/corpus.ts';
import type { CasePlan } from '../../../src/plan/types.ts';
import { doctored } from '../../../src/sabotage/doctored.ts';
import { isDeciding, pairsOf, testsOf } from '../../../src/sabotage/pairs.ts';
import { sabotage } from '../../../src/sabotage/sabotage.ts';
import { ENGINE } from '../support.ts';

const tests = testsOf(loadCorpus(['scenarios/check']).plans).slice(0, 2);
const pairs = tests.flatMap(pairsOf);
const deciding = pairs.filter(isDeciding).length;

/** Runs every world as the standard has it, but the own world of the first test, which is lost `losses` times. */
function runner(losses: number): Runner {
  const isOwn = (world: CasePlan, own: CasePlan | undefined) =>
    own !== undefined && JSON.stringify({ ...world, id: own.id, via: own.via }) === JSON.stringify(own);
  let left = losses;
  return {
    engine: () => Promise.resolve({ info: { ...ENGINE, build: 'as the standard says', version: '0' } }),
    run: ({ entries }, emit) => {
      for (const entry of entries) {
        const of = tests.find(
          ({ plan, via }) => entry.plan.id.startsWith(`${plan.id}/`) && via === entry.via,
        );
        if (!of) throw new Error(`${entry.plan.id} is of no test`);
        const seen = doctored(of.plan, entry.plan, entry.via);
        const isLost = of === tests[0] && isOwn(entry.plan, of.plan) && left-- > 0;
        emit(entry, isLost ? { ...seen, failure: { code: 'engine', message: 'the page is gone' } } : seen);
      }
      return Promise.resolve();
    },
  };
}

test.each([0, 1, 2, 3])(
  'a test whose own world is lost %i times counts with all its changed worlds',
  async (losses) => {
    const { broken, red, facts } = await sabotage(runner(losses), { tests, pairs });
    expect(broken).toEqual([]);
    expect(red).toEqual({ violates: deciding, stale: 0, inconclusive: 0 });
    expect(Object.values(facts).reduce((sum, fact) => sum + fact.deciding, 0)).toBe(deciding);
  },
);

test('a test whose own world stays red is told, and its changed worlds prove nothing', async () => {
  const { broken, red } = await sabotage(runner(Infinity), { tests, pairs });
  const [first, second] = tests;
  expect(broken).toEqual([expect.stringContaining(`${first?.plan.id} via ${first?.via}: inconclusive`)]);
  expect(red.violates).toBe(second && pairsOf(second).filter(isDeciding).length);
});
