/** A run in Markdown, short enough for a pull request: the counts, the causes of policies, what else failed and why. */
import { VERDICTS } from '../judge/verdict.ts';
import type { Assembled } from './assemble.ts';
import { causesOf, placesInWords, type JoinedCause } from './causes.ts';
import type { Failure } from './failures.ts';
import { escapeMarkdown } from './markdown.ts';
import { listInWords } from './places.ts';

/** Causes that are told, and failing cases that are told one by one. */
const TOLD = 20;
/** Characters of one line of somebody else's text. */
const LINE = 300;

/** `failures` are those that are not told as causes. */
export function summaryOf(
  { results, engines, end }: Pick<Assembled, 'results' | 'engines' | 'end'>,
  failures: readonly Failure[],
): string {
  const failing = end.stale + end.violates + end.inconclusive;
  const causes = causesOf(results);
  const wrong = causes.filter((cause) => cause.failing);
  const targets = new Set(results.flatMap(({ target }) => target ?? []));
  const failed = failing > 0 ? `${failing} of ${end.total} tests failed` : `${end.total} tests held`;
  const parts = [
    end.interrupted
      ? `## ✕ corsproof: interrupted, ${failed} until then`
      : `## ${failing > 0 ? '✕' : '✓'} corsproof: ${failed}`,
    countsTable({ results, engines }),
    ...wrong.slice(0, TOLD).map((cause) => causeText(cause, targets.size > 1)),
    ...rest(wrong.length, 'causes'),
    ...failures.slice(0, TOLD).map(failureText),
    ...rest(failures.length, 'failing cases'),
    ...passingCauses(causes.filter((cause) => !cause.failing)),
  ];
  return `${parts.join('\n\n')}\n`;
}

function countsTable({ results, engines }: Pick<Assembled, 'results' | 'engines'>): string {
  const used = VERDICTS.filter((verdict) => results.some((line) => line.verdict === verdict));
  const rows = engines.map(({ engine, build, version }) => {
    const own = results.filter(
      (line) => line.engine === engine && line.version === version && line.build === build,
    );
    const counts = used.map((verdict) => String(own.filter((line) => line.verdict === verdict).length));
    return [escapeMarkdown(`${engine} ${version} (${build})`), ...counts];
  });
  const table = [['engine', ...used], ['---', ...used.map(() => '---:')], ...rows];
  return table.map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

function rest(count: number, what: string): string[] {
  return count > TOLD ? [`The report has ${count - TOLD} more ${what}.`] : [];
}

function causeText(cause: JoinedCause, namesTarget: boolean): string {
  const { severity, title, engines, seen, of, proof, fix, target } = cause;
  const where = placesInWords(cause).join('; ');
  const by = proof === 'screen' ? ' by the plain client, in no browser' : '';
  return [
    `### ✕ ${severity}: ${shortened(title)}`,
    '',
    `- Where: ${shortened(where)}${namesTarget ? ` of ${shortened(target)}` : ''}`,
    `- Engines: ${escapeMarkdown(engines.join(', '))}`,
    `- Seen in ${seen} of ${of} tries${by}`,
    ...howToFix(fix),
  ].join('\n');
}

/** Below `fail-on`, or accepted by the policy. */
function passingCauses(causes: readonly JoinedCause[]): string[] {
  if (causes.length === 0) return [];
  const lines = causes.slice(0, TOLD).map((cause) => {
    const { severity, title, accepted } = cause;
    const why = accepted ? `; accepted until ${accepted.until}: ${accepted.reason}` : '';
    return `- ${severity}: ${shortened(`${title} ${placesInWords(cause).join('; ')}${why}`)}`;
  });
  return [['**Seen, and no failure**', '', ...lines].join('\n'), ...rest(causes.length, 'of them')];
}

function failureText(failure: Failure): string {
  const { id, alike, title, verdict, place, severity, where, differences, change } = failure;
  const lines = [
    `### ✕ ${severity === null ? '' : `${severity}: `}${shortened(title)}`,
    '',
    `${code(id)} ${verdict} in ${escapeMarkdown(where.join(', '))}, ${escapeMarkdown(place)}`,
    ...(alike.length > 0 ? ['', `For the same reason: ${listInWords(alike.map(code))}`] : []),
    '',
    ...differences.map(({ text, only }) => `- ${shortened(text)}${only === null ? '' : ` (${only})`}`),
    ...howToFix(change),
  ];
  return lines.join('\n');
}

function howToFix(lines: readonly string[]): string[] {
  if (lines.length === 0) return [];
  return ['', '**How to fix**', '', ...lines.map((line) => `- ${shortened(line)}`)];
}

function code(text: string): string {
  return `\`${text.replaceAll('`', '')}\``;
}

/** One line of text, every character of which stands for itself. */
function shortened(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ').trim();
  return escapeMarkdown(line.length > LINE ? `${line.slice(0, LINE)}…` : line);
}
