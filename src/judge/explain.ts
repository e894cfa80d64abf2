/** A case explained: what each request asks, every decision of the standard, the traffic, what would turn it. */
import { predict, type StepPrediction } from '../fetch/predict.ts';
import type { CasePlan, Client, StepPlan } from '../plan/types.ts';
import {
  section,
  summary,
  tellChange,
  tellDecisions,
  tellOutcome,
  tellRequest,
  tellTraffic,
  type RequestStep,
} from './prediction-words.ts';
import { specLink } from './spec.ts';

/** What the standard says of a plan as one client runs it, line by line. */
export function tellExplanation(plan: CasePlan, via: Client): string[] {
  const { steps: predictions } = predict(plan, via);
  const steps = plan.steps.map((step, index) => {
    const prediction = predictions.find((one) => one.index === index);
    const title = plan.steps.length > 1 ? [`Step ${index + 1}:`] : [];
    return [...title, ...tellStep(plan, via, step, prediction)];
  });
  const sections = [
    [`${plan.id} via ${via}: ${summary(predictions.at(-1))}`],
    section('The case', [plan.title, ...plan.spec.map(specLink)]),
    ...steps,
    tellChange(plan, via, predictions.at(-1)),
  ];
  return sections.flatMap((lines, index) => (index === 0 ? lines : ['', ...lines]));
}

function tellStep(
  plan: CasePlan,
  via: Client,
  step: StepPlan,
  prediction: StepPrediction | undefined,
): string[] {
  if (step.kind === 'reload') return ['the page is loaded anew'];
  if (step.kind === 'wait') return [`a max-age of ${step.maxAge} s passes`];
  const request = section('Request', tellRequest(plan, via, step));
  if (!prediction) return request;
  // Neither decisions nor traffic: those of an unknown step are not its own if an earlier one is the reason.
  if (prediction.outcome === 'unknown')
    return [...request, ...section('Outcome', [`not predicted: ${prediction.decidedBy.step}`])];
  return [
    ...request,
    ...section('Decisions', tellDecisions(prediction)),
    ...section('Traffic', tellTraffic(prediction.wire)),
    ...section('Outcome', [...tellOutcome(prediction), ...tellDifference(prediction, step)]),
  ];
}

function tellDifference(prediction: StepPrediction, { expect }: RequestStep): string[] {
  if (expect.outcome === prediction.outcome && expect.at === prediction.at) return [];
  return [`but the case expects ${expect.outcome}${expect.at === undefined ? '' : ` at the ${expect.at}`}`];
}
