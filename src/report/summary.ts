/** A run in Markdown, short enough for a pull request: what failed, where, why, what mends it, and the counts. */
import { VERDICTS } from '../judge/verdict.ts';
import type { Assembled } from './assemble.ts';
import type { Failure } from './failures.ts';
import { escapeMarkdown } from './markdown.ts';

/** Failing cases that are told one by one. */
const TOLD = 20;
/** Characters of one line of somebody else's text. */
const LINE = 300;

export function summaryOf(
  { results, engines, end }: Pick<Assembled, 'results' | 'engines' | 'end'>,
  failures: readonly Failure[],
): string {
  const failing = end.stale + end.violates + end.inconclusive;
  const more = failures.length - TOLD;
  const failed = failing > 0 ? `${failing} of ${end.total} tests failed` : `${end.total} tests held`;
  const parts = [
    end.interrupted
      ? `## ✕ corsproof: interrupted, ${failed} until then`
      : `## ${failing > 0 ? '✕' : '✓'} corsproof: ${failed}`,
    countsTable({ results, engines }),
    ...failures.slice(0, TOLD).map(failureText),
    ...(more > 0 ? [`${more} more failing cases stand in the report.`] : []),
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

function failureText({ id, title, verdict, place, severity, where, differences, change }: Failure): string {
  const lines = [
    `### ✕ ${severity === null ? '' : `${severity}: `}${shortened(title)}`,
    '',
    `\`${id.replaceAll('`', '')}\` ${verdict} in ${escapeMarkdown(where.join(', '))}, ${escapeMarkdown(place)}`,
    '',
    ...differences.map(({ text, only }) => `- ${shortened(text)}${only === null ? '' : ` (${only})`}`),
    ...(change.length > 0
      ? ['', '**What to change**', '', ...change.map((line) => `- ${shortened(line)}`)]
      : []),
  ];
  return lines.join('\n');
}

/** One line of text, every character of which stands for itself. */
function shortened(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ').trim();
  return escapeMarkdown(line.length > LINE ? `${line.slice(0, LINE)}…` : line);
}
