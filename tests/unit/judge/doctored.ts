/** Doctored observations of a target. */
import type { Exchange } from '../../../servers/exchange.ts';
import type { StepReport } from '../../../src/browser/probe/messages.ts';
import { judge } from '../../../src/judge/judge.ts';
import type { HarnessFailure, Observation } from '../../../src/lab/observation.ts';
import type { HeaderPairs } from '../../../src/plan/types.ts';
import { loadPolicy } from '../../../src/policy/suite.ts';

const ENGINE = { engine: 'chromium', build: 'chromium', version: '156', driver: 'playwright' } as const;
export const APP = 'https://app.example.com';

const { plans } = loadPolicy(
  `title: T
target: { origin: https://api.example.com, command: node server.js }
rules:
  - id: items
    path: /items
    origins: [${APP}]
    methods: [GET, PUT]
    headers: [content-type]
    credentials: true
    expose: [x-total]
    max-age: 600
    errors: { 404: /none }
`,
  `${process.cwd()}/policies/shop.yaml`,
);

export interface Seen {
  outcome?: StepReport['outcome'];
  status?: number;
  readable?: string[];
  /** Headers of the answer, and of the answer to the preflight, if there was one. */
  answer?: HeaderPairs;
  preflight?: { status: number; headers: HeaderPairs };
  cookie?: string;
  sent?: boolean;
  /** Whether a shared cache answered. */
  fromCache?: boolean;
}

/** The judgement of what was observed of a check. */
export function verdictOf(name: string, seen: Seen[], failure?: HarnessFailure) {
  const { plan, via, observation } = doctored(name, seen, failure);
  return judge(plan, via, observation, ENGINE);
}

/** What was observed of a check: one entry per call, the last repeats. */
export function doctored(name: string, seen: Seen[], failure?: HarnessFailure) {
  const plan = plans.find(({ id }) => id === `policies/shop/items/${name}`);
  if (!plan) throw new Error(`no check ${name}`);
  const via = plan.via[0] ?? 'fetch';
  const steps: StepReport[] = [];
  const wire: Exchange[] = [];
  plan.steps.forEach((step, index) => {
    if (step.kind !== 'request') return;
    const {
      outcome = 'allowed',
      status = 200,
      readable = [],
      answer = [],
      preflight,
      cookie,
      sent = true,
      fromCache = false,
    } = seen[Math.min(index, seen.length - 1)] ?? {};
    steps.push({
      outcome,
      ...(outcome === 'allowed' ? { status, headers: readable.map((one) => [one, '']) } : {}),
    });
    const exchange = (
      method: string,
      code: number,
      request: HeaderPairs,
      response: HeaderPairs,
    ): Exchange => ({
      t: 0,
      conn: 1,
      to: 'https://api.example.com',
      method,
      path: '/items',
      requestHeaders: request,
      requestBody: '',
      status: code,
      responseHeaders: response,
      answered: 1,
      taken: true,
      step: index,
    });
    if (preflight)
      wire.push(
        exchange(
          'OPTIONS',
          preflight.status,
          [['access-control-request-method', step.request.method]],
          preflight.headers,
        ),
      );
    if (sent)
      wire.push({
        ...exchange(step.request.method, status, cookie === undefined ? [] : [['cookie', cookie]], answer),
        ...(fromCache ? { fromCache } : {}),
      });
  });
  const fences = steps.map((_, step) => ({ t: 0, to: 'https://api.example.com', step, by: 'page' as const }));
  const observation: Observation = {
    test: plan.id,
    attempt: 1,
    steps,
    wire,
    fences,
    console: [],
    ...(failure ? { failure } : {}),
    ms: 1,
  };
  return { plan, via, observation };
}
