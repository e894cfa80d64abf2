/** The openings that pages have to prove: the smallest call of each mechanism, and one that is carried out. */
import type { TryPlan } from '../plan/check.ts';
import { isSafe } from '../policy/requests.ts';
import type { Mechanism } from './mechanisms.ts';
import type { Tried } from './tried.ts';

/** Tries that pages make of each mechanism, the likeliest to reach a page first; none where no page can have the origin. */
export function representativesOf(mechanisms: readonly Mechanism[]): TryPlan[] {
  const chosen = mechanisms.flatMap(({ tries }) => {
    const possible = tries.filter(({ plan }) => plan.reach !== 'no-page').sort((a, b) => cost(a) - cost(b));
    const read = possible.filter(({ outcome }) => outcome === 'allowed');
    const withCredentials = read.find(({ plan }) => plan.credentials === 'include');
    const carriedOut = possible.find(({ preflight, plan }) => preflight !== null && !isSafe(plan.method));
    return [read[0], withCredentials, carriedOut, possible[0]].filter((one) => one !== undefined);
  });
  return [...new Map(chosen.map(({ plan }) => [plan.id, plan])).values()];
}

/** A document at a name of the DNS, a method that changes nothing, and few headers. */
function cost({ plan: { reach, method, headers, page } }: Tried): number {
  return (
    (reach === 'real-dns' ? 0 : 100) +
    (isSafe(method) ? 0 : 20) +
    (page.context === 'document' ? 0 : 5) +
    headers.length
  );
}
