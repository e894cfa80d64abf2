/** Policy -> checks, as plans that the lab runs like any other. */
import type { CasePlan } from '../plan/types.ts';
import { errors, expose, preflight, works } from './checks-allowed.ts';
import { hygiene, poisoning } from './checks-headers.ts';
import { hostile, refused } from './checks-refused.ts';
import { maker, type PlannedRule, type PolicyContext } from './make-check.ts';

/** All checks of one rule. */
export function checksOf(planned: PlannedRule, context: PolicyContext): CasePlan[] {
  const make = maker(planned, context);
  return [
    ...works(planned, make),
    ...preflight(planned, make),
    ...expose(planned, make),
    ...errors(planned, make),
    ...refused(planned, make, context),
    ...hostile(planned, make, context),
    ...hygiene(planned, make),
    ...poisoning(planned, make),
  ];
}
