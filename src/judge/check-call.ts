/** A call of a check as the judge looks at it. */
import { exchangeIsPreflight, type Exchange } from '../../servers/exchange.ts';
import { get } from '../fetch/header-list.ts';
import type { Observation } from '../lab/observation.ts';
import type { CheckPlan } from '../plan/check.ts';
import type { CasePlan, Client } from '../plan/types.ts';
import { stepEvidence, type StepEvidence } from './evidence.ts';

/** One call of a check, and what came of it. */
export interface Call extends StepEvidence {
  /** Serialised origin of the page that called; `null` for an opaque one, empty without a browser. */
  origin: string;
  expected: 'allowed' | 'blocked';
  preflight: Exchange | undefined;
  /** The last request that was no preflight. */
  actual: Exchange | undefined;
}

export type CheckedPlan = CasePlan & { check: CheckPlan };

export function isCheck(plan: CasePlan): plan is CheckedPlan {
  return plan.check !== undefined;
}

/** Pairs each call of a check with its report and its share of the wire. */
export function callsOf(
  plan: CasePlan,
  via: Client,
  observation: Pick<Observation, 'steps' | 'wire'>,
): Call[] {
  return stepEvidence(plan, via, observation).map((evidence) => {
    const { step, request, wire } = evidence;
    return {
      ...evidence,
      origin: via === 'http' ? (get(request.headers, 'origin') ?? '') : originOf(plan, step),
      expected: step.expect.outcome === 'blocked' ? 'blocked' : 'allowed',
      preflight: wire.find(exchangeIsPreflight),
      actual: wire.findLast((exchange) => !exchangeIsPreflight(exchange)),
    };
  });
}

function originOf(plan: CasePlan, step: StepEvidence['step']): string {
  const caller = step.from ?? plan.from;
  return caller.context === 'document' ? (plan.origins[caller.origin]?.origin ?? '') : 'null';
}
