/** One generator of drafts for each area; areas build on one another, because bugs live where rules meet. */
import fc, { type Arbitrary } from 'fast-check';
import type { Context } from '../plan/types.ts';
import type { Draft, DraftRequest } from './draft.ts';
import { raw } from './raw.ts';
import { redirects } from './redirects.ts';
import { preflight, request, response, via, type Via } from './parts.ts';
import { method, pick } from './values.ts';

const simpleMethod = pick('GET', 'GET', 'GET', 'POST', 'HEAD');
const noHeaders = fc.constant<[string, string][]>([]);
const page = '$app';

type Requests = (client: Via) => Arbitrary<DraftRequest>;

/** One request to one route of another origin; the lower a number, the more often that part is off. */
function single(
  area: string,
  requests: Requests,
  { preflights, responses }: { preflights: number; responses: number },
): Arbitrary<Draft> {
  return via
    .chain((client) => fc.tuple(fc.constant(client), requests(client)))
    .chain(([client, asked]) =>
      fc.record({
        area: fc.constant(area),
        via: fc.constant(client),
        routes: fc.record({
          [asked.url ?? '']: fc.record({
            preflight: preflight({ request: asked, origin: page }, preflights),
            response: response({ request: asked, origin: page }, responses),
          }),
        }),
        steps: fc.constant([{ request: asked }]),
      }),
    );
}

const check = single(
  'check',
  (client) => request('api/a', client, { methods: simpleMethod, headers: noHeaders }),
  {
    preflights: 20,
    responses: 2,
  },
);

const safelist = single('safelist', (client) => request('api/a', client, {}), {
  preflights: 20,
  responses: 30,
});

const answers = single('preflight', (client) => request('api/a', client, { methods: method }), {
  preflights: 3,
  responses: 30,
});

const exposed = single('exposure', (client) => request('other/a', client, { methods: simpleMethod }), {
  preflights: 30,
  responses: 12,
});

/** Requests in a row, of which the later ones may find in the cache what the earlier ones put there. */
const cache: Arbitrary<Draft> = via.chain((client) => {
  const asked = request('api/a', client, {
    methods: pick('PUT', 'DELETE', 'POST', 'GET', 'patch'),
    headers: fc.array(fc.tuple(pick('x-a', 'X-B', 'Authorization', 'Content-Type'), pick('1')), {
      maxLength: 2,
    }),
  });
  return fc.tuple(asked, asked).chain(([one, two]) => {
    const both: DraftRequest = { ...one, headers: [...listOf(one), ...listOf(two)] };
    const granted = preflight({ request: both, origin: page }, 16, 2);
    const step = pick(
      { weight: 4, value: { request: one } },
      { weight: 4, value: { request: two } },
      { request: { ...one, credentials: 'include' as const } },
      { request: { ...two, url: 'api/b' } },
      { request: { ...one, method: 'PUT' } },
    );
    const wait = pick<Draft['steps']>({ weight: 12, value: [] }, [{ 'wait-max-age': 1 }]);
    const answer = response({ request: { credentials: 'include' }, origin: page }, 12);
    const route = fc
      .tuple(granted, preflight({ request: two, origin: page }, 8, 2), answer, pick(true, false))
      .map(([first, second, final, again]) => ({
        sequence: [
          { preflight: first },
          ...(again ? [{ preflight: second }] : []),
          { response: uncached(final) },
        ],
      }));
    return fc.record({
      area: fc.constant('cache'),
      via: fc.constant(client),
      routes: fc.record({ 'api/a': route, 'api/b': route }),
      steps: fc
        .tuple(fc.constant({ request: one }), wait, step, fc.array(step, { maxLength: 2 }))
        .map(([first, pause, second, more]) => [first, ...pause, second, ...more]),
    });
  });
});

function listOf({ headers }: DraftRequest): [string, string][] {
  return Array.isArray(headers) ? headers : [];
}

function uncached<T extends { headers?: object }>(answer: T): T {
  return { ...answer, headers: { ...answer.headers, 'cache-control': 'no-store' } };
}

/** What only fetch can say, laid over requests and redirects. */
const modes: Arbitrary<Draft> = fc
  .tuple(
    fc.oneof(redirects, answers, check).filter((draft) => draft.via === 'fetch'),
    fc.record(
      {
        mode: pick('cors', 'no-cors', 'same-origin'),
        redirect: pick('follow', 'manual', 'error'),
        referrerPolicy: pick('no-referrer', 'origin', 'same-origin', 'strict-origin', 'unsafe-url', ''),
        cache: pick('default', 'no-store', 'reload', 'no-cache'),
        keepalive: pick(true, false),
      },
      { requiredKeys: [] },
    ),
    pick({ weight: 4, value: false }, true),
  )
  .map(([draft, options, own]) => {
    const home = own && draft.routes['api/a'] && !draft.routes['app/a'];
    const moved = home ? (JSON.parse(JSON.stringify(draft).replaceAll('api/a', 'app/a')) as Draft) : draft;
    const steps = moved.steps.map((step) =>
      'request' in step ? { request: { ...step.request, ...options } } : step,
    );
    return { ...moved, area: 'modes', steps: steps as Draft['steps'] };
  });

/** Other callers: workers and frames, of the page's origin or of none. */
const callers: Arbitrary<Draft> = fc
  .tuple(
    fc.oneof(redirects, answers, check, safelist),
    pick<Context>('sandboxed-iframe', 'data-iframe', 'dedicated-worker', 'data-worker'),
  )
  .map(([draft, context]) => ({
    ...draft,
    area: 'callers',
    from: { context },
    routes: JSON.parse(JSON.stringify(draft.routes).replaceAll('$app', '$caller')) as Draft['routes'],
  }));

/** Every area, and how often it is drawn when none is chosen. */
export const AREAS: Record<string, { weight: number; drafts: Arbitrary<Draft> }> = {
  check: { weight: 3, drafts: check },
  safelist: { weight: 4, drafts: safelist },
  preflight: { weight: 4, drafts: answers },
  cache: { weight: 4, drafts: cache },
  redirects: { weight: 6, drafts: redirects },
  exposure: { weight: 2, drafts: exposed },
  modes: { weight: 2, drafts: modes },
  callers: { weight: 2, drafts: callers },
  raw: { weight: 2, drafts: raw },
};

/** The same drafts for the same areas, count and seed. */
export function drawDrafts(areas: readonly string[], count: number, seed: number): Draft[] {
  const chosen = areas.flatMap((area) => AREAS[area] ?? []);
  const drafts = fc.oneof(...chosen.map(({ weight, drafts: arbitrary }) => ({ weight, arbitrary })));
  return fc.sample(drafts, { numRuns: count, seed });
}
