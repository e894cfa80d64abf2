/** A comparison of two runs in words: for a terminal and as Markdown. */
import type { Change, ChangeKind, Diff } from './diff.ts';
import { printableLine } from '../scenario/printable.ts';
import { escapeMarkdown } from './markdown.ts';

/** Tests that are named where a run has more or fewer. */
const NAMED = 20;

export interface DiffSection {
  title: string;
  sign: string;
  /** Of the page. */
  tone: string;
  changes: Change[];
}

const SECTIONS: readonly (Omit<DiffSection, 'changes'> & { kind: ChangeKind })[] = [
  { kind: 'fails', title: 'Newly fails', sign: '✕', tone: 'violates' },
  { kind: 'works', title: 'Newly works', sign: '✓', tone: 'conforms' },
  { kind: 'sees', title: 'Seen otherwise', sign: '≠', tone: 'diverges' },
  { kind: 'wire', title: 'Otherwise on the wire alone', sign: '≠', tone: 'diverges' },
];

/** The sections that have anything in them, regressions first. */
export function sectionsOf({ changes }: Diff): DiffSection[] {
  return SECTIONS.map(({ kind, ...section }) => ({
    ...section,
    changes: changes.filter((change) => change.kind === kind),
  })).filter((section) => section.changes.length > 0);
}

/** The comparison in a sentence. */
export function headlineOf(diff: Diff): string {
  const { changes, added, removed, same } = diff;
  const counts = sectionsOf(diff).map(
    (section) => `${section.changes.length} ${section.title.toLowerCase()}`,
  );
  if (changes.length + added.length + removed.length === 0) return `Nothing changed in ${same} tests`;
  return [
    ...counts,
    ...(added.length > 0 ? [`${added.length} new`] : []),
    ...(removed.length > 0 ? [`${removed.length} no longer run`] : []),
    `${same} as before`,
  ].join(', ');
}

/** What only one run has, told in few lines. */
export function membersOf({ added, removed }: Diff): { title: string; tests: string[] }[] {
  const told = (tests: readonly string[]) =>
    tests.length > NAMED ? [...tests.slice(0, NAMED), `and ${tests.length - NAMED} more`] : [...tests];
  return [
    { title: 'New tests', tests: told(added) },
    { title: 'Tests that are no longer run', tests: told(removed) },
  ].filter(({ tests }) => tests.length > 0);
}

/** `a/b/c`, `a/b/c and 3 more tests` */
export function testsInWords({ id, alike }: Pick<Change, 'id' | 'alike'>): string {
  if (alike.length === 0) return id;
  return `${id} and ${alike.length} more ${alike.length === 1 ? 'test' : 'tests'}`;
}

/** For a terminal, line by line. */
export function diffLines(diff: Diff): string[] {
  return [
    headlineOf(diff),
    ...diff.engines.map((line) => `  ${line}`),
    ...sectionsOf(diff).flatMap(({ title, sign, changes }) => [
      '',
      `${title}:`,
      ...changes.flatMap(({ title: name, where, words, ...tests }) => [
        `  ${sign} ${testsInWords(tests)} in ${where.join(', ')}`,
        `    ${name}`,
        ...words.map((line) => `      ${line}`),
      ]),
    ]),
    ...membersOf(diff).flatMap(({ title, tests }) => ['', `${title}:`, ...tests.map((test) => `  ${test}`)]),
  ].map(printableLine);
}

export function diffMarkdown(diff: Diff): string {
  const lines = [
    `## corsproof: ${headlineOf(diff)}`,
    ...(diff.engines.length > 0 ? ['', ...diff.engines.map((line) => `- ${escapeMarkdown(line)}`)] : []),
    ...sectionsOf(diff).flatMap(({ title, sign, changes }) => [
      '',
      `### ${sign} ${title}`,
      '',
      ...changes.flatMap(({ title: name, where, words, ...tests }) => [
        `- **${escapeMarkdown(name)}** \`${testsInWords(tests).replaceAll('`', '')}\` in ${escapeMarkdown(where.join(', '))}`,
        ...words.map((line) => `  - ${escapeMarkdown(line.replaceAll(/\s+/g, ' '))}`),
      ]),
    ]),
    ...membersOf(diff).flatMap(({ title, tests }) => [
      '',
      `### ${title}`,
      '',
      ...tests.map((test) => `- ${escapeMarkdown(test)}`),
    ]),
  ];
  return `${lines.join('\n')}\n`;
}
