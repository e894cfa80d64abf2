/** The tries of a check as steps of its test, and the wire of the one that matters. */
import { tellTry, tellWire } from '../judge/check/failure-text.ts';
import { triedOf } from '../judge/check/tried-in-pages.ts';
import type { Judgement } from '../judge/verdict.ts';
import type { Observation } from '../lab/observation.ts';
import type { CasePlan } from '../plan/types.ts';
import { isOpen, type Tried } from '../screen/tried.ts';
import { caseTest } from './fixtures.ts';

/** Steps of one test: enough to see what was tried, few enough to cost nothing. */
const MOST_STEPS = 150;

/** Shows each try as a step: those of pages first; one that came out otherwise than it ought to is a failed step. */
export async function stepThrough(tried: readonly Tried[]): Promise<void> {
  const sorted = [...tried].sort((a, b) => rank(a) - rank(b));
  for (const one of sorted.slice(0, MOST_STEPS)) {
    const title = `${one.plan.id}: ${tellTry(one)}${one.count > 1 ? ` (${one.count} alike)` : ''}`;
    await caseTest
      .step(title, () =>
        isUnexpected(one) ? Promise.reject(new Error(tellWire(one.wire).join('\n'))) : undefined,
      )
      .catch(() => undefined);
  }
}

function rank(one: Tried): number {
  return (isUnexpected(one) ? 0 : 2) + (one.stage === 'browser' ? 0 : 1);
}

function isUnexpected(one: Tried): boolean {
  if (one.outcome === 'no-answer') return true;
  return one.plan.expected === 'blocked'
    ? isOpen(one)
    : one.outcome === 'blocked' || one.outcome === 'not-sent';
}

/** The wire of the worst try, or of the first one that a page made. */
export function traceOf(plan: CasePlan, observation: Observation, { causes = [] }: Judgement): string {
  const tried = triedOf(plan, observation);
  const shown =
    tried.find((one) => one.plan.id === causes[0]?.worst) ?? tried.find(({ stage }) => stage === 'browser');
  return shown ? [tellTry(shown), ...tellWire(shown.wire)].join('\n') : '';
}
