/** What pages try of a check: what the policy declares, what stands for all classes, and what the screen found open. */
import type { CheckPlan, TryPlan } from '../plan/check.ts';
import { controlTries } from '../policy/questions/controls.ts';
import { triesOf } from '../policy/tries.ts';
import { representativesOf } from '../screen/representatives.ts';
import type { ScreenedCheck } from '../screen/screen.ts';
import type { Tried } from '../screen/tried.ts';

/** `ofRule` is what the screen tried of all checks of the rule: where nothing was answered, no page has to wait for it. */
export function pageTries(
  check: CheckPlan,
  { tried, mechanisms }: ScreenedCheck,
  ofRule: readonly Tried[],
): TryPlan[] {
  const isDead = ofRule.length > 0 && ofRule.every(({ outcome }) => outcome === 'no-answer');
  if (isDead) return [];
  const found = mechanisms.map(({ id, subject, tries }) => {
    const own = new Set(tries);
    return { id, subject, tries: tried.filter(({ plan }) => own.has(plan.id)) };
  });
  const wanted = [...triesOf(check).browser, ...representativesOf(found)];
  const unique = [...new Map(wanted.map((plan) => [plan.id, plan])).values()];
  const [before, after] = controlTries(check, unique);
  return [...(before ? [before] : []), ...unique, ...(after ? [after] : [])];
}
