/** Routes as written -> what each URL answers: shorthands spelled out, headers as pairs, sequences as lists. */
import type { ScenarioAnswer, ScenarioHeaders, ScenarioRoute } from '../scenario/schema.ts';
import { prune } from './merge.ts';
import type { AnswerPlan, HeaderPairs, RoutePlan } from './types.ts';

type Cors = NonNullable<ScenarioRoute['cors']>;
type Redirect = NonNullable<ScenarioRoute['redirect']>;
/** Turns `name/path` into `$name/path` where `name` is an origin of the file. */
export type ToUrl = (written: string) => string;

export function toPairs(headers: ScenarioHeaders | undefined): HeaderPairs {
  return Object.entries(headers ?? {}).flatMap(([name, value]) => {
    if (value === null) return [];
    const lines = Array.isArray(value) ? value : [value];
    return lines.map((line): [string, string] => [name, String(line)]);
  });
}

/** What a route lacks once everything has been merged. */
export function lacksOf(route: ScenarioRoute): string | null {
  if (route.cors && route.cors.origin === undefined) return 'cors has no origin';
  const redirects = [route.redirect, ...(route.sequence ?? []).map(({ redirect }) => redirect)];
  const leadsNowhere = redirects.some(
    (redirect) => typeof redirect === 'object' && redirect !== null && redirect.to === undefined,
  );
  return leadsNowhere ? 'a redirect has no to' : null;
}

/** Plans one route; `cors:` lays a correct policy under what is written out. */
export function planRoute(route: ScenarioRoute, toUrl: ToUrl): RoutePlan {
  const cors = route.cors ?? undefined;
  const preflight = (answer: ScenarioAnswer) => planAnswer(answer, 204, cors && preflightHeaders(cors));
  const response = (answer: ScenarioAnswer) => planAnswer(answer, 200, cors && responseHeaders(cors));
  const redirect = (written: Redirect) => {
    const { to = '', status, headers } = typeof written === 'string' ? { to: written } : written;
    return response({ status: status ?? 302, headers: { location: toUrl(to), ...headers } });
  };
  const plan: RoutePlan = { preflight: [], response: [] };
  for (const item of route.sequence ?? [route]) {
    if (item.preflight) plan.preflight.push(preflight(item.preflight));
    if (item.redirect) plan.response.push(redirect(item.redirect));
    else if (item.response) plan.response.push(response(item.response));
  }
  if (cors && plan.preflight.length === 0) plan.preflight.push(preflight({}));
  if (cors && plan.response.length === 0) plan.response.push(response({}));
  return plan;
}

/** Plans one answer; `status` and the headers `under` it are its defaults. */
export function planAnswer(answer: ScenarioAnswer, status: number, under: HeaderPairs = []): AnswerPlan {
  const { body, base64, statusText, delay, raw } = prune(answer) as ScenarioAnswer;
  const json = typeof body === 'object';
  const written = toPairs(answer.headers);
  const removed = new Set(Object.keys(answer.headers ?? {}));
  const headers = [...under.filter(([name]) => !removed.has(name)), ...written];
  const typed = headers.some(([name]) => name === 'content-type') || removed.has('content-type');
  if (body !== undefined && !typed) headers.push(['content-type', json ? 'application/json' : 'text/plain']);
  return {
    status: answer.status ?? status,
    headers,
    body: json ? JSON.stringify(body) : (body ?? ''),
    ...(base64 === undefined ? {} : { base64 }),
    ...(statusText === undefined ? {} : { statusText }),
    ...(delay === undefined ? {} : { delay }),
    ...(raw === undefined ? {} : { raw }),
  };
}

function preflightHeaders(cors: Cors): HeaderPairs {
  const pairs: HeaderPairs = [['access-control-allow-origin', cors.origin ?? '*']];
  if (cors.credentials) pairs.push(['access-control-allow-credentials', 'true']);
  if (cors.methods) pairs.push(['access-control-allow-methods', cors.methods.join(', ')]);
  if (cors.headers) pairs.push(['access-control-allow-headers', cors.headers.join(', ')]);
  if (cors['max-age'] !== undefined) pairs.push(['access-control-max-age', String(cors['max-age'])]);
  return pairs;
}

function responseHeaders(cors: Cors): HeaderPairs {
  const pairs: HeaderPairs = [['access-control-allow-origin', cors.origin ?? '*']];
  if (cors.credentials) pairs.push(['access-control-allow-credentials', 'true']);
  if (cors.expose) pairs.push(['access-control-expose-headers', cors.expose.join(', ')]);
  if (cors.origin !== '*') pairs.push(['vary', 'Origin']);
  return pairs;
}
