/** The model of the standard and the expectations of the corpus are written apart; here they meet. */
import { describe, expect, test } from 'vitest';
import { get } from '../../src/fetch/header-list.ts';
import { predict, type StepPrediction } from '../../src/fetch/predict.ts';
import type { PredictedExchange } from '../../src/fetch/user-agent.ts';
import { evictedExpectation } from '../../src/judge/lay-over.ts';
import { loadCorpus } from '../../src/plan/corpus.ts';
import { nominalAddresses, resolveUrl } from '../../src/plan/refs.ts';
import type { CasePlan, Client, Expectation } from '../../src/plan/types.ts';

/** Share of plans that may depend on what the model leaves out. */
const MAX_UNKNOWN = 0.05;

const { plans } = loadCorpus(['scenarios']);
const unknown = new Set<string>();

describe('the model agrees with the corpus', () => {
  test.each(plans.map((plan) => [plan.id, plan] as const))('%s', (_id, plan) => {
    const differences = plan.via.flatMap((via) => disagreements(plan, via));
    expect(differences).toEqual([]);
  });

  test('and leaves out few of its plans', () => {
    for (const plan of plans)
      if (plan.via.some((via) => predict(plan, via).steps.some(isUnknown))) unknown.add(plan.id);
    expect([...unknown].length / plans.length, [...unknown].join('\n')).toBeLessThan(MAX_UNKNOWN);
  });
});

function isUnknown({ outcome }: StepPrediction): boolean {
  return outcome === 'unknown';
}

function disagreements(plan: CasePlan, via: Client): string[] {
  return predict(plan, via).steps.flatMap((prediction) => {
    const step = plan.steps[prediction.index];
    if (step?.kind !== 'request' || isUnknown(prediction)) return [];
    return [
      ...compare(plan, via, step.expect, prediction),
      ...compareEvicted(plan, via, step.expect, prediction),
    ].map(
      (difference) =>
        `step ${prediction.index} via ${via}: ${difference}; ${prediction.decidedBy.step} (${prediction.decidedBy.link})`,
    );
  });
}

function compare(plan: CasePlan, via: Client, expected: Expectation, predicted: StepPrediction): string[] {
  const differences: string[] = [];
  const differ = (subject: string, model: unknown, given: unknown) => {
    if (JSON.stringify(model) !== JSON.stringify(given))
      differences.push(
        `${subject}: the model says ${JSON.stringify(model)}, the case ${JSON.stringify(given)}`,
      );
  };
  const url = (text: string) => resolveUrl(text, nominalAddresses(plan.origins));
  differ('outcome', predicted.outcome, expected.outcome);
  differ('at', predicted.at, expected.at);
  differ('preflight', predicted.preflight, preflightOf(expected, predicted));
  if (expected.status !== undefined && predicted.outcome === 'allowed')
    differ('status', predicted.status, expected.status);
  if (expected.type !== undefined && via === 'fetch') differ('type', predicted.type, expected.type);
  if (expected.url !== undefined)
    differ('url', predicted.url ?? '', expected.url && new URL(url(expected.url)).href);
  if (expected.redirected !== undefined && via === 'fetch')
    differ('redirected', predicted.redirected, expected.redirected);
  if (expected.error !== undefined && (via === 'fetch' || expected.outcome === 'allowed'))
    differ('error', predicted.error, expected.error);
  for (const name of Object.keys(expected.reveals ?? {}))
    differ(`whether ${name} is readable`, predicted.reveals?.includes(name) ?? false, true);
  for (const name of expected.hides ?? [])
    differ(`whether ${name} is readable`, predicted.reveals?.includes(name) ?? false, false);
  if (expected.wire)
    differ(
      'wire',
      predicted.wire.map((line) => `${line.method} ${line.url}`),
      expected.wire.map((line) => `${line.method} ${url(line.url)}`),
    );
  if (expected.worker) differ('what the service worker sees', predicted.worker, expected.worker);
  compareSent(plan, expected, predicted, differ);
  for (const { planned, method, url: where } of predicted.wire)
    if (!planned) differences.push(`nothing is planned for ${method} ${where}`);
  return differences;
}

/** Wherever a stored response counts, a case says what happens without it. */
function compareEvicted(
  plan: CasePlan,
  via: Client,
  expected: Expectation,
  { evicted }: StepPrediction,
): string[] {
  const without = evictedExpectation(expected);
  if (!evicted && !without) return [];
  if (!evicted) return ['evicted: the model uses no stored response'];
  if (!without)
    return ['evicted: the model uses a stored response, and the case does not say what happens without'];
  if (isUnknown(evicted)) return [];
  return compare(plan, via, without, evicted).map((difference) => `evicted, ${difference}`);
}

type Differ = (subject: string, model: unknown, given: unknown) => void;

/** Headers that the model knows of each request. */
const MODELLED = ['origin', 'if-none-match', 'if-modified-since', 'cache-control', 'pragma'];

function compareSent(
  plan: CasePlan,
  { sends, wire: lines }: Expectation,
  { wire }: StepPrediction,
  differ: Differ,
): void {
  const check = (given: Sends | undefined, exchange: PredictedExchange | undefined, where: string) => {
    for (const name of MODELLED) {
      const value = given?.[name];
      if (value === undefined) continue;
      const wanted = value === null ? null : resolveUrl(value, nominalAddresses(plan.origins));
      const model = name === 'origin' ? exchange?.origin : exchange && get(exchange.headers, name);
      differ(`${name} of ${where}`, model, wanted);
    }
  };
  check(
    sends,
    wire.findLast(({ preflight }) => !preflight),
    'the request',
  );
  lines?.forEach((line, index) => check(line.sends, wire[index], `request ${index + 1}`));
}

type Sends = Record<string, string | null>;

/** Where the whole traffic is given, `preflight` may be left out. */
function preflightOf({ preflight, wire }: Expectation, predicted: StepPrediction): unknown {
  if (typeof preflight === 'string') {
    const inWire = preflight === 'none' && wire?.some(({ method }) => method === 'OPTIONS');
    return inWire ? predicted.preflight : preflight;
  }
  return { method: preflight.method, headers: preflight.headers };
}
