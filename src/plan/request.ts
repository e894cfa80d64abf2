/** Requests and expectations as written -> with every default in place. */
import type { ScenarioExpectation, ScenarioRequest } from '../scenario/schema.ts';
import { planAnswer, toPairs, type ToUrl } from './routes.ts';
import type { BodyPlan, Expectation, RequestPlan, WireExpectation, WorkerPlan } from './types.ts';

const NORMALISED = new Set(['DELETE', 'GET', 'HEAD', 'OPTIONS', 'POST', 'PUT']);

/** Normalizes a method: https://fetch.spec.whatwg.org/#concept-method-normalize */
export function normaliseMethod(method: string): string {
  const upper = method.toUpperCase();
  return NORMALISED.has(upper) ? upper : method;
}

export function planRequest(request: ScenarioRequest, toUrl: ToUrl): RequestPlan {
  const { url = '', method = 'GET', headers, body, credentials = 'same-origin', worker, ...rest } = request;
  return {
    ...rest,
    url: toUrl(url),
    method,
    headers: Array.isArray(headers) ? headers : toPairs(headers),
    credentials,
    ...(body === undefined ? {} : { body: planBody(body) }),
    ...(worker === undefined ? {} : { worker: planWorker(worker, toUrl) }),
  };
}

function planWorker(worker: NonNullable<ScenarioRequest['worker']>, toUrl: ToUrl): WorkerPlan {
  if (worker === 'fetch') return { kind: 'request' };
  if (typeof worker === 'string') return { kind: worker };
  if ('respond' in worker) {
    const { status, headers, body } = planAnswer(worker.respond, 200);
    return { kind: 'response', status, headers, body };
  }
  const { fetch: url, ...init } = worker;
  return { kind: 'fetch', url: url === undefined ? '' : toUrl(url), ...init };
}

function planBody(body: NonNullable<ScenarioRequest['body']>): BodyPlan {
  if (typeof body === 'string') return { kind: 'text', text: body };
  if ('json' in body) return { kind: 'json', text: JSON.stringify(body.json) };
  if ('urlencoded' in body) return { kind: 'urlencoded', fields: fields(body.urlencoded) };
  if ('formData' in body) return { kind: 'form-data', fields: fields(body.formData) };
  if ('blob' in body) return { kind: 'blob', text: body.blob, type: body.type };
  if ('repeat' in body) return { kind: 'text', text: body.repeat.repeat(body.times) };
  if ('base64' in body) return { kind: 'bytes', base64: body.base64 };
  return { kind: 'stream', text: body.stream };
}

function fields(record: Record<string, string | number | boolean>): [string, string][] {
  return Object.entries(record).map(([name, value]) => [name, String(value)]);
}

const texts = (record: Record<string, string | number | boolean | null> | undefined) =>
  record &&
  Object.fromEntries(
    Object.entries(record).map(([name, value]) => [name, value === null ? null : String(value)]),
  );

/** Plans an expectation, or the part of one that a divergence gives. */
export function planExpectation(
  expect: ScenarioExpectation,
  toUrl: ToUrl,
  method: string,
): Partial<Expectation> {
  const { preflight, reveals, sends, wire, url, evicted, ...rest } = expect;
  const planned: Partial<Expectation> = { ...(rest as Partial<Expectation>) };
  if (url !== undefined) planned.url = url === '' ? '' : toUrl(url);
  if (preflight !== undefined)
    planned.preflight = typeof preflight === 'string' ? preflight : planPreflight(preflight, method);
  if (reveals !== undefined) {
    planned.reveals = Array.isArray(reveals)
      ? Object.fromEntries(reveals.map((name) => [name, null]))
      : texts(reveals);
  }
  if (sends !== undefined) planned.sends = texts(sends);
  if (wire !== undefined) planned.wire = wire.map((line) => planWire(line, toUrl));
  if (evicted !== undefined) planned.evicted = planExpectation(evicted as ScenarioExpectation, toUrl, method);
  return planned;
}

type Preflight = Exclude<NonNullable<ScenarioExpectation['preflight']>, string>;

function planPreflight(preflight: Preflight, method: string) {
  const sends = texts(preflight.sends);
  return {
    method: preflight.method ?? normaliseMethod(method),
    headers: preflight.headers ?? [],
    ...(sends ? { sends: sends as Record<string, string | null> } : {}),
  };
}

function planWire(line: NonNullable<ScenarioExpectation['wire']>[number], toUrl: ToUrl): WireExpectation {
  const { request, sends, body } = typeof line === 'string' ? { request: line } : line;
  const space = request.indexOf(' ');
  return {
    method: request.slice(0, space),
    url: toUrl(request.slice(space + 1)),
    ...(sends ? { sends: texts(sends) } : {}),
    ...(body === undefined ? {} : { body }),
  };
}
