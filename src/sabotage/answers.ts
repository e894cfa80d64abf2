/** Edits of one planned answer, which may be literal bytes: none of them changes the answer that it is given. */
import type { AnswerPlan, HeaderPairs } from '../plan/types.ts';

/** Names of the headers of an answer, in lower case, each once. */
export function headerNames(answer: AnswerPlan): string[] {
  return [...new Set(headersOf(answer).map(([name]) => name.toLowerCase()))];
}

/** The value of a header, its lines joined by commas; null if it is absent. */
export function valueOf(answer: AnswerPlan, wanted: string): string | null {
  const lines = linesOf(answer, wanted);
  return lines.length > 0 ? lines.join(', ') : null;
}

/** The values of a header, line by line. */
export function linesOf(answer: AnswerPlan, wanted: string): string[] {
  return headersOf(answer)
    .filter(([name]) => name.toLowerCase() === wanted)
    .map(([, value]) => value);
}

/** The answer without a header, all of its lines. */
export function withoutHeader(answer: AnswerPlan, wanted: string): AnswerPlan {
  if (answer.raw === undefined)
    return { ...answer, headers: answer.headers.filter(([name]) => name.toLowerCase() !== wanted) };
  const { before, lines, after } = headOf(answer.raw);
  const kept = lines.filter((line) => nameIn(line) !== wanted);
  return { ...answer, raw: [before, ...kept].join('\r\n') + after };
}

/** The answer with exactly one line of a header. */
export function withHeader(answer: AnswerPlan, name: string, value: string): AnswerPlan {
  return withLines(answer, name, [value]);
}

/** The answer with exactly these lines of a header, after all others. */
export function withLines(answer: AnswerPlan, name: string, values: readonly string[]): AnswerPlan {
  const rest = withoutHeader(answer, name);
  const added = values.map((value): [string, string] => [name, value]);
  if (rest.raw === undefined) return { ...rest, headers: [...rest.headers, ...added] };
  const { before, lines, after } = headOf(rest.raw);
  const texts = values.map((value) => `${name}: ${value}`);
  return { ...rest, raw: [before, ...lines, ...texts].join('\r\n') + after };
}

function headersOf({ headers, raw }: AnswerPlan): HeaderPairs {
  if (raw === undefined) return headers;
  return headOf(raw).lines.map((line) => [nameIn(line), line.slice(line.indexOf(':') + 1).trim()]);
}

/** The final head of a literal answer: what stands up to its status line, its header lines as folded, and the rest. */
function headOf(raw: string): { before: string; lines: string[]; after: string } {
  const [before = raw] = /^(?:HTTP\/1\.\d 1\d\d[\s\S]*?\r\n\r\n)*[^\r\n]*/.exec(raw) ?? [];
  const end = raw.indexOf('\r\n\r\n', before.length);
  const head = raw.slice(before.length, end === -1 ? raw.length : end);
  return {
    before,
    lines: head.split(/\r\n(?![\t ])/).filter((line) => line !== ''),
    after: end === -1 ? '' : raw.slice(end),
  };
}

function nameIn(line: string): string {
  return line.slice(0, Math.max(0, line.indexOf(':'))).toLowerCase();
}
