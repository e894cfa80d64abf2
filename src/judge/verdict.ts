/** The judge's words: verdicts and what stands behind them. */
import type { Cause } from '../plan/causes.ts';
import type { BlockedAt, DivergencePlan, Outcome } from '../plan/types.ts';

export const VERDICTS = ['conforms', 'diverges', 'stale', 'violates', 'inconclusive', 'unsupported'] as const;
export type Verdict = (typeof VERDICTS)[number];

/** What was seen in one request step, in the terms of an expectation. */
export interface Seen {
  outcome: Outcome | 'timeout' | 'harness-error';
  at?: BlockedAt;
  status?: number;
  type?: string;
  error?: string;
  /** `none`, or each preflight as `METHOD: names`. */
  preflight: string;
}

export interface Judgement {
  verdict: Verdict;
  /** What was seen in the last request step. */
  seen: Seen | null;
  /** Every difference from the standard's expectation, as "X is A, not B". */
  differences: string[];
  /** Freedoms of the standard that were used, versions outside a pinned range. */
  notes: string[];
  divergence?: DivergencePlan;
  /** Of a check of a target: what is wrong, worst first, also what does not fail the test. */
  causes?: Cause[];
}

export function isFailing(verdict: Verdict): boolean {
  return verdict === 'stale' || verdict === 'violates' || verdict === 'inconclusive';
}
