/** `(plan, observation, engine) -> verdict`: pure. */
import type { EngineInfo } from '../browser/engine.ts';
import type { Observation } from '../lab/observation.ts';
import type { CasePlan, Client, DivergencePlan, Expectation } from '../plan/types.ts';

import { compareStep, seenOf, type Compared } from './compare.ts';
import { missingEvidence, stepEvidence, type CallEvidence, type StepEvidence } from './evidence.ts';
import { describeFailure, describeMissing } from './failure-words.ts';
import { isCheck, judgeCheck } from './check/judge-check.ts';
import { evictedExpectation, laidOver } from './lay-over.ts';
import { inRange } from './versions.ts';
import type { Judgement } from './verdict.ts';

const EVICTED = 'the HTTP cache was not used: a response need not be stored, and may be dropped at any time';

/** Judges one observation of `plan` through `via`. */
export function judge(plan: CasePlan, via: Client, observation: Observation, engine: EngineInfo): Judgement {
  if (isCheck(plan)) return judgeCheck(plan, observation, engine);
  const { failure } = observation;
  if (failure?.code === 'unsupported')
    return { verdict: 'unsupported', seen: null, differences: [], notes: [describeFailure(failure)] };
  const steps = stepEvidence(plan, via, observation);
  const last = steps.at(-1);
  const seen = last ? seenOf(last) : null;
  const missing = missingEvidence(plan, steps, observation);
  if (missing) return { verdict: 'inconclusive', seen, differences: [describeMissing(missing)], notes: [] };

  const { differences, notes } = compareAll(steps, undefined);
  const pinned = plan.divergences.filter(
    (divergence) => divergence.via?.includes(via) !== false && divergence.engine === engine.engine,
  );
  const inForce = pinned.find((divergence) => applies(divergence, engine));
  if (differences.length === 0) {
    if (inForce)
      return {
        verdict: 'stale',
        seen,
        differences: [`the pinned divergence no longer happens: remove it (${inForce.reason})`],
        notes,
        divergence: inForce,
      };
    const past = pinned.map(
      ({ versions, seen: when }) =>
        `conforms here; a divergence is pinned for ${versions ?? when.join(', ')}`,
    );
    return { verdict: 'conforms', seen, differences, notes: [...notes, ...past] };
  }
  for (const divergence of pinned.filter((one) => applies(one, engine))) {
    if (compareAll(steps, divergence).differences.length === 0)
      return { verdict: 'diverges', seen, differences, notes, divergence };
  }
  if (inForce) {
    const also = compareAll(steps, inForce).differences.map(
      (difference) => `and against the pinned divergence, ${difference}`,
    );
    return { verdict: 'violates', seen, differences: [...differences, ...also], notes };
  }
  return { verdict: 'violates', seen, differences, notes };
}

/** Whether a divergence of this engine is pinned for its build and version. */
export function applies(divergence: DivergencePlan, engine: Pick<EngineInfo, 'build' | 'version'>): boolean {
  if (divergence.build !== undefined && divergence.build !== engine.build) return false;
  return inRange(engine.version, divergence.versions);
}

function compareAll(steps: readonly StepEvidence[], divergence: DivergencePlan | undefined) {
  const differences: string[] = [];
  const notes: string[] = [];
  steps.forEach((evidence, index) => {
    const { step } = evidence;
    const isLast = index === steps.length - 1;
    const expect = divergence && isLast ? laidOver(step.expect, divergence.expect) : step.expect;
    const compared = compareEither(expect, evidence);
    const where = steps.length > 1 ? `in request ${index + 1}, ` : '';
    differences.push(...compared.differences.map((text) => where + text));
    notes.push(...compared.notes.map((text) => where + text));
  });
  return { differences, notes };
}

/** A stored response may be gone at any time: what then happens conforms as well, if the case says what that is. */
function compareEither(expect: Expectation, evidence: CallEvidence): Compared {
  const compared = compareStep(expect, evidence);
  const evicted = evictedExpectation(expect);
  if (compared.differences.length === 0 || !evicted) return compared;
  const otherwise = compareStep(evicted, evidence);
  if (otherwise.differences.length === 0) return { ...otherwise, notes: [...otherwise.notes, EVICTED] };
  const also = otherwise.differences.map(
    (difference) => `and if the HTTP cache holds nothing, ${difference}`,
  );
  return { ...compared, differences: [...compared.differences, ...also] };
}
