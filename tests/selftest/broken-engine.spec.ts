/** Engines with their CORS checks switched off: every case that expects a block by CORS must go red. */
import { expect, test } from '@playwright/test';
import type { CasePlan } from '../../src/plan/types.ts';
import { corpusPlans, runPlans, withLab } from './support.ts';

for (const engine of ['chromium', 'webkit'] as const) {
  test(`${engine} without its checks violates every case that expects a block`, async () => {
    test.setTimeout(300_000);
    const plans = corpusPlans().filter(expectsBlock);
    expect(plans.length).toBeGreaterThan(60);
    const judged = await withLab(engine, { breakCors: true }, (lab) => runPlans(lab, plans));
    const survivors = judged.filter(({ judgement }) => judgement.verdict !== 'violates');
    expect(survivors.map(({ entry, judgement }) => `${entry.test}: ${judgement.verdict}`)).toEqual([]);
  });
}

function expectsBlock(plan: CasePlan): boolean {
  return plan.steps.some((step) => step.kind === 'request' && step.expect.outcome === 'blocked');
}
