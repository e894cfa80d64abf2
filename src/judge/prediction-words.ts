/** A prediction in words: the request, every decision of the standard, the traffic, what would turn it. */
import type { StepPrediction } from '../fetch/predict.ts';
import { turningChange } from '../fetch/turning.ts';
import type { Decision } from '../fetch/types.ts';
import type { PredictedExchange } from '../fetch/user-agent.ts';
import { nominalAddresses, resolveText, resolveUrl } from '../plan/refs.ts';
import { serialisedCaller } from '../plan/caller.ts';
import { ELEMENT_ONLY, FETCH_ONLY, hasAttribute, isElement } from '../plan/clients.ts';
import type { CasePlan, Client, RequestPlan, StepPlan, WorkerPlan } from '../plan/types.ts';

export type RequestStep = Extract<StepPlan, { kind: 'request' }>;

/** Headers of an answer that CORS looks at. */
const TELLING = /^(access-control-.*|location|cross-origin-resource-policy)$/i;

export function section(title: string, lines: readonly string[]): string[] {
  return [`${title}:`, ...lines.map((line) => `  ${line}`)];
}

export function summary(prediction: StepPrediction | undefined): string {
  if (!prediction) return 'nothing is asked';
  const { outcome, at } = prediction;
  if (outcome === 'unknown') return 'not predicted';
  return at === undefined ? outcome : `${outcome} at the ${at}`;
}

export function tellRequest(plan: CasePlan, client: Client, step: RequestStep): string[] {
  const { request, from = plan.from, via = client } = step;
  const addresses = nominalAddresses(plan.origins);
  const top = from.top === undefined ? '' : ` in a page of ${plan.origins[from.top]?.origin ?? from.top}`;
  const opaque = serialisedCaller(from) === 'null' ? ', whose origin is opaque and serialised as `null`' : '';
  const caller = `${from.context} of ${plan.origins[from.origin]?.origin ?? from.origin}${top}${opaque}`;
  return [
    `${request.method} ${resolveUrl(request.url, addresses)}`,
    ...(via === client ? [] : [`via: ${via}`]),
    ...(via === 'http' ? [] : [`from: ${caller}`, ...tellCredentials(request, via)]),
    ...request.headers.map(([name, value]) => `header ${name}: ${resolveText(value, addresses)}`),
    ...(request.body ? [`body: ${request.body.kind}`] : []),
    ...FETCH_ONLY.filter((name) => request[name] !== undefined).map(
      (name) => `${name}: ${String(request[name])}`,
    ),
    ...(request.worker ? [`service worker: ${tellWorker(request.worker)}`] : []),
    ...Object.entries(request.xhr ?? {}).map(([name, value]) => `${name}: ${String(value)}`),
  ];
}

function tellWorker(worker: WorkerPlan): string {
  switch (worker.kind) {
    case 'not-handled':
      return 'does not answer';
    case 'request':
      return 'answers with fetch() of the request';
    case 'error':
      return 'answers with a network error';
    case 'fetch':
      return `answers with fetch() of ${worker.url}`;
    case 'response':
      return `answers with a response that it makes, status ${worker.status}`;
  }
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

export function tellDecisions(
  { trace, decidedBy }: Pick<StepPrediction, 'trace' | 'decidedBy'>,
  mark = '  <== decides',
): string[] {
  const deciding = trace.findLastIndex((decision) => isSame(decision, decidedBy));
  const decisions = deciding < 0 ? [...trace, decidedBy] : trace;
  const place = deciding < 0 ? trace.length : deciding;
  return decisions.flatMap(({ step, link }, index) => [
    `${index + 1}. ${step}${index === place ? mark : ''}`,
    `   ${link}`,
  ]);
}

function isSame(one: Decision, other: Decision): boolean {
  return one.step === other.step && one.link === other.link;
}

/** `unplanned` says what became of a request that there is no answer to. */
export function tellTraffic(
  wire: readonly PredictedExchange[],
  unplanned = (status: number | null) => `${status ?? ''}, for nothing is planned`,
): string[] {
  if (wire.length === 0) return ['none'];
  return wire.flatMap((exchange) => {
    const { method, url, preflight, origin, requests, status, answered, planned } = exchange;
    const names = requests?.headers.join(',') ?? '';
    const telling = planned ? answered.filter(([name]) => TELLING.test(name)) : [];
    return [
      `--> ${method} ${url}${preflight ? ' (preflight)' : ''}`,
      ...(origin === null ? [] : [`      Origin: ${origin}`]),
      ...(requests ? [`      Access-Control-Request-Method: ${requests.method}`] : []),
      ...(names === '' ? [] : [`      Access-Control-Request-Headers: ${names}`]),
      `<-- ${planned ? (status ?? 'no answer that can be read in time') : unplanned(status)}`,
      ...telling.map(([name, value]) => `      ${titled(name)}: ${value}`),
    ];
  });
}

function titled(name: string): string {
  return name.toLowerCase().replace(/(^|-)[a-z]/g, (start) => start.toUpperCase());
}

/** `readable` are the names of the headers that there can be, if that is known. */
export function tellOutcome(prediction: StepPrediction, readable?: ReadonlySet<string>): string[] {
  const { type, status, error, reveals = [], evicted } = prediction;
  const detail = [type, status, error].filter((part) => part !== undefined).join(', ');
  const names = reveals.filter((name) => readable?.has(name.toLowerCase()) ?? true);
  return [
    `${summary(prediction)}${detail === '' ? '' : ` (${detail})`}`,
    ...(names.length > 0 ? [`script can read ${names.join(', ')}`] : []),
    ...(evicted ? [`${summary(evicted)}, if the HTTP cache no longer holds the response`] : []),
  ];
}

export function tellChange(
  plan: CasePlan,
  via: Client,
  last: StepPrediction | undefined,
  title = 'Smallest change that turns it',
): string[] {
  if (!last || last.outcome === 'unknown') return [`${title}: not known, for nothing is predicted`];
  const change = turningChange(plan, via);
  if (!change) return [`${title}: ${whyNone(last)}`];
  const [first = '', ...more] = change.sentences;
  const advice = change.advice.map((sentence) => `  ${sentence}`);
  if (more.length === 0) return [`${title}: ${first}`, ...advice];
  const numbered = change.sentences.map((sentence, index) => `${index + 1}. ${sentence}`);
  return [...section(`${title} (${change.sentences.length} facts together)`, numbered), ...advice];
}

function whyNone({ outcome, wire, evicted }: StepPrediction): string {
  if (evicted) return 'not known, for a stored response decides';
  if (wire.length === 0) return 'no answer of a server can, for nothing is sent';
  return outcome === 'blocked'
    ? "no change of the servers' answers was found"
    : 'nothing taken from an answer can, for no CORS check is made';
}
