/** What a target does otherwise than its reviewed baseline says. */
import type { CaseLine } from '../assemble.ts';
import { groupBy } from '../group.ts';

/** How a difference from a baseline begins. */
const CHANGED = 'it changed: ';
/** How a note begins that says what this run wrote into a baseline. */
const WRITTEN = /^(?:the baseline is updated|it is new in )/;

/** Sentences about changes, each once with the engines that show it, then how much of the baseline was written anew. */
export function changesSinceBaseline(lines: readonly CaseLine[]): string[] {
  const changes = lines.flatMap((line) =>
    line.differences
      .filter((text) => text.startsWith(CHANGED))
      .map((text) => ({ engine: line.engine, text: `${testOf(line)}: ${text.slice(CHANGED.length)}` })),
  );
  const notes = lines.flatMap((line) => line.notes).filter((note) => WRITTEN.test(note));
  return [
    ...[...groupBy(changes, ({ text }) => text)].map(
      ([text, own]) => `${text} (${[...new Set(own.map(({ engine }) => engine))].join(', ')})`,
    ),
    ...[...groupBy(notes, (note) => note)].map(
      ([note, own]) => `${own.length} ${own.length === 1 ? 'result' : 'results'}: ${note}`,
    ),
  ];
}

/** `items/hostile` */
function testOf({ id }: CaseLine): string {
  return id.split('/').slice(2).join('/');
}
