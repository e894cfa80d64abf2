/** The part of docs/trust.md about the gate's soundness. */
import { escapeMarkdown } from './markdown.ts';
import type { TruthRecord } from './trust-records.ts';

/** As Markdown: the figures, what no gate can find, and each pair that was told wrongly. */
export function tellTruth(record: TruthRecord): string {
  const { pairs, seed, seconds, right, falseAlarms, missed, mismatches } = record;
  return `Servers and policies are drawn at random, from a grammar of how real servers decide and of the mistakes that people make in
them. What is true of a pair is computed with [src/fetch](../src/fetch) over hundreds of origins that share no list with the
gate. The gate, here its plain client alone, must be red exactly if a mistake of medium severity or worse is there.

| | |
| --- | ---: |
| pairs, from seed ${seed} on | ${pairs} |
| told right | ${right} (${percentage(record)} %) |
| false alarms | ${falseAlarms} |
| missed | ${missed} |
| seconds | ${seconds} |

Two kinds of mistake are out of reach or left alone on purpose:

- One foreign origin that a server happens to list, and that looks like nothing the policy names: no client can guess it. None
  is drawn.
- A POST that needs no preflight is carried out whoever asks. Only the plainest untrusted origins ask for one; for the many
  look-alikes a GET stands for it. A server that admits a rare look-alike for POST alone is missed.

${toldWrongly(mismatches)}`;
}

/** Of 100 pairs, how many were told right; never rounded up to all. */
export function percentage({ right, pairs }: Pick<TruthRecord, 'right' | 'pairs'>): string {
  return (Math.floor((10_000 * right) / pairs) / 100).toFixed(2);
}

function toldWrongly(mismatches: TruthRecord['mismatches']): string {
  if (mismatches.length === 0) return 'No pair was told wrongly.\n';
  const lines = mismatches.map(
    ({ seed, outcome, putIn, shown = '' }) =>
      `- Seed ${seed}, ${outcome === 'missed' ? 'missed' : 'false alarm'}: ${escapeMarkdown(`${putIn.join(', ') || 'nothing put in'}; ${shown}`)}`,
  );
  return `Told wrongly, with the mistake that was put in and what shows it:\n\n${lines.join('\n')}\n`;
}
