/** What the standard says of a case, in the shape in which the page shows it. */
import { predict, type StepPrediction } from '../../fetch/predict.ts';
import type { Decision } from '../../fetch/types.ts';
import { summary, tellRequest } from '../../judge/prediction-words.ts';
import type { CasePlan, Client, StepPlan } from '../../plan/types.ts';
import type { Explained, ExplainedStep } from './types.ts';

/** `change` is what mends the case, where it failed. */
export function explain(plan: CasePlan, via: Client, change: string[]): Explained {
  // What a target answers is not known before.
  const predictions = plan.check ? [] : predict(plan, via).steps;
  const steps = plan.steps.map((step, index) =>
    explainStep(
      plan,
      via,
      step,
      predictions.find((one) => one.index === index),
    ),
  );
  return { why: plan.why, page: plan.origins[plan.from.origin]?.origin ?? '', steps, change };
}

function explainStep(
  plan: CasePlan,
  via: Client,
  step: StepPlan,
  prediction: StepPrediction | undefined,
): ExplainedStep {
  if (step.kind === 'reload') return quiet('the page is loaded anew');
  if (step.kind === 'wait') return quiet(`a max-age of ${step.maxAge} s passes`);
  const [title = '', ...request] = tellRequest(plan, via, step);
  return {
    title,
    request,
    summary: prediction ? summary(prediction) : '',
    decisions: prediction ? decisionsOf(prediction) : [],
  };
}

function quiet(title: string): ExplainedStep {
  return { title, request: [], summary: '', decisions: [] };
}

/** Those of an unknown step are not its own if an earlier one is the reason. */
function decisionsOf({ outcome, trace, decidedBy }: StepPrediction): ExplainedStep['decisions'] {
  const same = (one: Decision) => one.step === decidedBy.step && one.link === decidedBy.link;
  const all = outcome === 'unknown' ? [decidedBy] : trace.some(same) ? trace : [...trace, decidedBy];
  const deciding = outcome === 'unknown' ? -1 : all.findLastIndex(same);
  return all.map(({ step, link }, index) => ({ step, link, decides: index === deciding }));
}
