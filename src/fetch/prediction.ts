/** What the standard says of a plan, in the terms of an expectation. */
import type { BlockedAt, Outcome } from '../plan/types.ts';
import type { Decision } from './types.ts';
import type { PredictedExchange } from './user-agent.ts';

export interface StepPrediction {
  /** Place of the step within the plan. */
  index: number;
  /** `unknown` if the step depends on something that is not modelled; `decidedBy` then says on what. */
  outcome: Outcome | 'unknown';
  at?: BlockedAt;
  /** The first preflight that is sent. */
  preflight: 'none' | 'cached' | { method: string; headers: string[] };
  status?: number;
  type?: string;
  url?: string;
  redirected?: boolean;
  /** Names of the response headers that script can read. */
  reveals?: string[];
  /** Name of the exception, or of XMLHttpRequest's event. */
  error?: string;
  /** Whether the last Origin header is `null`. */
  originIsNull: boolean;
  /** What a service worker sees of it, each `METHOD mode`. */
  worker: string[];
  wire: PredictedExchange[];
  decidedBy: Decision;
  /** What is so instead if the HTTP cache no longer holds the response that it used here. */
  evicted?: StepPrediction;
  /** Every decision on the way, in order; `decidedBy` is among them unless the outcome is unknown. */
  trace: Decision[];
}

export interface Prediction {
  steps: StepPrediction[];
}
