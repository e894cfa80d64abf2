/** The smallest change of the servers' answers that turns what the standard says of a plan's last request. */
import { nominalAddresses, resolveText, type Addresses } from '../plan/refs.ts';
import type { AnswerPlan, CasePlan, Client as Via, HeaderPairs } from '../plan/types.ts';
import { extractTokens } from './extract-values.ts';
import { byteLowercase, contains, deleteHeader, get, set, linesOf } from './header-list.ts';
import { isCorsSafelistedMethod } from './methods.ts';
import { predict } from './predict.ts';
import type { StepPrediction } from './prediction.ts';
import { parseRawAnswer } from './raw-answer.ts';
import { isRedirectStatus } from './redirect.ts';
import type { HeaderList } from './types.ts';
import type { PredictedExchange } from './user-agent.ts';

/** Facts that may be changed together: a server that knows nothing of CORS lacks seven. */
const MAX_FACTS = 7;
const ORIGIN = 'Access-Control-Allow-Origin';
const CREDENTIALS = 'Access-Control-Allow-Credentials';
const METHODS = 'Access-Control-Allow-Methods';
const HEADERS = 'Access-Control-Allow-Headers';

export interface Change {
  /** What is changed, a sentence for each fact, in the order in which the standard asks for them. */
  sentences: string[];
  /** What it also takes where the answer depends on who asks. */
  advice: string[];
  /** The plan with the change made. */
  plan: CasePlan;
}

/** One answer of one server, and the exchange in which it was given. */
interface Place {
  key: string;
  kind: 'preflight' | 'response';
  index: number;
  exchange: PredictedExchange;
  /** How a sentence names it. */
  name: string;
  /** Null where nothing is planned. */
  answer: AnswerPlan | null;
}

interface Edit {
  sentence: string;
  advice?: string;
  answer: AnswerPlan;
}

/** Null if nothing was predicted, if a stored response decides, or if no change of the answers turns it. */
export function turningChange(plan: CasePlan, via: Via = plan.via[0] ?? 'fetch'): Change | null {
  const last = lastStep(plan, via);
  if (!last || last.outcome === 'unknown' || last.evicted) return null;
  return last.outcome === 'blocked' ? changeThatOpens(plan, via) : changeThatCloses(plan, via);
}

/**
 * Breadth first, so that the first change found is the smallest. The standard looks at one fact after the other, and what
 * blocks is the last answer on the wire: a change is followed up only if it brings another decision.
 */
function changeThatOpens(plan: CasePlan, via: Via): Change | null {
  let changes: Change[] = [{ sentences: [], advice: [], plan }];
  for (let facts = 1; facts <= MAX_FACTS && changes.length > 0; facts += 1) {
    const further: Change[] = [];
    for (const change of changes) {
      const before = lastStep(change.plan, via);
      for (const next of nextChanges(change, via, editsThatOpen)) {
        const after = lastStep(next.plan, via);
        if (after?.outcome === 'allowed' || after?.outcome === 'opaque') return next;
        if (after?.outcome === 'blocked' && decisionOf(after) !== decisionOf(before)) further.push(next);
      }
    }
    changes = further;
  }
  return null;
}

function changeThatCloses(plan: CasePlan, via: Via): Change | null {
  const changes = nextChanges({ sentences: [], advice: [], plan }, via, editsThatClose);
  return changes.find((change) => lastStep(change.plan, via)?.outcome === 'blocked') ?? null;
}

function lastStep(plan: CasePlan, via: Via): StepPrediction | undefined {
  return predict(plan, via).steps.at(-1);
}

function decisionOf(step: StepPrediction | undefined): string {
  return `${step?.wire.length ?? 0} ${step?.decidedBy.step ?? ''}`;
}

/** The change with one more fact changed, in every way that there is. */
function nextChanges(change: Change, via: Via, edits: (place: Place, plan: CasePlan) => Edit[]): Change[] {
  const place = lastPlace(change.plan, via);
  if (!place) return [];
  return edits(place, change.plan).map(({ sentence, advice, answer }) => {
    const plan = structuredClone(change.plan);
    const route = (plan.routes[place.key] ??= { preflight: [], response: [] });
    route[place.kind][place.index] = answer;
    const advised = advice === undefined || change.advice.includes(advice) ? [] : [advice];
    return { sentences: [...change.sentences, sentence], advice: [...change.advice, ...advised], plan };
  });
}

