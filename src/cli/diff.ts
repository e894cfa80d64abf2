/** `corsproof diff`: two results.jsonl compared in words; exit 1 if something newly fails. */
import { statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readResults } from '../report/assemble.ts';
import { diffLines, diffMarkdown } from '../report/diff-words.ts';
import { diffOf, isRegression } from '../report/diff.ts';
import { diffPage } from '../report/html/diff-page.ts';

export interface DiffOptions {
  markdown?: boolean;
  /** Where the page is written. */
  html?: string;
}

/** `before` and `after` are results.jsonl files, or folders that hold one. */
export function diff(before: string, after: string, { markdown, html }: DiffOptions): void {
  const found = diffOf(readResults(fileIn(before)), readResults(fileIn(after)));
  process.stdout.write(markdown ? diffMarkdown(found) : `${diffLines(found).join('\n')}\n`);
  if (html !== undefined) writeFileSync(html, diffPage(found));
  if (isRegression(found)) process.exitCode = 1;
}

function fileIn(place: string): string {
  const stats = statSync(place, { throwIfNoEntry: false });
  if (!stats) throw new Error(`${place} is not there (a results.jsonl, or a folder that holds one)`);
  return stats.isDirectory() ? join(place, 'results.jsonl') : place;
}
