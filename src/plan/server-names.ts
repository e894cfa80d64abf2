/** The servers of a case: where fences are raised. */
import type { CasePlan } from './types.ts';

/** Names of the origins that answer a route of a case, and of its targets. */
export function serverNames({ routes, origins }: Pick<CasePlan, 'routes' | 'origins'>): string[] {
  const routed = Object.keys(routes).map((place) => place.slice(1, place.indexOf('/')));
  const targets = Object.keys(origins).filter((name) => origins[name]?.target);
  return [...new Set([...routed, ...targets])];
}
