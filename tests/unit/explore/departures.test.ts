/** Every known departure stands for cases of the corpus, and recognises what they pin. */
import { describe, expect, test } from 'vitest';
import type { Exchange } from '../../../servers/exchange.ts';
import { DEPARTURES } from '../../../src/explore/departures.ts';
import { explainedBy } from '../../../src/explore/known.ts';
import { predict } from '../../../src/fetch/predict.ts';
import type { Observation } from '../../../src/lab/observation.ts';
import { loadCorpus } from '../../../src/plan/corpus.ts';
import { nominalAddresses, resolveText, resolveUrl } from '../../../src/plan/refs.ts';
import type { CasePlan, Client, DivergencePlan, EngineName, Expectation } from '../../../src/plan/types.ts';
import { observationOf } from './support.ts';

const { plans } = loadCorpus(['scenarios']);
const pins = DEPARTURES.flatMap(({ name, pinned }) =>
  Object.entries(pinned).flatMap(([engine, cases]) =>
    cases.map((id) => [name, engine as EngineName, id] as const),
  ),
);

describe('a known departure', () => {
  test.each(pins)('%s, in %s: %s', (name, engine, id) => {
    const plan = plans.find((one) => one.id === id);
    const divergence = plan?.divergences.find((one) => one.engine === engine);
    expect(divergence, `${id} pins nothing for ${engine}`).toBeDefined();
    const departure = DEPARTURES.find((one) => one.name === name);
    if (!plan || !divergence) return;
    const via = divergence.via?.[0] ?? plan.via[0] ?? 'fetch';
    if (departure?.translate) expectSame(departure.translate(plan), via, expectationOf(plan, divergence));
    else {
      const one = { plan, prediction: predict(plan, via), via };
      const known = explainedBy(one, pinnedObservation(plan, via, divergence), engine);
      expect(known?.map((found) => found.name)).toContain(name);
    }
  });
});

/** What the standard asks for of the translated case is what is pinned of the case itself. */
function expectSame(translated: CasePlan, via: Client, pinned: Expectation): void {
  const last = predict(translated, via).steps.at(-1);
  expect(last).toMatchObject({
    outcome: pinned.outcome,
    ...(pinned.outcome === 'blocked' ? { at: pinned.at } : {}),
  });
  // Pinned traffic may hold a preflight that `preflight` leaves out; spared is spared, by the cache or by the safelist.
  if (!pinned.wire) {
    const asked = (preflight: unknown) => (preflight === 'cached' ? 'none' : preflight);
    expect(asked(last?.preflight)).toEqual(asked(pinned.preflight));
  }
  const addresses = nominalAddresses(translated.origins);
  if (pinned.wire)
    expect(
      last?.wire.filter(({ preflight }) => !preflight).map(({ method, url }) => `${method} ${url}`),
    ).toEqual(
      pinned.wire
        .filter(({ method }) => method !== 'OPTIONS')
        .map(({ method, url }) => `${method} ${resolveUrl(url, addresses)}`),
    );
}

function expectationOf(plan: CasePlan, divergence: DivergencePlan): Expectation {
  const step = plan.steps.findLast(({ kind }) => kind === 'request');
  const standard = step?.kind === 'request' ? step.expect : undefined;
  return { outcome: 'allowed', preflight: 'none', ...standard, ...divergence.expect };
}

/** What the standard predicts, and in the last request what is pinned instead. */
function pinnedObservation(plan: CasePlan, via: Client, divergence: DivergencePlan): Observation {
  const standard = observationOf(plan, via, plan.id);
  const last = plan.steps.findLastIndex(({ kind }) => kind === 'request');
  const expect = expectationOf(plan, divergence);
  const wire = standard.wire.filter((exchange) => exchange.step === last);
  const exchanges = exchangesOf(plan, expect, wire, last);
  return {
    ...standard,
    wire: [...standard.wire.filter((exchange) => exchange.step !== last), ...exchanges],
    steps: standard.steps.map((one, index) =>
      index === last && expect.outcome !== one.outcome ? { outcome: expect.outcome } : one,
    ),
  };
}

function exchangesOf(plan: CasePlan, expect: Expectation, standard: Exchange[], step: number): Exchange[] {
  const addresses = nominalAddresses(plan.origins);
  const planned = plan.steps[step];
  const request = planned?.kind === 'request' ? planned.request : undefined;
  const url = request?.url ?? '';
  const asks = typeof expect.preflight === 'object' ? expect.preflight : undefined;
  const blocked = expect.outcome === 'blocked' && (expect.at === 'preflight' || expect.at === 'request');
  const lines = expect.wire ?? [
    ...(asks ? [{ method: 'OPTIONS', url, sends: undefined }] : []),
    ...(blocked ? [] : [{ method: request?.method ?? 'GET', url, sends: expect.sends }]),
  ];
  let preflights = 0;
  return lines.map(({ method, url: where, sends = {} }) => {
    const at = new URL(resolveUrl(where, addresses));
    const preflight = method === 'OPTIONS';
    const like = standard.find(
      (one) => one.method === method && `${one.to}${one.path}` === `${at.origin}${at.pathname}${at.search}`,
    );
    const first = preflight && ++preflights === 1 ? asks : undefined;
    const headers: Record<string, string | null> = {
      origin: like ? (like.requestHeaders.find(([name]) => name === 'origin')?.[1] ?? null) : '$app',
      ...Object.fromEntries(like?.requestHeaders ?? []),
      ...(preflight ? { 'access-control-request-method': first?.method ?? request?.method ?? 'GET' } : {}),
      ...(first ? { 'access-control-request-headers': first.headers.join(',') || null } : {}),
      ...sends,
    };
    return {
      ...(like ?? {
        t: 0,
        conn: 1,
        requestBody: '',
        status: 200,
        responseHeaders: [],
        answered: 1,
        taken: true,
        step,
      }),
      to: at.origin,
      method,
      path: `${at.pathname}${at.search}`,
      requestHeaders: Object.entries(headers).flatMap(([name, value]): [string, string][] =>
        value === null ? [] : [[name, resolveText(value, addresses)]],
      ),
    };
  });
}
