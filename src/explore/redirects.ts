/** Chains of one to three redirects over the three origins. */
import fc, { type Arbitrary } from 'fast-check';
import type { ScenarioRoute } from '../scenario/schema.ts';
import { ORIGINS, type Draft, type DraftRequest, type OriginName } from './draft.ts';
import { corsHeaders, preflight, request, response, via, type Asked } from './parts.ts';
import { mostly, pick } from './values.ts';

const place = pick<OriginName>(
  { weight: 4, value: 'api' },
  { weight: 3, value: 'other' },
  { weight: 2, value: 'app' },
);
const status = pick(301, 302, 302, 303, 307, 307, 308);
const PATHS = ['a', 'b', 'c', 'd'];

const chainMethods = pick('GET', 'GET', 'POST', 'POST', 'PUT', 'DELETE', 'HEAD', 'PATCH');
const chainHeaders: Arbitrary<[string, string][]> = fc.array<[string, string]>(
  fc.oneof(
    { weight: 3, arbitrary: fc.tuple(pick('x-a', 'Authorization'), pick('1')) },
    fc.tuple(pick('Content-Type'), pick('text/plain', 'application/json')),
    fc.tuple(pick('Content-Language', 'Content-Encoding', 'Range'), pick('de', 'bytes=0-')),
  ),
  { maxLength: 2 },
);

export const redirects: Arbitrary<Draft> = fc
  .tuple(via, fc.array(place, { minLength: 2, maxLength: 4 }))
  .chain(([client, places]) =>
    fc.tuple(
      fc.constant(client),
      fc.constant(places),
      request(`${places[0] ?? 'api'}/a`, client, { methods: chainMethods, headers: chainHeaders }),
    ),
  )
  .chain(([client, places, asked]) =>
    fc.record({
      area: fc.constant('redirects'),
      via: fc.constant(client),
      routes: routesOf(places, asked),
      steps: fc.constant([{ request: asked }]),
    }),
  );

function routesOf(places: OriginName[], asked: DraftRequest): Arbitrary<Draft['routes']> {
  const routes = places.map((name, index): [string, Arbitrary<ScenarioRoute>] => {
    const hop: Asked = { request: asked, origin: originAt(places, index) };
    const last = index === places.length - 1;
    const final = response(hop, 8).map((answer) => ({ response: answer }));
    const onward = fc
      .tuple(location(places[index + 1] ?? 'api', PATHS[index + 1] ?? 'z'), status, corsHeaders(hop, 10))
      .map(([to, code, headers]) => ({
        redirect: { to, status: code, headers: { ...headers, 'cache-control': 'no-store' } },
      }));
    const asks = preflight(hop, 12);
    const route = fc
      .tuple(asks, last ? final : onward)
      .map(([leave, answer]): ScenarioRoute => ({ preflight: leave, ...answer }));
    return [`${name}/${PATHS[index] ?? 'z'}`, route];
  });
  return fc.record(Object.fromEntries(routes));
}

/** https://fetch.spec.whatwg.org/#concept-request-tainted-origin: what a correct server answers. */
function originAt(places: readonly OriginName[], index: number): string {
  const tainted = places
    .slice(1, index + 1)
    .some((name, before) => name !== places[before] && places[before] !== 'app');
  return tainted ? 'null' : '$app';
}

function location(name: OriginName, path: string): Arbitrary<string> {
  const url = `${name}/${path}`;
  const host = new URL(ORIGINS[name]).host;
  const odd =
    name === 'app'
      ? pick(`${url}#x`)
      : pick(
          `${url}#x`,
          `http://user:pw@$${name}:host/${path}`,
          `http://user@$${name}:host/${path}`,
          `$${name}/x/../${path}`,
        );
  return host === '' ? odd : mostly(fc.constant(url), odd, 12);
}
