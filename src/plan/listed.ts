/** What a run has to know of a case before it runs it: enough to declare its tests and to put it into a visit. */
import { callersOf } from './caller.ts';
import { hashOf } from './corpus.ts';
import type { CasePlan } from './types.ts';

/**
 * `shared`: many cases in one page. `waiting`: likewise, and they mostly wait for a max-age to pass. `exclusive`: every
 * case in a context and lane of its own. `target`: the checks of one server that is not ours.
 */
export type VisitKind = 'shared' | 'waiting' | 'exclusive' | 'target';

/** Where a case is run: those of one kind and one page can share a visit. */
export interface CasePlace {
  kind: VisitKind;
  page: string;
}

export interface ListedCase
  extends CasePlace, Pick<CasePlan, 'id' | 'title' | 'area' | 'file' | 'line' | 'via'> {}

export function listCase(plan: CasePlan): ListedCase {
  const { id, title, area, file, line, via } = plan;
  return { id, title, area, file, line, via, ...placeOf(plan) };
}

export function placeOf(plan: CasePlan): CasePlace {
  const kind = kindOf(plan);
  if (kind === 'target') return { kind, page: plan.file };
  return { kind, page: kind === 'exclusive' ? '' : pageOf(plan) };
}

function kindOf({ attribution, steps, check }: CasePlan): VisitKind {
  if (check) return 'target';
  if (attribution === 'exclusive') return 'exclusive';
  return steps.some(({ kind }) => kind === 'wait') ? 'waiting' : 'shared';
}

/** The same for cases that can share a page, or pages one after another. */
function pageOf(plan: CasePlan): string {
  const page = (name: string | undefined) => {
    const of = name === undefined ? undefined : plan.origins[name];
    return [of?.origin, of?.pageHeaders];
  };
  return hashOf(callersOf(plan).map(({ top, origin, context }) => [page(top), page(origin), context]));
}
