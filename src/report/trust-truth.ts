/** The part of docs/trust.md about the gate's soundness. */
import { escapeMarkdown } from './markdown.ts';
import type { TruthRecord } from './trust-records.ts';

type Told = TruthRecord['gates'][number];

/** As Markdown: the figures, what no gate can find, and each pair that was told wrongly. */
export function tellTruth({ seed, gates }: TruthRecord): string {
  return `Servers and policies are drawn at random, from a grammar of how real servers decide and of the mistakes that people make in
them. What is true of a pair is computed with [src/fetch](../src/fetch) over hundreds of origins that share no list with the
gate. The gate must be red exactly if a mistake of medium severity or worse is there: its plain client alone, and with the
pages of each engine. The first pair has seed ${seed}.

| | pairs | told right | false alarms | missed | seconds |
| --- | ---: | ---: | ---: | ---: | ---: |
${gates.map(row).join('\n')}

Three kinds of mistake are out of reach or left alone on purpose:

- One foreign origin that a server happens to list, and that looks like nothing the policy names: no client can guess it. None
  is drawn.
- A POST that needs no preflight is carried out whoever asks. Only the plainest untrusted origins ask for one; for the many
  look-alikes a GET stands for it. A server that admits a rare look-alike for POST alone is missed.
- A site of its own right below a public suffix, such as https://www.com.au beside https://example.com.au, belongs to somebody
  else. Names of staging are tried at each parent of a trusted host down to its site, and no further.

${gates.map(toldWrongly).join('\n')}`;
}

/** Of 100 pairs, how many were told right; never rounded up to all. */
export function percentage({ right, pairs }: Pick<Told, 'right' | 'pairs'>): string {
  return (Math.floor((10_000 * right) / pairs) / 100).toFixed(2);
}

function row(told: Told): string {
  const { gate, pairs, right, falseAlarms, missed, seconds } = told;
  return `| ${nameOf(gate)} | ${pairs} | ${right} (${percentage(told)} %) | ${falseAlarms} | ${missed} | ${seconds} |`;
}

function nameOf(gate: Told['gate']): string {
  return gate === 'screen' ? 'plain client' : `pages of ${gate}`;
}

function toldWrongly({ gate, mismatches }: Told): string {
  if (mismatches.length === 0) return `By the ${nameOf(gate)} no pair was told wrongly.\n`;
  const lines = mismatches.map(
    ({ seed, outcome, putIn, shown = '' }) =>
      `- Seed ${seed}, ${outcome === 'missed' ? 'missed' : 'false alarm'}: ${escapeMarkdown(`${putIn.join(', ') || 'nothing put in'}; ${shown}`)}`,
  );
  return `Told wrongly by the ${nameOf(gate)}, with the mistake that was put in and what shows it:\n\n${lines.join('\n')}\n`;
}
