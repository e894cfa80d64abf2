/** The worlds that a case must not be green in: each is its plan with one fact of its servers changed. */
import { turningChange } from '../fetch/turning.ts';
import type { AnswerPlan, CasePlan, Client } from '../plan/types.ts';
import { cookieEdits } from './edit-cookies.ts';
import { preflightEdits } from './edit-preflight.ts';
import { responseEdits } from './edit-response.ts';
import { sharedEdits, type Edit } from './edits.ts';
import { placesAskedOf, type Place } from './places.ts';

export interface Mutant {
  /** What kind of fact was changed: `drop access-control-allow-origin`. */
  fact: string;
  /** Where, with the values: `response of $api/item: access-control-allow-origin is *`. */
  where: string;
  /** The header that was taken away or set, if it was one. */
  header?: string;
  plan: CasePlan;
}

/** All mutants of a case through one client, each with one fact changed; two that make the same world are one. */
export function mutantsOf(plan: CasePlan, via: Client): Mutant[] {
  const made = [
    ...placesAskedOf(plan, via).flatMap((place) => editsOf(place).map((edit) => inPlace(plan, place, edit))),
    ...pageMutants(plan),
    ...granted(plan, via),
  ];
  const worlds = new Set([worldOf(plan)]);
  return made.filter(({ plan: changed }) => {
    const world = worldOf(changed);
    const isNew = !worlds.has(world);
    worlds.add(world);
    return isNew;
  });
}

function worldOf({ routes, origins }: CasePlan): string {
  return JSON.stringify([routes, origins]);
}

function editsOf(place: Place): Edit[] {
  const own = place.kind === 'preflight' ? preflightEdits(place) : responseEdits(place);
  return [...sharedEdits(place), ...own, ...cookieEdits(place)];
}

function inPlace(plan: CasePlan, { key, kind, index, name }: Place, { answer, said, ...edit }: Edit): Mutant {
  const route = plan.routes[key] ?? { preflight: [], response: [] };
  const answers: AnswerPlan[] = route[kind].with(index, answer);
  const routes = { ...plan.routes, [key]: { ...route, [kind]: answers } };
  return { ...edit, where: `${name}: ${said}`, plan: { ...plan, routes } };
}

/** Without one of the headers of a page. */
function pageMutants(plan: CasePlan): Mutant[] {
  return Object.entries(plan.origins).flatMap(([name, origin]) =>
    origin.pageHeaders.map(([header], index) => {
      const pageHeaders = origin.pageHeaders.toSpliced(index, 1);
      const fact = `drop ${header.toLowerCase()} of the page`;
      const origins = { ...plan.origins, [name]: { ...origin, pageHeaders } };
      return {
        fact,
        where: `page of $${name}: it has no ${header.toLowerCase()}`,
        plan: { ...plan, origins },
      };
    }),
  );
}

/** A case that expects a block, in a world whose policy is right. */
function granted(plan: CasePlan, via: Client): Mutant[] {
  const last = plan.steps.findLast((step) => step.kind === 'request');
  if (last?.expect.outcome !== 'blocked') return [];
  const change = turningChange(plan, via);
  if (!change) return [];
  return [{ fact: 'grant what is refused', where: change.sentences.join('; '), plan: change.plan }];
}
