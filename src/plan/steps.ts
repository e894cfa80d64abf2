/** The steps of a case: requests with every default in place, reloads and waits. */
import type { DocumentPath, ReportProblem } from '../scenario/problems.ts';
import type { ScenarioCase, ScenarioExpectation, ScenarioRequest } from '../scenario/schema.ts';
import { planCaller } from './caller.ts';
import { mergeAll, prune } from './merge.ts';
import type { OriginNames } from './origins.ts';
import { planExpectation, planRequest } from './request.ts';
import type { CallerPlan, Expectation, RequestPlan, StepPlan } from './types.ts';

export interface StepsInput {
  /** The steps as written; none means one request. */
  written: ScenarioCase['steps'];
  path: DocumentPath;
  /** What all steps share. */
  request: ScenarioRequest | undefined;
  expect: ScenarioExpectation | undefined;
  from: CallerPlan;
  names: OriginNames;
  report: ReportProblem;
}

/** Plans the steps, or returns null if one of them lacks what cannot be guessed. */
export function planSteps({
  written,
  path,
  request,
  expect,
  from,
  names,
  report,
}: StepsInput): StepPlan[] | null {
  const incomplete: number[] = [];
  const steps = (written ?? [{ expect: {} }]).map((step, index): StepPlan => {
    const at = written ? [...path, 'steps', index] : path;
    const toUrl = (url: string) => names.toUrl(url, at);
    if ('reload' in step) return { kind: 'reload' };
    if ('wait-max-age' in step) return { kind: 'wait', maxAge: step['wait-max-age'] };
    const planned = planRequest(prune(mergeAll(request, step.request)) ?? {}, toUrl);
    const merged = (prune(mergeAll(expect, step.expect)) ?? {}) as ScenarioExpectation;
    const expected = {
      preflight: 'none',
      ...planExpectation(merged, toUrl, planned.method),
    } as Partial<Expectation>;
    if (!isComplete(planned, expected, at, report)) incomplete.push(index);
    const caller = step.from ? { from: planCaller({ ...from, ...step.from }, names, at) } : {};
    const client = step.via ? { via: step.via } : {};
    return { kind: 'request', request: planned, expect: expected as Expectation, ...caller, ...client };
  });
  return incomplete.length === 0 ? steps : null;
}

function isComplete(
  request: RequestPlan,
  expect: Partial<Expectation>,
  at: DocumentPath,
  report: ReportProblem,
): boolean {
  const { outcome, at: place, preflight } = expect;
  if (request.url === '')
    report(at, 'the request has no url', 'give request: { url: api/path } here or in defaults');
  const { worker } = request;
  if (worker?.kind === 'fetch' && worker.url === '')
    report(at, 'the service worker fetches nothing', 'give worker: { fetch: api/path }');
  if (outcome === undefined) report(at, 'the expectation has no outcome', 'one of allowed, blocked, opaque');
  if (outcome === 'blocked' && place === undefined) {
    report(at, 'a block is expected and not where', 'add at: request, preflight, redirect or response');
  }
  if (outcome !== 'blocked' && place !== undefined)
    report(at, `at: ${place} is said of a request that is not blocked`);
  if (place === 'preflight' && preflight === 'none') {
    report(
      at,
      'a block at the preflight is expected without a preflight',
      'add preflight: { method, headers }',
    );
  }
  return request.url !== '' && outcome !== undefined;
}
