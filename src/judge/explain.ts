/** The wording of a prediction: what each request asks, every decision of the standard, the traffic, what would turn it. */
import { predict, type StepPrediction } from '../fetch/predict.ts';
import { turningChange } from '../fetch/turning.ts';
import type { Decision } from '../fetch/types.ts';
import type { PredictedExchange } from '../fetch/user-agent.ts';
import { nominalAddresses, resolveText, resolveUrl } from '../plan/refs.ts';
import type { CasePlan, Client, RequestPlan, StepPlan } from '../plan/types.ts';
import { ELEMENT_ONLY, FETCH_ONLY, hasAttribute, isElement } from '../plan/clients.ts';
import { specLink } from './spec.ts';

type RequestStep = Extract<StepPlan, { kind: 'request' }>;

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

function section(title: string, lines: readonly string[]): string[] {
  return [`${title}:`, ...lines.map((line) => `  ${line}`)];
}

function summary(prediction: StepPrediction | undefined): string {
  if (!prediction) return 'nothing is asked';
  const { outcome, at } = prediction;
  if (outcome === 'unknown') return 'not predicted';
  return at === undefined ? outcome : `${outcome} at the ${at}`;
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
    ...section('Traffic', prediction.wire.length > 0 ? prediction.wire.flatMap(tellExchange) : ['none']),
    ...section('Outcome', tellOutcome(prediction, step)),
  ];
}

function tellRequest(plan: CasePlan, client: Client, step: RequestStep): string[] {
  const { request, from = plan.from, via = client } = step;
  const addresses = nominalAddresses(plan.origins);
  const top = from.top === undefined ? '' : ` in a page of ${plan.origins[from.top]?.origin ?? from.top}`;
  const caller = `${from.context} of ${plan.origins[from.origin]?.origin ?? from.origin}${top}`;
  return [
    `${request.method} ${resolveUrl(request.url, addresses)}`,
    ...(via === client ? [] : [`via: ${via}`]),
    ...(via === 'http' ? [] : [`from: ${caller}`, ...tellCredentials(request, via)]),
    ...request.headers.map(([name, value]) => `header ${name}: ${resolveText(value, addresses)}`),
    ...(request.body ? [`body: ${request.body.kind}`] : []),
    ...FETCH_ONLY.filter((name) => request[name] !== undefined).map(
      (name) => `${name}: ${String(request[name])}`,
    ),
    ...Object.entries(request.xhr ?? {}).map(([name, value]) => `${name}: ${String(value)}`),
  ];
}

function tellCredentials(request: RequestPlan, via: Client): string[] {
  const { credentials, crossorigin = 'missing' } = request;
  if (via === 'xhr' || via === 'eventsource') return [`withCredentials: ${credentials === 'include'}`];
  if (!isElement(via)) return [`credentials mode: ${credentials}`];
  const said = ELEMENT_ONLY.filter((name) => name !== 'crossorigin' && request[name] !== undefined);
  return [
    ...(hasAttribute(via, 'crossorigin') ? [`crossorigin: ${crossorigin === '' ? '""' : crossorigin}`] : []),
    ...said.map((name) => `${name}: ${String(request[name])}`),
  ];
}

function tellDecisions({ trace, decidedBy }: StepPrediction): string[] {
  const deciding = trace.findLastIndex((decision) => isSame(decision, decidedBy));
  const decisions = deciding < 0 ? [...trace, decidedBy] : trace;
  const place = deciding < 0 ? trace.length : deciding;
  return decisions.flatMap(({ step, link }, index) => [
    `${index + 1}. ${step}${index === place ? '  <== decides' : ''}`,
    `   ${link}`,
  ]);
}

function isSame(one: Decision, other: Decision): boolean {
  return one.step === other.step && one.link === other.link;
}

function tellExchange({
  method,
  url,
  preflight,
  origin,
  requests,
  status,
  planned,
}: PredictedExchange): string[] {
  const names = requests?.headers.join(',') ?? '';
  return [
    `--> ${method} ${url}${preflight ? ' (preflight)' : ''}`,
    ...(origin === null ? [] : [`      Origin: ${origin}`]),
    ...(requests ? [`      Access-Control-Request-Method: ${requests.method}`] : []),
    ...(names === '' ? [] : [`      Access-Control-Request-Headers: ${names}`]),
    `<-- ${status ?? 'no answer that can be read in time'}${planned ? '' : ', for nothing is planned'}`,
  ];
}

function tellOutcome(prediction: StepPrediction, { expect }: RequestStep): string[] {
  const { type, status, error, reveals } = prediction;
  const detail = [type, status, error].filter((part) => part !== undefined).join(', ');
  const readable = reveals && reveals.length > 0 ? [`script can read ${reveals.join(', ')}`] : [];
  const differs = expect.outcome !== prediction.outcome || expect.at !== prediction.at;
  const wanted = `but the case expects ${expect.outcome}${expect.at === undefined ? '' : ` at the ${expect.at}`}`;
  return [
    `${summary(prediction)}${detail === '' ? '' : ` (${detail})`}`,
    ...readable,
    ...(differs ? [wanted] : []),
  ];
}

function tellChange(plan: CasePlan, via: Client, last: StepPrediction | undefined): string[] {
  const title = 'Smallest change that turns it';
  if (!last || last.outcome === 'unknown') return [`${title}: not known, for nothing is predicted`];
  const change = turningChange(plan, via);
  if (!change) return [`${title}: ${whyNone(last)}`];
  const [first = '', ...more] = change.sentences;
  if (more.length === 0) return [`${title}: ${first}`];
  return section(
    `${title} (${change.sentences.length} facts together)`,
    change.sentences.map((sentence, index) => `${index + 1}. ${sentence}`),
  );
}

function whyNone({ outcome, wire }: StepPrediction): string {
  if (wire.length === 0) return 'no answer of a server can, for nothing is sent';
  return outcome === 'blocked'
    ? "no change of the servers' answers was found"
    : 'nothing taken from an answer can, for no CORS check is made';
}
