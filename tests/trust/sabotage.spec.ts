/** A suite that cannot go red proves nothing: cases in worlds with one deciding fact changed, and in engines that check nothing. */
import { expect, test } from '@playwright/test';
import { ENGINES } from '../../src/plan/types.ts';
import { needsChecks } from '../../src/sabotage/checks-off.ts';
import { inOrderOf, sampleOf, testsOf } from '../../src/sabotage/pairs.ts';
import { sabotage, titleOf, withoutChecks } from '../../src/sabotage/sabotage.ts';
import { corpusPlans, withLab } from '../selftest/support.ts';

const SAMPLE = 80;
const tests = testsOf(corpusPlans());

for (const engine of ENGINES) {
  test(`${engine}: cases go red where one deciding fact is changed`, async () => {
    const pairs = sampleOf(tests, SAMPLE, 1);
    const titles = new Set(pairs.map(titleOf));
    const own = tests.filter((tested) => titles.has(titleOf(tested)));
    const { red, survivors, broken } = await withLab(engine, {}, (lab) =>
      sabotage(lab, { tests: own, pairs }),
    );
    expect(broken).toEqual([]);
    expect(survivors.filter(({ kind }) => kind === 'unexplained')).toEqual([]);
    expect(red.violates).toBeGreaterThan(SAMPLE * 0.9);
  });

  test(`${engine}: cases that need its checks go red without them`, async () => {
    const needing = tests.filter((tested) => needsChecks(tested, engine));
    const sample = inOrderOf(needing, ({ plan, via }) => [plan.id, via]).slice(0, SAMPLE);
    const { survivors, red } = await withLab(engine, { breakCors: true }, (lab) =>
      withoutChecks(lab, sample),
    );
    expect(survivors).toEqual([]);
    expect(red).toBeGreaterThan(SAMPLE * 0.9);
  });
}
