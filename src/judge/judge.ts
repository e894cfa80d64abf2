/** `(plan, observation, engine) -> verdict`: pure. */
import type { EngineInfo } from '../browser/engine.ts';
import type { StepReport } from '../browser/probe/messages.ts';
import type { Observation } from '../lab/observation.ts';
import type { CasePlan, Client, DivergencePlan, Expectation, StepPlan } from '../plan/types.ts';
import { nominalAddresses } from '../plan/refs.ts';
import { compareStep, outcomeOf, seenOf, type Compared, type StepEvidence } from './compare.ts';
import { isCheck, judgeCheck } from './judge-check.ts';
import { evictedExpectation, laidOver } from './lay-over.ts';
import { inRange } from './versions.ts';
import type { Judgement } from './verdict.ts';

type RequestStep = Extract<StepPlan, { kind: 'request' }>;

/** What the probe says when an engine lacks a feature. */
const UNSUPPORTED = 'corsproof-unsupported: ';
const EVICTED = 'the HTTP cache was not used: a response need not be stored, and may be dropped at any time';

interface JudgedStep {
  /** Its place among all steps. */
  index: number;
  step: RequestStep;
  evidence: StepEvidence;
}

/** Judges one observation of `plan` through `via`. */
export function judge(plan: CasePlan, via: Client, observation: Observation, engine: EngineInfo): Judgement {
  if (isCheck(plan)) return judgeCheck(plan, via, observation, engine);
  const harness = observation.harness;
  if (harness?.includes(UNSUPPORTED)) {
    return {
      verdict: 'unsupported',
      seen: null,
      differences: [],
      notes: [harness.slice(harness.indexOf(UNSUPPORTED) + UNSUPPORTED.length)],
    };
  }
  const steps = evidenceOf(plan, via, observation);
  const last = steps.at(-1);
  const seen = last ? seenOf(last.evidence) : null;
  const missing = harness ?? missingEvidence(plan, steps, observation);
  if (missing !== undefined) return { verdict: 'inconclusive', seen, differences: [missing], notes: [] };

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

/** Pairs each request step with its report and its share of the wire. */
function evidenceOf(plan: CasePlan, via: Client, observation: Observation): JudgedStep[] {
  const addresses = nominalAddresses(plan.origins);
  const judged: JudgedStep[] = [];
  let after = -1;
  plan.steps.forEach((step, index) => {
    if (step.kind !== 'request') return;
    const report: StepReport = observation.steps[index] ?? {
      outcome: 'harness-error',
      message: 'the step was not run',
    };
    // A request seen after the last step's fence counts towards the last step: nothing may follow it.
    const isLast = !plan.steps.slice(index + 1).some(({ kind }) => kind === 'request');
    const wire = observation.wire.filter(
      (exchange) => exchange.step > after && (exchange.step <= index || isLast),
    );
    judged.push({
      index,
      step,
      evidence: { report, wire, via: step.via ?? via, addresses, request: step.request },
    });
    after = index;
  });
  return judged;
}

/** A block is only believed with evidence that the server was there when it happened. */
function missingEvidence(plan: CasePlan, steps: JudgedStep[], { fences }: Observation): string | undefined {
  for (const { index, evidence } of steps) {
    const { report, wire, request, addresses } = evidence;
    if (report.outcome === 'harness-error') return report.message ?? 'the harness failed';
    if (report.outcome === 'timeout') return `the call did not end within ${plan.limit} ms`;
    if (outcomeOf(evidence) !== 'blocked') continue;
    const last = wire.at(-1);
    const [, name = ''] = /^\$([a-z][a-z0-9]*)\//.exec(request.url) ?? [];
    const server = last?.to ?? (isRouted(plan, name) ? addresses[name]?.origin : undefined);
    if (server !== undefined && !fences.some((fence) => fence.to === server && fence.step >= index)) {
      return `the page saw a failure, and nothing proves that the servers could be reached: no fence arrived at ${server}`;
    }
    const ownDoing = report.error === 'abort' || report.error === 'timeout';
    if (last?.answered === null && !ownDoing)
      return `${last.method} ${last.to}${last.path} arrived and was not answered`;
  }
  return undefined;
}

function isRouted(plan: CasePlan, name: string): boolean {
  return Object.keys(plan.routes).some((place) => place.startsWith(`$${name}/`));
}

function compareAll(steps: JudgedStep[], divergence: DivergencePlan | undefined) {
  const differences: string[] = [];
  const notes: string[] = [];
  steps.forEach(({ step, evidence }, index) => {
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
function compareEither(expect: Expectation, evidence: StepEvidence): Compared {
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
