import { requestFor } from '../../../src/fetch/fetch-request.ts';
import type { Client, HeaderList, Request } from '../../../src/fetch/types.ts';
import type { AnswerPlan, CasePlan, Expectation, RequestPlan, RoutePlan } from '../../../src/plan/types.ts';

export const CLIENT: Client = {
  origin: 'http://app.example.com',
  window: true,
  secure: false,
  partitionKey: 'http://example.com',
  referrerPolicy: 'strict-origin-when-cross-origin',
  embedderPolicy: 'unsafe-none',
  contentSecurityPolicy: null,
  serviceWorker: null,
};

/** A request of http://app.example.com to http://api.example.com/item, or through the URLs given. */
export function aRequest(over: Partial<Request> = {}, ...urls: string[]): Request {
  const urlList = (urls.length > 0 ? urls : ['http://api.example.com/item']).map((url) => new URL(url));
  return { ...requestFor(CLIENT, urlList[0] as URL), unsafeRequest: true, urlList, ...over };
}

export function answer(status: number, headers: Record<string, string | string[]> = {}): AnswerPlan {
  const pairs = Object.entries(headers).flatMap(([name, value]) =>
    [value].flat().map((line): [string, string] => [name, line]),
  );
  return { status, headers: pairs, body: '' };
}

export const headers = (...pairs: [string, string][]): HeaderList => pairs;

type Step = Partial<RequestPlan> | 'reload' | number;

const EXPECT: Expectation = { outcome: 'allowed', preflight: 'none' };

/** A plan of `app`, `api` (cross-origin, same site) and `org` (another site); a number waits for that max-age. */
export function aPlan(
  routes: Record<string, Partial<RoutePlan>>,
  steps: Step[] = [{}],
  over: Partial<CasePlan> = {},
): CasePlan {
  return {
    id: 'area/file/case',
    title: '',
    why: '',
    spec: [],
    covers: [],
    area: 'area',
    file: 'file',
    line: 1,
    via: ['fetch'],
    from: { origin: 'app', context: 'document' },
    origins: {
      app: { origin: 'http://app.example.com', pageHeaders: [] },
      api: { origin: 'http://api.example.com', pageHeaders: [] },
      org: { origin: 'http://example.org', pageHeaders: [] },
    },
    routes: Object.fromEntries(
      Object.entries(routes).map(([place, route]) => [place, { preflight: [], response: [], ...route }]),
    ),
    steps: steps.map((step) => {
      if (step === 'reload') return { kind: 'reload' };
      if (typeof step === 'number') return { kind: 'wait', maxAge: step };
      const request = { url: '$api/item', method: 'GET', headers: [], credentials: 'same-origin' as const };
      return { kind: 'request', request: { ...request, ...step }, expect: EXPECT };
    }),
    divergences: [],
    attribution: 'token',
    raw: false,
    limit: 10_000,
    ...over,
  };
}
