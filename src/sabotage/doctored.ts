/** What would be observed if all happened as the standard says: a prediction as an observation, without a browser. */
import type { Exchange } from '../../servers/exchange.ts';
import type { StepReport } from '../browser/probe/messages.ts';
import { predict } from '../fetch/predict.ts';
import type { StepPrediction } from '../fetch/prediction.ts';
import type { PredictedExchange } from '../fetch/user-agent.ts';
import type { Observation } from '../lab/observation.ts';
import { tellsNothing } from '../plan/clients.ts';
import { nominalAddresses, resolveText, resolveUrl, type Addresses } from '../plan/refs.ts';
import type { CasePlan, Client, Expectation, HeaderPairs, StepPlan } from '../plan/types.ts';
import { cookiesAt, lostCookies, type StepCookies } from './cookies.ts';

type Sends = Record<string, string | null>;
type RequestStep = Extract<StepPlan, { kind: 'request' }>;

/** What the model knows of a request; everything else that a case expects of one is taken as it expects it. */
const MODELLED = new Set([
  'origin',
  'access-control-request-method',
  'access-control-request-headers',
  'if-none-match',
  'if-modified-since',
  'cache-control',
  'pragma',
]);

/**
 * The observation of `world`, a plan or one of its mutants, in an engine that does all as predicted. Bodies, events,
 * cookies and other request headers, which the model leaves out, are those that `plan` expects.
 */
export function doctored(plan: CasePlan, world: CasePlan, via: Client): Observation {
  const addresses = nominalAddresses(plan.origins);
  const steps: StepReport[] = plan.steps.map(({ kind }) => ({
    outcome: kind === 'wait' ? 'waited' : 'reloaded',
  }));
  const lost = lostCookies(plan, world);
  const jars = [cookiesAt(plan, via), cookiesAt(world, via)] as const;
  const wire: Exchange[] = [];
  const fences: Observation['fences'] = [];
  for (const prediction of predict(world, via).steps) {
    const { index } = prediction;
    const step = plan.steps[index];
    if (step?.kind !== 'request') continue;
    const met = withJar(withoutCookies(step, lost), jars[0].get(index), jars[1].get(index));
    steps[index] = reportOf(met, prediction, via, addresses);
    wire.push(...exchangesOf(met.expect, prediction, addresses));
    for (const { origin } of Object.values(plan.origins))
      fences.push({ t: 0, to: origin, step: index, by: 'page' });
  }
  return { test: plan.id, attempt: 1, steps, wire, fences, console: [], ms: 0 };
}

/** The step as it can be met where nothing sets some of its cookies. */
function withoutCookies(step: RequestStep, lost: readonly string[]): RequestStep {
  const left = (names: string[] | undefined) => names?.filter((name) => !lost.includes(name));
  const pairsLeft = (sends: Sends | undefined): Sends | undefined =>
    sends &&
    Object.fromEntries(Object.entries(sends).filter(([name, value]) => name !== 'cookie' || !isLost(value)));
  const isLost = (value: string | null) => lost.includes(value?.split('=')[0] ?? '');
  const { cookies, documentCookies, sends, wire } = step.expect;
  const expect = {
    ...step.expect,
    ...(cookies ? { cookies: left(cookies) ?? [] } : {}),
    ...(documentCookies ? { documentCookies: left(documentCookies) ?? [] } : {}),
    ...(sends ? { sends: pairsLeft(sends) ?? {} } : {}),
    ...(wire
      ? { wire: wire.map((line) => (line.sends ? { ...line, sends: pairsLeft(line.sends) ?? {} } : line)) }
      : {}),
  };
  return { ...step, expect };
}

/** The step with the cookies of another jar, which `was` became. */
function withJar(step: RequestStep, was?: StepCookies, is?: StepCookies): RequestStep {
  const { cookies, documentCookies } = step.expect;
  const now = (names: string[], before: string[], after: string[]) => [
    ...names.filter((name) => after.includes(name) || !before.includes(name)),
    ...after.filter((name) => !names.includes(name) && !before.includes(name)),
  ];
  if (!was || !is) return step;
  const expect = {
    ...step.expect,
    ...(cookies ? { cookies: now(cookies, was.sent, is.sent) } : {}),
    ...(documentCookies ? { documentCookies: now(documentCookies, was.seen, is.seen) } : {}),
  };
  return { ...step, expect };
}

