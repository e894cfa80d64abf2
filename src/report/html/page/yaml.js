// The scenario as written: the lines of the case, with numbers and quiet colours.
// @ts-check
import { el } from './dom.js';

/** @typedef {{ number: number, text: string }} Line */

/**
 * The lines that stand before the cases, and those of the case that begins at `line`.
 * @param {string} source @param {number} line counted from 1
 */
export function excerpt(source, line) {
  const lines = source.split('\n').map((text, index) => ({ number: index + 1, text }));
  const first = lines[line - 1]?.text ?? '';
  const indent = indentOf(first);
  const after = lines.slice(line).findIndex(({ text }) => text.trim() !== '' && indentOf(text) <= indent);
  const own = lines.slice(line - 1, after < 0 ? undefined : line + after);
  const begins = lines.findIndex(({ text }) => /^(cases|rules):/.test(text));
  return { before: trimmed(lines.slice(0, Math.max(begins, 0))), own: trimmed(own) };
}

/** @param {string} text */
function indentOf(text) {
  return text.length - text.trimStart().length;
}

/** @param {Line[]} lines */
function trimmed(lines) {
  const last = lines.findLastIndex(({ text }) => text.trim() !== '' && !text.trim().startsWith('#'));
  return lines.slice(0, last + 1);
}

const TOKEN = /((?<=^|\s)#.*$)|([A-Za-z0-9_.$/-]+(?=:(?:\s|$)))|('[^']*'|"[^"]*")|(\$[a-z][\w-]*)/g;
const KINDS = ['comment', 'key', 'string', 'ref'];

/** @param {Line[]} lines */
export function yamlLines(lines) {
  return el(
    'pre',
    { class: 'yaml', tabindex: 0 },
    lines.map(({ number, text }) => el('code', { 'data-line': number }, coloured(text), '\n')),
  );
}

/** @param {string} text */
function coloured(text) {
  const parts = [];
  let at = 0;
  for (const match of text.matchAll(TOKEN)) {
    const kind = KINDS[match.slice(1).findIndex((group) => group !== undefined)];
    parts.push(text.slice(at, match.index), el('span', { class: kind }, match[0]));
    at = match.index + match[0].length;
  }
  return [...parts, text.slice(at)];
}
