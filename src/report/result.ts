/** A judged case -> its line in results.jsonl. */
import { relative } from 'node:path';
import { exchangeIsPreflight, type Exchange } from '../../servers/exchange.ts';
import type { EngineInfo } from '../browser/engine.ts';
import { get } from '../fetch/header-list.ts';
import { describeFailure, describeStep } from '../judge/failure-words.ts';
import { triedOf } from '../judge/check/tried-in-pages.ts';
import { tryLinesOf } from '../judge/check/try-lines.ts';
import type { Judgement } from '../judge/verdict.ts';
import type { Observation } from '../lab/observation.ts';
import { hashOf } from '../plan/corpus.ts';
import type { CasePlan, Client } from '../plan/types.ts';
import type { ResultLine, WireLine } from './lines.ts';

/** Exchanges of one try that a report keeps. */
const MOST_EXCHANGES = 50;

export interface JudgedCase {
  plan: CasePlan;
  via: Client;
  engine: EngineInfo;
  observation: Observation;
  judgement: Judgement;
  /** The step of the standard that decides, if it is known. */
  decidedBy?: string;
}

export function resultOf({ plan, via, engine, observation, judgement, decidedBy }: JudgedCase): ResultLine {
  const last = plan.steps.filter((step) => step.kind === 'request').at(-1);
  const { divergence } = judgement;
  const { failure } = observation;
  return {
    kind: 'result',
    id: plan.id,
    via,
    engine: engine.engine,
    build: engine.build,
    version: engine.version,
    verdict: judgement.verdict,
    title: plan.title,
    spec: plan.spec,
    file: relative(process.cwd(), plan.file) || plan.file,
    line: plan.line,
    planHash: hashOf(plan),
    attempt: observation.attempt,
    interference:
      observation.attempt > 1 && (judgement.verdict === 'conforms' || judgement.verdict === 'diverges'),
    from: { origin: plan.origins[plan.from.origin]?.origin ?? plan.from.origin, context: plan.from.context },
    expected: { ...last?.expect },
    observed: judgement.seen && { ...judgement.seen },
    steps: observation.steps.map(lineOfStep),
    differences: judgement.differences,
    notes: judgement.notes,
    decidedBy: decidedBy ?? null,
    reason: failure ? describeFailure(failure) : (divergence?.reason ?? null),
    wire: wireOf(observation.wire),
    console: observation.console,
    divergence: divergence ? { bug: divergence.bug ?? null, reason: divergence.reason } : null,
    ms: observation.ms,
    ...checkedOf(plan, observation, judgement),
  };
}

/** A step report with what it says as a sentence. */
function lineOfStep(step: Observation['steps'][number]): Record<string, unknown> {
  const { unsupported, ...line } = step;
  return unsupported === undefined ? line : { ...line, message: describeStep(step) };
}

function checkedOf(
  plan: CasePlan,
  observation: Observation,
  { causes = [] }: Judgement,
): Partial<ResultLine> {
  const { check } = plan;
  if (!check) return {};
  const tried = triedOf(plan, observation);
  const [worst] = causes;
  const shown =
    tried.find((one) => one.plan.id === worst?.worst && one.wire.length > 0) ??
    tried.find(({ stage, wire }) => stage === 'browser' && wire.length > 0);
  return {
    target: check.target.origin,
    rule: check.rule.id,
    check: check.question,
    tries: tryLinesOf(tried, causes).map((one) => ({ ...one })),
    causes: causes.map((cause) => ({ ...cause })),
    wire: wireOf(shown?.wire.slice(0, MOST_EXCHANGES) ?? []),
    ...(worst ? { severity: worst.severity } : {}),
  };
}

/** Names the role of every exchange: a request that follows a 3xx answer of its step is a redirect. */
export function wireOf(wire: readonly Exchange[]): WireLine[] {
  return wire.map((exchange, index) => {
    const before = wire
      .slice(0, index)
      .filter((other) => other.step === exchange.step && !exchangeIsPreflight(other));
    const followed = before.some(
      ({ status, responseHeaders }) =>
        status !== null && status >= 300 && status < 400 && get(responseHeaders, 'location') !== null,
    );
    const {
      t,
      conn,
      step,
      to,
      method,
      path,
      requestHeaders,
      requestBody,
      status,
      responseHeaders,
      answered,
    } = exchange;
    return {
      t,
      conn,
      step,
      role: exchangeIsPreflight(exchange) ? 'preflight' : followed ? 'redirect' : 'actual',
      from: get(requestHeaders, 'origin'),
      to,
      method,
      path,
      requestHeaders,
      status,
      responseHeaders,
      ms: answered === null ? null : Math.round((answered - t) * 100) / 100,
      ...(requestBody === '' ? {} : { body: requestBody }),
    };
  });
}