function reportOf(
  { request, expect, via: own }: RequestStep,
  predicted: StepPrediction,
  via: Client,
  addresses: Addresses,
): StepReport {
  const { outcome, reveals = [] } = predicted;
  if (outcome === 'unknown') return { outcome: 'harness-error', message: 'the model does not know' };
  const { documentCookies, worker } = expect;
  const besides: Partial<StepReport> = {
    ...(documentCookies === undefined ? {} : { documentCookies: documentCookies.join('; ') }),
    ...(worker === undefined ? {} : { worker }),
  };
  if (tellsNothing(own ?? via, request)) return { outcome: 'opaque', ...besides };
  const asExpected = expect.outcome === outcome ? pageOf(expect, addresses) : {};
  const { error = asExpected.error } = predicted;
  if (outcome === 'blocked') return { ...asExpected, ...besides, outcome, ...(error ? { error } : {}) };
  const { status, type, url, redirected } = predicted;
  return {
    ...asExpected,
    ...besides,
    outcome,
    ...(status === undefined ? {} : { status }),
    ...(type === undefined ? {} : { type }),
    ...(url === undefined ? {} : { url }),
    ...(redirected === undefined ? {} : { redirected }),
    headers: reveals.map((name) => [name, resolveText(expect.reveals?.[name] ?? '', addresses)]),
  };
}

function pageOf(expect: Expectation, addresses: Addresses): Partial<StepReport> {
  const { status, statusText, url, body, error, events } = expect;
  return {
    ...(status === undefined ? {} : { status }),
    ...(statusText === undefined ? {} : { statusText }),
    ...(url === undefined ? {} : { url: resolveUrl(url, addresses) }),
    ...(body === undefined ? {} : { body: resolveText(body, addresses) }),
    ...(error === undefined ? {} : { error }),
    ...(events === undefined ? {} : { events }),
  };
}

function exchangesOf(expect: Expectation, { wire, index }: StepPrediction, addresses: Addresses): Exchange[] {
  const last = wire.findLast(({ preflight }) => !preflight);
  return wire.map((predicted, place) => {
    const line = expect.wire?.[place];
    const cookies = expect.cookies?.map((name) => `${name}=1`).join('; ');
    const sends = {
      ...(predicted === last ? { ...(cookies ? { cookie: cookies } : {}), ...expect.sends } : {}),
      ...(predicted.preflight && typeof expect.preflight === 'object' ? expect.preflight.sends : {}),
      ...line?.sends,
    };
    const { origin } = new URL(predicted.url);
    return {
      t: 0,
      conn: 1,
      to: origin,
      method: predicted.method,
      path: predicted.url.slice(origin.length),
      requestHeaders: [...known(predicted), ...unmodelled(sends, addresses)],
      requestBody: resolveText(line?.body ?? '', addresses),
      status: predicted.status,
      responseHeaders: predicted.answered.map(([name, value]): [string, string] => [name, value]),
      answered: 0,
      taken: true,
      step: index,
      ...(predicted.planned ? {} : { unplanned: `Nothing is planned for ${predicted.url}.` }),
    };
  });
}

function known({ origin, requests, headers }: PredictedExchange): HeaderPairs {
  const modelled = headers.filter(
    ([name]) =>
      !/^(origin|access-control-request-(method|headers))$/i.test(name) && MODELLED.has(name.toLowerCase()),
  );
  return [
    ...(origin === null ? [] : [['origin', origin] as [string, string]]),
    ...(requests ? [['access-control-request-method', requests.method] as [string, string]] : []),
    ...(requests && requests.headers.length > 0
      ? [['access-control-request-headers', requests.headers.join(',')] as [string, string]]
      : []),
    ...modelled.map(([name, value]): [string, string] => [name, value]),
  ];
}

function unmodelled(sends: Record<string, string | null>, addresses: Addresses): HeaderPairs {
  return Object.entries(sends).flatMap(([name, value]): HeaderPairs =>
    value === null || MODELLED.has(name.toLowerCase()) ? [] : [[name, resolveText(value, addresses)]],
  );
}
