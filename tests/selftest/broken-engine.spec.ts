/** Engines with their CORS checks switched off: every case that expects a block by CORS must go red. */
import { expect, test } from '@playwright/test';
import type { EngineName } from '../../src/browser/engine.ts';
import { predict } from '../../src/fetch/predict.ts';
import type { CasePlan, Client, StepPlan } from '../../src/plan/types.ts';
import { corpusPlans, runPlans, withLab } from './support.ts';

/** Sections that make a block one of CORS; a forbidden method or a data: URL is refused with the checks off as well. */
const CORS_SECTIONS = ['#concept-cors-check', '#cors-preflight-fetch-0'];

for (const engine of ['chromium', 'webkit'] as const) {
  test(`${engine} without its checks violates every case that expects a block`, async () => {
    test.setTimeout(300_000);
    const plans = corpusPlans()
      .map((plan) => ({ ...plan, via: plan.via.filter((via) => isBlockedByCors(plan, via, engine)) }))
      .filter(({ via }) => via.length > 0);
    expect(plans.length).toBeGreaterThan(150);
    const judged = await withLab(engine, { breakCors: true }, (lab) => runPlans(lab, plans));
    const survivors = judged.filter(
      ({ judgement }) => judgement.verdict !== 'violates' && judgement.verdict !== 'unsupported',
    );
    expect(survivors.map(({ entry, judgement }) => `${entry.test}: ${judgement.verdict}`)).toEqual([]);
  });
}

/** A response that is stored blocks; where an engine has none, it may ask again and be allowed. */
function mayBeAllowed(step: StepPlan | undefined): boolean {
  return step?.kind === 'request' && step.expect.evicted?.outcome === 'allowed';
}

/** Whether the standard blocks the case by CORS; what the engine lets through with its checks on proves nothing here. */
function isBlockedByCors(plan: CasePlan, via: Client, engine: EngineName): boolean {
  // WebKitGTK's switch is a setting of pages: its shared and service workers go on checking.
  if (engine === 'webkit' && /^(shared|service)-worker$/.test(plan.from.context)) return false;
  const pinned = plan.divergences.some((divergence) => divergence.engine === engine);
  // Once it may read a 401, WebKitGTK asks its user for a password and waits.
  const asks = JSON.stringify(plan.routes).includes('www-authenticate');
  if (pinned || asks) return false;
  return predict(plan, via).steps.some(
    ({ index, outcome, decidedBy }) =>
      outcome === 'blocked' &&
      CORS_SECTIONS.some((section) => decidedBy.link.endsWith(section)) &&
      !mayBeAllowed(plan.steps[index]),
  );
}