/** The answer that came last, if the last step sent anything. */
function lastPlace(plan: CasePlan, via: Via): Place | null {
  const { steps } = predict(plan, via);
  const exchange = steps.at(-1)?.wire.at(-1);
  if (!exchange) return null;
  const key = routeKey(plan, exchange.url);
  const kind = exchange.preflight ? 'preflight' : 'response';
  const answers = plan.routes[key]?.[kind] ?? [];
  const same = (other: PredictedExchange) =>
    other.preflight === exchange.preflight && routeKey(plan, other.url) === key;
  const count = steps.flatMap(({ wire }) => wire).filter(same).length;
  const index = Math.max(0, Math.min(count, answers.length) - 1);
  const which = answers.length > 1 ? ` (number ${index + 1} of ${answers.length})` : '';
  const name = `the ${exchange.preflight ? 'preflight answer' : 'response'} of ${exchange.url}${which}`;
  const planned = answers[index];
  return { key, kind, index, exchange, name, answer: planned ? spelledOut(planned, plan) : null };
}

/** As the servers look a route up: with its query, else without. */
function routeKey({ origins, routes }: CasePlan, written: string): string {
  const url = new URL(written);
  const names = Object.keys(origins).filter((name) => origins[name]?.origin === url.origin);
  const keys = [`${url.pathname}${url.search}`, url.pathname].flatMap((path) =>
    names.map((name) => `$${name}${path}`),
  );
  return keys.find((key) => key in routes) ?? keys.at(-1) ?? '';
}

/** A literal answer is taken apart: what is changed of it is a fact, not a byte. */
function spelledOut({ raw, ...answer }: AnswerPlan, { origins }: CasePlan): AnswerPlan {
  if (raw === undefined) return answer;
  const parsed = parseRawAnswer(resolveText(raw, nominalAddresses(origins)));
  if (!parsed) return { ...answer, raw };
  return { ...answer, status: parsed.status, headers: pairs(deleteHeader(parsed.headers, 'content-length')) };
}

function pairs(list: HeaderList): HeaderPairs {
  return list.map(([name, value]) => [name, value]);
}

/** The edits from which one or more may let the request through; the smallest come first. */
function editsThatOpen(place: Place, plan: CasePlan): Edit[] {
  const { answer } = place;
  if (!answer) return [plannedAnswer(place, includesCredentials(plan))];
  if (answer.raw !== undefined) return [];
  return [
    ...originEdits(place, answer, nominalAddresses(plan.origins)),
    setHeader(place, answer, CREDENTIALS, 'true'),
    ...methodEdits(place, answer),
    ...headerNameEdits(place, answer),
    ...statusEdits(place, answer),
    ...delayEdits(place, answer),
    ...dropEdits(place, answer),
  ];
}

/** Without one of its headers: first the one that every cross-origin response needs. */
function editsThatClose(place: Place): Edit[] {
  if (!place.answer || place.answer.raw !== undefined) return [];
  const drops = dropEdits(place, place.answer);
  const isOrigin = ({ answer }: Edit) => !contains(answer.headers, ORIGIN);
  return [...drops.filter(isOrigin), ...drops.filter((edit) => !isOrigin(edit))];
}

function originEdits(place: Place, answer: AnswerPlan, addresses: Addresses): Edit[] {
  const { origin } = place.exchange;
  if (origin === null) return [];
  const lines = linesOf(answer.headers, ORIGIN);
  const kept = lines.length > 1 ? [...new Set(lines)] : [];
  const single = kept.map((value) => {
    const sentence = `in ${place.name}, drop the duplicate ${ORIGIN} and keep one line`;
    const shown = resolveText(value, addresses);
    return { ...setHeader(place, answer, ORIGIN, value), sentence: `${sentence}, ${shown}` };
  });
  // Every sandboxed page has the origin `null`: `*` says so openly.
  const values = origin === 'null' ? ['*', origin] : [origin];
  const named = values.map((value) => ({
    ...setHeader(place, answer, ORIGIN, value),
    ...varyAdvice(place, answer.headers, value),
  }));
  return [...single, ...named];
}

/** A preflight is stored by no HTTP cache, and a star is the same for all: https://fetch.spec.whatwg.org/#cors-protocol-and-http-caches */
function varyAdvice({ kind, name }: Place, headers: HeaderList, value: string): { advice?: string } {
  const varies = (get(headers, 'vary') ?? '').split(',').map((item) => byteLowercase(item.trim()));
  if (kind === 'preflight' || value === '*' || varies.includes('origin') || varies.includes('*')) return {};
  return {
    advice: `in ${name}, add Vary: Origin too if it depends on the origin that asks: a cache would give it to others`,
  };
}

