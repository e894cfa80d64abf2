/** What is wrong with a target, in words: how bad, and what mends it. */
import type { Severity } from '../plan/check.ts';

export interface Finding {
  /** "X is A, not B". */
  message: string;
  severity: Severity;
  fix: string;
}

const ORDER: readonly Severity[] = ['critical', 'high', 'medium', 'low'];

/** The worst of several; null if there is none. */
export function worst(findings: readonly Finding[]): Severity | null {
  return ORDER.find((severity) => findings.some((finding) => finding.severity === severity)) ?? null;
}
