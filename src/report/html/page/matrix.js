// The matrix: rows are cases, by file; columns are engines. Rows are built when they come near the window.
// @ts-check
import { chips } from './cells.js';
import { bdi, el, section } from './dom.js';
import { areas, filters, matching } from './filters.js';
import { linkTo } from './place.js';
import { counted } from './text.js';
import { engineName, shortVersion, wordsOf } from './words.js';

/** @typedef {import('../types.ts').Index} Index */
/** @typedef {import('../types.ts').FileIndex} FileIndex */
/** @typedef {import('../types.ts').Row} Row */

/** Pixels of a row, and rows that are built together. */
const ROW = 44;
const BLOCK = 40;
/** Blocks that are built without waiting for the window. */
const AT_ONCE = 2;

/** @param {Index} index */
export function matrix(index) {
  const results = el('div', { class: 'rows' });
  const count = el('p', { class: 'count', role: 'status' });
  const fill = () => {
    const files = matching(index);
    const cases = files.reduce((sum, { rows }) => sum + rows.length, 0);
    count.textContent = `${counted(cases, 'case')} in ${counted(files.length, 'file')}`;
    results.replaceChildren(...files.map((file) => fileTable(index, file)));
    for (const space of [...results.querySelectorAll('td[colspan]')].slice(0, AT_ONCE)) come(space);
    if (cases === 0) results.append(el('p', { class: 'empty' }, 'No case fits these filters.'));
  };
  fill();
  const whole = section(
    'Matrix',
    filters(index, fill),
    el('div', { class: 'matrix' }, areas(index), el('div', {}, count, columnHeads(index), results)),
    legend(index),
  );
  whole.style.setProperty('--columns', String(index.columns.length));
  return whole;
}

/** @param {Index} index */
function columnHeads(index) {
  const heads = index.columns.map((column) =>
    el(
      'div',
      { class: 'head' },
      el('strong', {}, engineName(column)),
      el('span', { title: `${column.build} ${column.version}` }, ` ${shortVersion(column.version)}`),
      el('span', { class: 'slots' }, el('span', {}, 'fetch'), el('span', {}, 'XHR')),
    ),
  );
  const row = el(
    'div',
    { class: 'heads', 'aria-hidden': 'true' },
    el('div', { class: 'case' }, 'Case'),
    heads,
  );
  return row;
}

/** @param {Index} index @param {FileIndex} file */
function fileTable(index, { file, area, name, rows }) {
  const body = [];
  for (let from = 0; from < rows.length; from += BLOCK)
    body.push(block(index, rows.slice(from, from + BLOCK)));
  return el(
    'table',
    {},
    el(
      'caption',
      {},
      el('span', { class: 'area' }, bdi(area), ' / '),
      bdi(name),
      el('span', { class: 'file' }, bdi(file)),
    ),
    el(
      'thead',
      { class: 'quiet' },
      el(
        'tr',
        {},
        el('th', { scope: 'col' }, 'Case'),
        index.columns.map((column) =>
          el('th', { scope: 'col' }, `${engineName(column)} ${shortVersion(column.version)}`),
        ),
      ),
    ),
    ...body,
  );
}

const coming = new IntersectionObserver(
  (entries) => {
    for (const { isIntersecting, target } of entries) {
      if (isIntersecting) come(target);
    }
  },
  { rootMargin: '900px 0px' },
);

/** @type {WeakMap<Element, () => void>} */
const build = new WeakMap();

/** Puts the rows where they had a place. @param {Element} space */
function come(space) {
  coming.unobserve(space);
  build.get(space)?.();
}

/** Some rows of a table, for the time being a place of their height. @param {Index} index @param {Row[]} rows */
function block(index, rows) {
  const space = el('td', { colspan: index.columns.length + 1 });
  space.style.height = `${rows.length * ROW}px`;
  const body = el('tbody', {}, el('tr', {}, space));
  build.set(space, () => body.replaceChildren(...rows.map((row) => caseRow(index, row))));
  coming.observe(space);
  return body;
}

/** @param {Index} index @param {Row} row */
function caseRow(index, { id, title, cells }) {
  const [first] = cells;
  const on = index.columns[first?.[0] ?? 0]?.name ?? '';
  return el(
    'tr',
    {},
    el(
      'th',
      { scope: 'row' },
      el('a', { href: linkTo({ case: id, via: first?.[1] ?? '', on }), title }, bdi(title)),
      el('span', { class: 'id' }, bdi(id.split('/').slice(2).join('/'))),
    ),
    index.columns.map((_, column) =>
      el(
        'td',
        {},
        chips(
          index,
          id,
          cells.filter(([at]) => at === column),
        ),
      ),
    ),
  );
}

/** @param {Index} index */
function legend(index) {
  return el(
    'dl',
    { class: 'legend' },
    index.verdicts.map((verdict) => {
      const { sign, word, meaning } = wordsOf(verdict);
      return el(
        'div',
        {},
        el('dt', { class: `v-${verdict}` }, el('span', { class: 'sign', 'aria-hidden': 'true' }, sign), word),
        el('dd', {}, meaning),
      );
    }),
  );
}

/** The arrow keys move from result to result. @param {KeyboardEvent} event */
export function moveInMatrix(event) {
  const chip = document.activeElement?.closest('.rows .chip, .rows th a');
  const step = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] }[event.key];
  if (!chip || !step) return;
  const [down = 0, right = 0] = step;
  const row = /** @type {HTMLElement} */ (chip.closest('tr'));
  const inRow = [...row.querySelectorAll('a')];
  const at = inRow.indexOf(/** @type {HTMLAnchorElement} */ (chip));
  const rows = down === 0 ? [row] : [...document.querySelectorAll('.rows tbody tr')];
  const next = rows[rows.indexOf(row) + down];
  const target =
    down === 0 ? inRow[at + right] : [...(next?.querySelectorAll('a') ?? [])].slice(0, at + 1).at(-1);
  if (!target) return;
  event.preventDefault();
  target.focus();
}
