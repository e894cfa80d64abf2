/** A suite that cannot go red proves nothing: cases in worlds with one deciding fact changed, and in engines that check nothing. */
import { expect, test } from '@playwright/test';
import { ENGINES } from '../../src/plan/types.ts';
import { needsChecks } from '../../src/sabotage/checks-off.ts';
import { inOrderOf, sampleOf, testsOf } from '../../src/sabotage/pairs.ts';
import { sabotage, titleOf, withoutChecks } from '../../src/sabotage/sabotage.ts';
import { corpusPlans, withLab } from '../selftest/support.ts';

const SAMPLE = 80;
/** Read when they are needed: the runner's own process loads this file as well. */
let read: ReturnType<typeof testsOf> | undefined;
const corpus = () => (read ??= testsOf(corpusPlans()));

for (const engine of ENGINES) {
  test(`${engine}: cases go red where one deciding fact is changed`, async () => {
    const pairs = sampleOf(corpus(), SAMPLE, 1);
    const titles = new Set(pairs.map(titleOf));
    const own = corpus().filter((tested) => titles.has(titleOf(tested)));
    const { red, survivors, broken } = await withLab(engine, {}, (lab) =>
      sabotage(lab, { tests: own, pairs }),
    );
    expect(broken).toEqual([]);
    expect(survivors.filter(({ kind }) => kind === 'unexplained')).toEqual([]);
    expect(red.violates).toBeGreaterThan(SAMPLE * 0.9);
  });

  test(`${engine}: cases that need its checks go red without them`, async () => {
    const needing = corpus().filter((tested) => needsChecks(tested, engine));
    const sample = inOrderOf(needing, ({ plan, via }) => [plan.id, via]).slice(0, SAMPLE);
    const { survivors, red } = await withLab(engine, { breakCors: true }, (lab) =>
      withoutChecks(lab, sample),
    );
    expect(survivors).toEqual([]);
    expect(red).toBeGreaterThan(SAMPLE * 0.9);
  });
}
