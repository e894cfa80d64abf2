/** A stand-in for lab and engine: it does what the standard predicts, of the case or of what it makes of the case. */
import type { Exchange } from '../../../servers/exchange.ts';
import type { StepReport } from '../../../src/browser/probe/messages.ts';
import type { Runner } from '../../../src/lab/visits.ts';
import { predict } from '../../../src/fetch/predict.ts';
import type { StepPrediction } from '../../../src/fetch/prediction.ts';
import type { Observation } from '../../../src/lab/observation.ts';
import type { CasePlan, Client, EngineName, HeaderPairs } from '../../../src/plan/types.ts';

/** An engine that takes every case for `mistaken(case)`. */
export function stubRunner(engine: EngineName, mistaken: (plan: CasePlan) => CasePlan): Runner {
  const info = { engine, build: engine, version: '1.0', driver: 'stub' };
  return {
    engine: () => Promise.resolve({ info }),
    run: ({ entries }, emit) => {
      for (const entry of entries) emit(entry, observationOf(mistaken(entry.plan), entry.via, entry.test));
      return Promise.resolve();
    },
  };
}

/** What would be observed if an engine did exactly what is predicted. */
export function observationOf(plan: CasePlan, via: Client, test: string): Observation {
  const { steps } = predict(plan, via);
  const reports: StepReport[] = plan.steps.map((step) => ({
    outcome: step.kind === 'wait' ? 'waited' : 'reloaded',
  }));
  for (const step of steps) reports[step.index] = reportOf(step);
  return {
    test,
    attempt: 1,
    steps: reports,
    wire: steps.flatMap(exchangesOf),
    fences: Object.values(plan.origins).flatMap(({ origin }) =>
      plan.steps.map((_, step) => ({ t: 0, to: origin, step, by: 'page' as const })),
    ),
    console: [],
    ms: 1,
  };
}

function reportOf({ outcome, status, type, url, redirected, reveals, error }: StepPrediction): StepReport {
  if (outcome === 'unknown') throw new Error('the stand-in cannot know');
  return {
    outcome,
    ...(status === undefined ? {} : { status }),
    ...(type === undefined ? {} : { type }),
    ...(url === undefined ? {} : { url }),
    ...(redirected === undefined ? {} : { redirected }),
    ...(error === undefined ? {} : { error }),
    headers: (reveals ?? []).map((name) => [name, 'a']),
  };
}

function exchangesOf({ wire, index }: StepPrediction): Exchange[] {
  return wire.map((one): Exchange => {
    const url = new URL(one.url);
    const asked: HeaderPairs = one.requests
      ? [
          ['access-control-request-method', one.requests.method],
          ...(one.requests.headers.length > 0
            ? [['access-control-request-headers', one.requests.headers.join(',')] as [string, string]]
            : []),
        ]
      : [];
    return {
      t: 0,
      conn: 1,
      to: url.origin,
      method: one.method,
      path: `${url.pathname}${url.search}`,
      requestHeaders: [
        ...(one.origin === null ? [] : [['origin', one.origin] as [string, string]]),
        ...asked,
      ],
      requestBody: '',
      status: one.status,
      responseHeaders: one.location ? [['location', '/']] : [],
      answered: 1,
      taken: true,
      step: index,
    };
  });
}
