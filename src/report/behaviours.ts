/** docs/behaviours.yaml: the behaviours that the corpus has to prove, and what is missing of the proof. */
import { z } from 'zod';
import { specLink } from '../judge/spec.ts';
import type { CasePlan } from '../plan/types.ts';
import { didYouMean } from '../scenario/problems.ts';

const row = z.strictObject({
  fact: z.string(),
  spec: z
    .array(
      z
        .string()
        .refine((short) => specLink(short).startsWith('https://'), 'a section such as fetch#cors-check'),
    )
    .min(1),
  untestable: z.string().optional().describe('Why the row, or what part of it, cannot be tested'),
  missing: z.string().optional().describe('What part of the row has no case yet'),
});

const rowId = z.string().regex(/^[A-P]\d+$/, 'a letter from A to P and a number, such as C4');

export const behaviours = z.strictObject({
  sections: z.array(z.strictObject({ title: z.string(), rows: z.record(rowId, row) })).min(1),
  open: z.array(rowId).describe('Rows that no case proves yet'),
});

export type Behaviours = z.infer<typeof behaviours>;
export type Behaviour = z.infer<typeof row>;

/** Everything that is wrong between the rows and the cases, one sentence each; nothing if all is well. */
export function gaps({ sections, open }: Behaviours, plans: readonly CasePlan[]): string[] {
  const rows = Object.assign({}, ...sections.map((section) => section.rows)) as Record<string, Behaviour>;
  const known = Object.keys(rows);
  const covered = new Set(plans.flatMap(({ covers }) => covers));
  const twice = sections
    .flatMap((section) => Object.keys(section.rows))
    .filter((id, i, all) => all.indexOf(id) < i);
  return [
    ...twice.map((id) => `the row ${id} stands twice`),
    ...plans.flatMap((plan) =>
      plan.covers
        .filter((id) => !known.includes(id))
        .map((id) => `${plan.id} covers ${id}, which is no row (${didYouMean(id, known)})`),
    ),
    ...Object.entries(rows)
      .filter(([id, { untestable }]) => !covered.has(id) && untestable === undefined && !open.includes(id))
      .map(([id]) => `${id} has neither a case nor a reason why it cannot be tested`),
    ...open
      .filter((id) => !known.includes(id))
      .map((id) => `${id} is open and is no row (${didYouMean(id, known)})`),
    ...open.filter((id) => covered.has(id)).map((id) => `${id} has cases now: take it out of open`),
  ];
}
