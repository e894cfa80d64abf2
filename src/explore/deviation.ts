/** Where what was observed first leaves what was predicted: in the order in which things happened. */
import { exchangeIsPreflight, type Exchange } from '../../servers/exchange.ts';
import type { Prediction, StepPrediction } from '../fetch/prediction.ts';
import type { PredictedExchange } from '../fetch/user-agent.ts';
import { REQUEST_HEADERS, REQUEST_METHOD } from '../fetch/cors-headers.ts';
import { get } from '../fetch/header-list.ts';
import { blockedAt, stepEvidence, type StepEvidence } from '../judge/evidence.ts';
import type { Observation } from '../lab/observation.ts';
import type { CasePlan, Client } from '../plan/types.ts';
import { usedCache } from './expectation.ts';

export type DeviationKind =
  /** A preflight that was not sent, or one too many. */
  | 'preflight missing'
  | 'preflight extra'
  /** Another request, or one more or less. */
  | 'traffic'
  | 'origin'
  | 'asked method'
  | 'asked headers'
  | 'outcome'
  | 'place'
  | 'status'
  | 'type'
  | 'url'
  | 'redirected'
  | 'reveals'
  | 'hides';

export interface Deviation {
  kind: DeviationKind;
  /** Index of the step, and of the exchange within the step. */
  step: number;
  exchange: number;
  expected: string;
  seen: string;
  /** The exchanges at that place. */
  predicted?: PredictedExchange;
  observed?: Exchange;
}

export interface Comparison {
  /** Null if all is as predicted. */
  deviation: Deviation | null;
  /**
   * Whether a preflight came although the cache would have spared it. An entry may be dropped at any time; what follows
   * from the answer to the new preflight is not predicted, and not compared.
   */
  evicted: boolean;
}

export function compareWithPrediction(
  plan: CasePlan,
  via: Client,
  { steps }: Prediction,
  observation: Observation,
): Comparison {
  const evidence = new Map(stepEvidence(plan, via, observation).map((one) => [one.stepIndex, one]));
  for (const prediction of steps) {
    const seen = evidence.get(prediction.index);
    if (!seen) continue;
    const traffic = inTraffic(prediction, seen.wire);
    if (traffic?.kind === 'preflight extra' && traffic.predicted && usedCache(prediction))
      return { deviation: null, evicted: true };
    const deviation = traffic ?? onPage(plan, via, prediction, seen);
    if (deviation) return { deviation, evicted: false };
  }
  return { deviation: null, evicted: false };
}

function inTraffic(prediction: StepPrediction, seen: readonly Exchange[]): Deviation | null {
  const { wire: predicted, index: step } = prediction;
  for (let place = 0; place < Math.max(predicted.length, seen.length); place += 1) {
    const expected = predicted[place];
    const observed = seen[place];
    const found = kindOf(expected, observed);
    if (found)
      return {
        ...found,
        step,
        exchange: place,
        ...(expected ? { predicted: expected } : {}),
        ...(observed ? { observed } : {}),
      };
  }
  return null;
}

type Found = Pick<Deviation, 'kind' | 'expected' | 'seen'>;

function kindOf(expected: PredictedExchange | undefined, observed: Exchange | undefined): Found | null {
  const line = expected ? `${expected.method} ${expected.url}` : 'nothing';
  const seenLine = observed ? `${observed.method} ${observed.to}${observed.path}` : 'nothing';
  const asks = observed !== undefined && exchangeIsPreflight(observed);
  if (expected?.preflight && !asks) return { kind: 'preflight missing', expected: line, seen: seenLine };
  if (asks && !expected?.preflight) return { kind: 'preflight extra', expected: line, seen: seenLine };
  if (line !== seenLine || !expected || !observed) return { kind: 'traffic', expected: line, seen: seenLine };
  const differ = (kind: DeviationKind, wanted: string | null, was: string | null): Found | null =>
    wanted === was ? null : { kind, expected: wanted ?? 'absent', seen: was ?? 'absent' };
  const read = (name: string) => get(observed.requestHeaders, name);
  return (
    differ('origin', expected.origin, read('origin')) ??
    (expected.requests
      ? (differ('asked method', expected.requests.method, read(REQUEST_METHOD)) ??
        differ('asked headers', expected.requests.headers.join(',') || null, read(REQUEST_HEADERS)))
      : null)
  );
}

function onPage(
  plan: CasePlan,
  via: Client,
  prediction: StepPrediction,
  { report, wire }: StepEvidence,
): Deviation | null {
  const { outcome, at, index: step, wire: predicted } = prediction;
  const differ = (kind: DeviationKind, wanted: unknown, was: unknown): Deviation | null => {
    if (wanted === was) return null;
    return { kind, step, exchange: predicted.length, expected: String(wanted), seen: String(was) };
  };
  const ended = differ('outcome', outcome, report.outcome);
  if (ended ?? outcome === 'blocked') return ended ?? differ('place', at, blockedAt(wire));
  const { reveals = [], status, type, url, redirected } = prediction;
  const readable = (name: string) => get(report.headers ?? [], name) !== null;
  const sent = new Set(
    Object.values(plan.routes).flatMap(({ response }) =>
      response.flatMap(({ headers }) => headers.map(([name]) => name.toLowerCase())),
    ),
  );
  const hidden = type === 'opaque' || type === 'opaqueredirect';
  return (
    differ('status', status, report.status) ??
    (via === 'fetch' ? differ('type', type, report.type) : null) ??
    (redirected ? differ('url', url, report.url) : null) ??
    (redirected && via === 'fetch' ? differ('redirected', redirected, report.redirected) : null) ??
    (hidden
      ? null
      : (differ('reveals', '', reveals.filter((name) => !readable(name)).join(',')) ??
        differ('hides', '', [...sent].filter((name) => !reveals.includes(name) && readable(name)).join(','))))
  );
}
