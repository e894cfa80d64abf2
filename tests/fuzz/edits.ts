/** Edits of real texts, so that most of what is fuzzed gets past the first check. */
import fc from 'fast-check';

interface Edit {
  kind: 'insert' | 'replace line' | 'delete' | 'repeat' | 'cut';
  /** Where, as a share of the text. */
  at: number;
  /** How much, in characters or lines. */
  size: number;
  piece: string;
}

/** One of `sources` with a few edits; `pieces` are what is put in. */
export function edited(sources: readonly string[], pieces: readonly string[]): fc.Arbitrary<string> {
  const edit = fc.record({
    kind: fc.constantFrom('insert', 'insert', 'replace line', 'replace line', 'delete', 'repeat', 'cut'),
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    size: fc.nat({ max: 40 }),
    piece: fc.oneof(fc.constantFrom(...pieces), fc.string({ unit: 'binary', maxLength: 12 })),
  });
  const endings = fc.constantFrom('as it is', 'as it is', 'as it is', 'crlf', 'bom');
  return fc
    .tuple(fc.constantFrom(...sources), fc.array(edit as fc.Arbitrary<Edit>, { maxLength: 4 }), endings)
    .map(([source, edits, ending]) => {
      const text = edits.reduce(apply, source);
      if (ending === 'crlf') return text.replaceAll('\n', '\r\n');
      return ending === 'bom' ? `\ufeff${text}` : text;
    });
}

function apply(text: string, { kind, at, size, piece }: Edit): string {
  const place = Math.floor(at * text.length);
  if (kind === 'insert') return text.slice(0, place) + piece + text.slice(place);
  if (kind === 'delete') return text.slice(0, place) + text.slice(place + size);
  if (kind === 'cut') return text.slice(0, place);
  const lines = text.split('\n');
  const index = Math.floor(at * lines.length);
  if (kind === 'repeat') return lines.toSpliced(index, 0, ...lines.slice(index, index + size)).join('\n');
  const line = lines[index] ?? '';
  const colon = line.indexOf(': ');
  const start = colon === -1 ? (/^\s*(- )?/.exec(line)?.[0] ?? '') : line.slice(0, colon + 2);
  return lines.with(Math.min(index, lines.length - 1), start + piece).join('\n');
}
