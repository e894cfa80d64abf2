/** A comparison of two runs as one file in the style of the report, without any script. */
import { headlineOf, membersOf, sectionsOf, testsInWords } from '../diff-words.ts';
import type { Change, Diff } from '../diff.ts';
import { policyFor } from './page.ts';
import { pageStyle } from './source.ts';

export function diffPage(diff: Diff): string {
  const style = pageStyle();
  const sections = sectionsOf(diff).map(
    ({ title, sign, tone, changes }) =>
      `<section><h2>${sign} ${title}</h2><ol class="failures">${changes.map((change) => card(change, tone)).join('')}</ol></section>`,
  );
  const members = membersOf(diff).map(
    ({ title, tests }) => `<section><h2>${title}</h2>${list(tests, 'cases')}</section>`,
  );
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta http-equiv="content-security-policy" content="${policyFor('', style)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Two runs compared · corsproof</title>
<style>${style}</style>
<header class="top"><span class="brand">corsproof</span></header>
<main class="view">
<h1>Two runs compared</h1>
<p class="lead">${escapeHtml(headlineOf(diff))}.</p>
${list(diff.engines, 'where')}
${[...sections, ...members].join('\n')}
</main>
</html>
`;
}

function card({ title, where, words, ...tests }: Change, tone: string): string {
  return `<li><article class="failure v-${tone}"><header><span class="where">${escapeHtml(where.join(' · '))}</span></header><h3><bdi>${escapeHtml(title)}</bdi></h3><p class="id"><bdi>${escapeHtml(testsInWords(tests))}</bdi></p>${list(words, 'differences')}</article></li>`;
}

function list(lines: readonly string[], className: string): string {
  if (lines.length === 0) return '';
  return `<ul class="${className}">${lines.map((line) => `<li><bdi>${escapeHtml(line)}</bdi></li>`).join('')}</ul>`;
}

/** So that every character stands for itself, also in an attribute. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`);
}