/** Not for a method that needs no listing: a list that does not parse is dropped then. */
function methodEdits(place: Place, answer: AnswerPlan): Edit[] {
  const method = place.exchange.requests?.method;
  if (method === undefined || isCorsSafelistedMethod(method)) return [];
  return [addToList(place, answer, METHODS, [method])];
}

/** Authorization first by itself, for `*` may admit the others. */
function headerNameEdits(place: Place, answer: AnswerPlan): Edit[] {
  const listed = extractTokens(HEADERS, answer.headers);
  const known = Array.isArray(listed) ? listed.map(byteLowercase) : [];
  const missing = (place.exchange.requests?.headers ?? []).filter((name) => !known.includes(name));
  const fixed = known.includes('*') && missing.includes('authorization') ? [['authorization']] : [];
  return [...fixed, missing].filter((names) => names.length > 0).map(add);

  function add(names: string[]): Edit {
    return addToList(place, answer, HEADERS, names);
  }
}

function statusEdits(place: Place, answer: AnswerPlan): Edit[] {
  const { status } = answer;
  const isPreflight = place.kind === 'preflight';
  if (isPreflight ? status >= 200 && status <= 299 : !isRedirectStatus(status)) return [];
  const instead = isPreflight ? 204 : 200;
  const sentence = `in ${place.name}, set the status to ${instead} instead of ${status}`;
  return [{ sentence, answer: { ...answer, status: instead } }];
}

function delayEdits(place: Place, answer: AnswerPlan): Edit[] {
  const { delay, ...prompt } = answer;
  if (delay === undefined) return [];
  return [{ sentence: `in ${place.name}, leave out the delay of ${delay} ms`, answer: prompt }];
}

function dropEdits(place: Place, answer: AnswerPlan): Edit[] {
  const names = new Set(answer.headers.map(([name]) => byteLowercase(name)));
  return [...names].map((name) => ({
    sentence: `in ${place.name}, drop ${titled(name)}`,
    answer: { ...answer, headers: pairs(deleteHeader(answer.headers, name)) },
  }));
}

function setHeader(place: Place, answer: AnswerPlan, name: string, value: string): Edit {
  const how = contains(answer.headers, name) ? `set ${name} to ${value}` : `add ${name}: ${value}`;
  const headers = pairs(set(answer.headers, byteLowercase(name), value));
  return { sentence: `in ${place.name}, ${how}`, answer: { ...answer, headers } };
}

function addToList(place: Place, answer: AnswerPlan, name: string, items: string[]): Edit {
  const listed = extractTokens(name, answer.headers);
  if (!Array.isArray(listed)) return setHeader(place, answer, name, items.join(', '));
  const edit = setHeader(place, answer, name, [...listed, ...items].join(', '));
  return { ...edit, sentence: `in ${place.name}, add ${items.join(', ')} to ${name}` };
}

/** An answer that grants all that the exchange asks for. */
function plannedAnswer(place: Place, credentials: boolean): Edit {
  const { kind, exchange } = place;
  const { origin, requests } = exchange;
  const status = kind === 'preflight' ? 204 : 200;
  const admitted = origin === 'null' && !credentials ? '*' : (origin ?? '*');
  const granted: HeaderPairs = [[ORIGIN, admitted]];
  if (credentials) granted.push([CREDENTIALS, 'true']);
  if (requests && !isCorsSafelistedMethod(requests.method)) granted.push([METHODS, requests.method]);
  if (requests && requests.headers.length > 0) granted.push([HEADERS, requests.headers.join(', ')]);
  const lines = granted.map(([header, value]) => `${header}: ${value}`);
  const headers = granted.map(([header, value]): [string, string] => [byteLowercase(header), value]);
  return {
    sentence: `answer ${kind === 'preflight' ? 'the preflight of' : exchange.method} ${exchange.url} with status ${status} and ${lines.join(', ')}`,
    ...varyAdvice({ ...place, name: `the answer to ${exchange.method} ${exchange.url}` }, [], admitted),
    answer: { status, headers, body: '' },
  };
}

function includesCredentials({ steps }: CasePlan): boolean {
  const last = steps.findLast((step) => step.kind === 'request');
  return last?.request.credentials === 'include';
}

function titled(name: string): string {
  return name.replace(/(^|-)[a-z]/g, (start) => start.toUpperCase());
}
