/** Expectations that are laid over another one. */
import type { Expectation } from '../plan/types.ts';

/** `over` replaces what it names; another outcome takes away what only the first one could have. */
export function laidOver(standard: Expectation, over: Partial<Expectation>): Expectation {
  const merged: Expectation = { ...standard, ...over };
  if (over.outcome === undefined || over.outcome === standard.outcome) return merged;
  const of: Partial<Expectation> = { outcome: merged.outcome, preflight: merged.preflight };
  return { ...of, ...over } as Expectation;
}

/** What is expected where the HTTP cache holds nothing; null if the case speaks of no stored response. */
export function evictedExpectation({ evicted, ...expect }: Expectation): Expectation | null {
  if (!evicted) return null;
  const rest = { ...expect };
  // Both are about the traffic, which the stored response changes.
  delete rest.wire;
  delete rest.sends;
  return laidOver(rest, evicted);
}
