/** What a target does otherwise than its reviewed baseline says. */
import type { CaseLine } from '../assemble.ts';
import { groupBy } from '../group.ts';
import { listInWords } from '../places.ts';

/** How a difference from a baseline begins. */
const CHANGED = 'it changed: ';
/** How a note begins that says what this run wrote into a baseline. */
const WRITTEN = /^(?:the baseline is updated|it is new in )/;

/** Sentences about changes, each once with its tests and engines, then how much of the baseline was written anew. */
export function changesSinceBaseline(lines: readonly CaseLine[]): string[] {
  const notes = lines.flatMap((line) => line.notes).filter((note) => WRITTEN.test(note));
  return [
    ...changesOf(lines),
    ...[...groupBy(notes, (note) => note)].map(
      ([note, own]) => `${own.length} ${own.length === 1 ? 'result' : 'results'}: ${note}`,
    ),
  ];
}

function changesOf(lines: readonly CaseLine[]): string[] {
  const changes = lines.flatMap(({ id, engine, differences }) =>
    differences
      .filter((text) => text.startsWith(CHANGED))
      .map((text) => ({ test: testOf(id), engine, change: text.slice(CHANGED.length) })),
  );
  const byTest = [...groupBy(changes, ({ test, change }) => `${test} ${change}`).values()].flatMap((own) => {
    const engines = [...new Set(own.map(({ engine }) => engine))].join(', ');
    return own.slice(0, 1).map(({ test, change }) => ({ test, told: `${change} (${engines})` }));
  });
  return [...groupBy(byTest, ({ told }) => told)].map(
    ([told, own]) => `${listInWords(own.map(({ test }) => test))}: ${told}`,
  );
}

/** `items/hostile` */
function testOf(id: string): string {
  return id.split('/').slice(2).join('/');
}
