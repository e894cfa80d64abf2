/** Pages that a server cannot tell apart are tried once: what it decides is all that its answers depend on. */
import { admitsValue } from './decide.ts';
import { valueSent, type Page, type Scene } from './exchange.ts';
import type { Decision, ServerSpec } from './spec.ts';

/** A page of each group of those that the server treats alike, for the given origins. */
export function representatives(
  spec: ServerSpec,
  scene: Scene,
  origins: readonly string[],
  referrers: readonly Page['referrer'][] = ['default'],
): Page[] {
  const decisions = decisionsOf(spec);
  const listed = listedBy(spec);
  const told = decisions.some(({ by }) => by === 'referer') ? referrers : referrers.slice(0, 1);
  const groups = new Map<string, Page>();
  for (const origin of origins) {
    for (const referrer of told) {
      const page: Page = { origin, referrer };
      const decided = decisions.map((one) => Number(admitsValue(one, valueSent(scene, page, one.by))));
      const key = `${decided.join('')} ${listed.indexOf(origin)}`;
      if (!groups.has(key)) groups.set(key, page);
    }
  }
  return [...groups.values()];
}

function decisionsOf({ cors, exceptions }: ServerSpec): Decision[] {
  return [cors.decision, ...exceptions.flatMap(({ set }) => (set.decision ? [set.decision] : []))];
}

/** Origins that are written into answers whoever asks. */
function listedBy({ cors, exceptions }: ServerSpec): string[] {
  return [...cors.listed, ...exceptions.flatMap(({ set }) => set.listed ?? [])];
}
