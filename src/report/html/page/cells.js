// One result as a sign that can be read, heard and opened.
// @ts-check
import { el } from './dom.js';
import { linkTo } from './place.js';
import { clientName, engineName, shortVersion, wordsOf } from './words.js';

/** @typedef {import('../types.ts').Index} Index */
/** @typedef {import('../types.ts').Cell} Cell */

/** @param {Index} index @param {number} column */
export function columnWords(index, column) {
  const one = index.columns[column];
  return one ? `${engineName(one)} ${shortVersion(one.version)}` : 'unknown';
}

/** @param {Index} index @param {string} id @param {Cell} cell */
export function chip(index, id, [column, via, verdictAt, repeat]) {
  const verdict = index.verdicts[verdictAt] ?? '';
  const { sign, word } = wordsOf(verdict);
  const again = repeat > 0 ? `, repeat ${repeat + 1}` : '';
  const plain = via === 'fetch' || via === 'xhr';
  return el(
    'a',
    {
      class: `chip v-${verdict}${plain ? '' : ' named'}`,
      href: linkTo({ case: id, via, on: index.columns[column]?.name ?? '', repeat }),
      'aria-label': `${clientName(via)} in ${columnWords(index, column)}${again}: ${word}`,
      title: `${clientName(via)} in ${columnWords(index, column)}${again}: ${word}`,
    },
    plain ? null : el('span', { class: 'via' }, via),
    el('span', { class: 'sign', 'aria-hidden': 'true' }, sign),
  );
}

/** @param {string} verdict */
export function badge(verdict) {
  const { sign, word } = wordsOf(verdict);
  return el(
    'span',
    { class: `badge v-${verdict}` },
    el('span', { 'aria-hidden': 'true', class: 'sign' }, sign),
    word,
  );
}

/** The signs of one case in one column: fetch and XHR have places of their own, other clients follow by name.
 * @param {Index} index @param {string} id @param {Cell[]} cells */
export function chips(index, id, cells) {
  const of = (/** @type {string} */ name) => cells.filter(([, via]) => via === name);
  const others = cells.filter(([, via]) => via !== 'fetch' && via !== 'xhr');
  const plain = of('fetch').length > 0 || of('xhr').length > 0;
  return el(
    'span',
    { class: 'chips' },
    plain && slot(of('fetch').map((cell) => chip(index, id, cell))),
    plain && slot(of('xhr').map((cell) => chip(index, id, cell))),
    others.map((cell) => chip(index, id, cell)),
  );
}

/** @param {Node[]} inside */
function slot(inside) {
  return el('span', { class: 'slot' }, inside);
}
