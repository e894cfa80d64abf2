/** What the servers know of one case while it runs. */
import type { AnswerPlan } from '../src/plan/types.ts';
import type { Received } from './exchange.ts';
import type { ForwardTo } from './targets/forward.ts';

export interface MountedRoute {
  preflight: AnswerPlan[];
  response: AnswerPlan[];
}

/** The server side of one case while it runs. */
export interface Mount {
  /** The token; also the key of the wire record. */
  key: string;
  /** The lane whose traffic is all this case's, or null if requests carry the token. */
  lane: string | null;
  /** Whether the raw server answers. */
  raw: boolean;
  /** `<serialised origin> <path>` to what it answers. */
  routes: Map<string, MountedRoute>;
  /** Public origins of targets to where they really are; only in a lane of its own. */
  targets?: Map<string, ForwardTo>;
}

/** Which routes there are, for a request that none of them is for. */
export function describeUnplanned(
  mount: Mount,
  received: Received,
  path: string,
  preflight: boolean,
): string {
  const known = [...mount.routes].map(([place, { preflight: p, response: r }]) => {
    const kinds = [...(p.length ? ['preflight'] : []), ...(r.length ? ['response'] : [])];
    return `${place.replace(' ', '')} (${kinds.join(', ') || 'nothing'})`;
  });
  const what = `${preflight ? 'the preflight' : received.method} of ${received.origin}${path}`;
  return `Nothing is planned for ${what}; the routes are: ${known.join('; ') || 'none'}.`;
}
