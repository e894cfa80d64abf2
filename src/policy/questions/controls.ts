/** Controls that pages make: a trusted page calls before and after the untrusted ones. */
import { CONTROL_CLASS, type CheckPlan, type TryPlan } from '../../plan/check.ts';
import { ask, isSafe, mildestMethod } from '../requests.ts';
import { makeTry, trustedPages } from './make-try.ts';

/** Two calls of the first trusted page, if `tries` has refusals to believe and there is such a page; else none. */
export function controlTries({ question, rule }: CheckPlan, tries: readonly TryPlan[]): TryPlan[] {
  const [page] = trustedPages(rule);
  const mild = mildestMethod(rule);
  const hasRefusals =
    (question === 'hostile' || question === 'refused') &&
    tries.some(({ expected }) => expected === 'blocked');
  if (!page || !hasRefusals || !isSafe(mild)) return [];
  const mode = rule.credentials ? 'include' : 'omit';
  return ['before', 'after'].map((name) =>
    makeTry({ ...page, class: CONTROL_CLASS }, name, ask(rule, mild, [], mode), 'allowed'),
  );
}
