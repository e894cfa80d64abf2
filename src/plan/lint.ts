/** Rules over planned cases: unknown references, and redirects that say their traffic. */
import { didYouMean } from '../scenario/problems.ts';
import { referencesIn } from './refs.ts';
import type { CasePlan, StepPlan } from './types.ts';

export type RequestStep = Extract<StepPlan, { kind: 'request' }>;

export interface LintProblem {
  message: string;
  hint?: string;
}

/** Texts of a plan that may hold `$name`, and whose names no origin has. */
export function lintReferences(plan: CasePlan): LintProblem[] {
  const texts = JSON.stringify([plan.routes, plan.steps]);
  const known = Object.keys(plan.origins);
  const unknown = [...new Set(referencesIn(texts))].filter((name) => !known.includes(name));
  return unknown.map((name) => ({
    message: `$${name} is not an origin of this file`,
    hint: didYouMean(name, known),
  }));
}

/** A redirect can lead anywhere, so its case says what the whole traffic is. */
export function lintRedirects(plan: CasePlan): LintProblem[] {
  const redirects = Object.values(plan.routes).some(({ response }) =>
    response.some(
      ({ status, headers }) => status >= 300 && status < 400 && headers.some(([name]) => name === 'location'),
    ),
  );
  const silent = requestsOf(plan).some(
    ({ expect }) => expect.wire === undefined && expect.at !== 'request' && expect.at !== 'preflight',
  );
  if (!redirects || !silent) return [];
  return [
    {
      message: 'a case with a redirect does not say its traffic',
      hint: 'add wire: [GET api/item, GET other/next]',
    },
  ];
}

/** The requests among the steps of a case. */
export function requestsOf(plan: CasePlan): RequestStep[] {
  return plan.steps.filter((step) => step.kind === 'request');
}
