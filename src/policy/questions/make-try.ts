/** Tries as questions write them: who asks, what, and what has to come of it. */
import type { RulePlan, TryPlan } from '../../plan/check.ts';
import { samplesOf } from '../origins.ts';
import type { Asked } from '../requests.ts';
import type { UntrustedOrigin } from '../origin-classes.ts';

/** The tries of one question: what the plain client asks, and what pages call whatever it was answered. */
export interface Tries {
  screen: TryPlan[];
  browser: TryPlan[];
}

/** A page that may call, or one that may not. */
export type From = Pick<TryPlan, 'class' | 'origin' | 'page' | 'reach'>;

export function makeTry(
  from: From,
  name: string,
  asked: Asked,
  expected: TryPlan['expected'],
  more: Partial<Pick<TryPlan, 'via' | 'upload' | 'cache' | 'referrer'>> = {},
): TryPlan {
  const { class: id, origin, page, reach } = from;
  const { via = 'fetch' } = more;
  return {
    id: `${id}/${name}${via === 'fetch' ? '' : `.${via}`}`,
    class: id,
    origin,
    page,
    reach,
    via,
    ...asked,
    expected,
    ...more,
  };
}

/** Trusted pages: one for each declared origin, two for a pattern. */
export function trustedPages({ origins }: Pick<RulePlan, 'origins'>): From[] {
  return samplesOf(origins).map((origin, index) => ({
    class: index === 0 ? 'trusted' : `trusted-${index + 1}`,
    origin,
    page: { origin, context: 'document' },
    reach: 'real-dns',
  }));
}

export function fromUntrusted({ id, origin, page, reach }: UntrustedOrigin): From {
  return { class: id, origin, page, reach };
}

/** A caller without a page, that sends no Origin header at all. */
export const NOBODY: From = {
  class: 'no-origin',
  origin: '',
  page: { origin: '', context: 'document' },
  reach: 'no-page',
};
