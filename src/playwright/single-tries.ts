/** `-g items/hostile/null-sandbox`: checks that are declared for some of their tries alone. */
import type { Visit } from '../lab/visits.ts';
import type { CheckPlan } from '../plan/check.ts';
import type { SheetCase } from '../plan/sheet.ts';
import { triesOf } from '../policy/tries.ts';
import type { Suite } from './visit-runner.ts';

/**
 * The checks of `suite` that have tries which `named` means: `<id of the check, or its end>/<id of a try, or class>`. Each
 * keeps its visit, has `<id>/<try or class>` as its title, and tries nothing else. Depends on its arguments alone, so
 * that every process of a run declares the same tests.
 */
export function selectTries({ visits, planOf }: Suite, named: string): Suite {
  const only = new Map<string, string>();
  const chosen = visits.map((visit): Visit<SheetCase> => {
    const entries = visit.entries.flatMap((entry) => {
      const { id } = entry.plan;
      if (visit.kind !== 'target' || partsAfter(id, named).length === 0) return [];
      const { check } = planOf(entry.plan);
      const found = check && findTries(id, check, named);
      if (found === undefined) return [];
      only.set(id, found);
      return [{ ...entry, test: `${id}/${found}` }];
    });
    return { ...visit, entries };
  });
  return { visits: chosen, planOf: (one) => limitTo(planOf(one), only.get(one.id)) };
}

/** The class or id of tries that `named` means in the check `id`, as the check writes it; undefined if there is none. */
export function findTries(id: string, check: CheckPlan, named: string): string | undefined {
  const parts = partsAfter(id, named);
  if (parts.length === 0) return undefined;
  const { screen, browser } = triesOf(check);
  const names = new Set([...screen, ...browser].flatMap((one) => [one.class, one.id]));
  return [...names].find((name) => parts.includes(name.toLowerCase()));
}

/** What is left of `named`, in lower case, after an end of `id`; as with `-g`, case does not matter. */
function partsAfter(id: string, named: string): string[] {
  const whole = `/${id.toLowerCase()}`;
  const segments = named.toLowerCase().split('/');
  return segments.flatMap((_, index) => {
    const head = segments.slice(0, index).join('/');
    return index > 0 && whole.endsWith(`/${head}`) ? [segments.slice(index).join('/')] : [];
  });
}

function limitTo(plan: ReturnType<Suite['planOf']>, only: string | undefined): ReturnType<Suite['planOf']> {
  return plan.check && only !== undefined ? { ...plan, check: { ...plan.check, only: [only] } } : plan;
}
