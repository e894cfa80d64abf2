/** The tries of one page as a case: what the lab runs, and the judge reads, like any other. */
import type { TryPlan } from '../plan/check.ts';
import type { CasePlan, StepPlan } from '../plan/types.ts';

/** The case in which the page of `tries`, which share one, makes them one after another; `plan` is their check's. */
export function pageCase(plan: CasePlan, tries: readonly TryPlan[]): CasePlan {
  const { origin = '', context = 'document' } = tries[0]?.page ?? {};
  return {
    ...plan,
    from: { origin: 'page', context },
    origins: { ...plan.origins, page: { origin, pageHeaders: [] } },
    steps: tries.map(toStep),
  };
}

/** Tries that the same page can make, in order. */
export function groupByPage(tries: readonly TryPlan[]): TryPlan[][] {
  const groups = new Map<string, TryPlan[]>();
  for (const one of tries) {
    const key = pageKey(one);
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  return [...groups.values()];
}

export function pageKey({ page }: Pick<TryPlan, 'page'>): string {
  return `${page.origin} ${page.context}`;
}

function toStep({
  via,
  method,
  path,
  headers,
  body,
  credentials,
  cache = 'no-store',
  upload,
  referrer,
}: TryPlan): StepPlan {
  const isElement = via === 'img';
  return {
    kind: 'request',
    via,
    request: {
      url: `$target${path}`,
      method,
      headers,
      credentials,
      ...(isElement ? {} : { cache }),
      ...(body ? { body } : {}),
      ...referrerOf(referrer),
      ...(upload ? { xhr: { upload: 'before-send' } } : {}),
    },
    expect: { outcome: 'allowed', preflight: 'none' },
  };
}

function referrerOf(referrer: string | undefined) {
  if (referrer === undefined) return {};
  if (referrer === '') return { referrerPolicy: 'no-referrer' };
  return { referrer, referrerPolicy: 'unsafe-url' };
}
