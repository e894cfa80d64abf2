/** What an earlier check of a visit has left in the context, as a later one shows it. */
import type { CasePlan } from '../plan/types.ts';
import type { Observation } from './observation.ts';

/** A cookie that the target has set itself: those of the lab begin with `corsproof-`. */
const COOKIE = /(?:^|;\s*)(?!corsproof-)[^=;\s]+=/;

/**
 * Whether a check that the policy allows may have come out as it did because of an earlier one: a cookie of the target's
 * own rode along, or a call sent nothing, as one does that a cache has answered.
 */
export function showsLeftOver({ steps }: Pick<CasePlan, 'steps'>, { wire }: Observation): boolean {
  const calls = steps.flatMap((step, index) => (step.kind === 'request' ? [{ step, index }] : []));
  if (calls.some(({ step }) => step.expect.outcome === 'blocked')) return false;
  const isUnsent = calls.some(({ index }) => !wire.some((exchange) => exchange.step === index));
  const cookies = wire.flatMap(({ requestHeaders }) =>
    requestHeaders.flatMap(([name, value]) => (name.toLowerCase() === 'cookie' ? [value] : [])),
  );
  return isUnsent || cookies.some((value) => COOKIE.test(value));
}
