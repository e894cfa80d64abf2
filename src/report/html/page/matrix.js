// The matrix: rows are cases, by file; columns are engines. Rows are built when they come near the window.
// @ts-check
import { chips } from './cells.js';
import { bdi, el, section } from './dom.js';
import { filtered, here, linkTo } from './place.js';
import { counted } from './text.js';
import { engineName, isFailing, shortVersion, wordsOf } from './words.js';

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

/** Files with only those rows that the filters let through. @param {Index} index @returns {FileIndex[]} */
export function matching(index) {
  const { area, verdict, engine, q } = here();
  const words = q.toLowerCase().split(/\s+/).filter(Boolean);
  const fits = (/** @type {Row} */ row) => {
    const cells = row.cells.filter(
      ([column, , at]) =>
        (engine === '' || index.columns[column]?.name === engine) &&
        (verdict === '' || index.verdicts[at] === verdict),
    );
    const text = `${row.id} ${row.title} ${row.cells.map(([, via]) => via).join(' ')}`.toLowerCase();
    return cells.length > 0 && words.every((word) => text.includes(word));
  };
  return index.files
    .filter((file) => area === '' || file.area === area)
    .map((file) => ({ ...file, rows: file.rows.filter(fits) }))
    .filter(({ rows }) => rows.length > 0);
}

/** @param {Index} index @param {() => void} fill */
function filters(index, fill) {
  const { area, verdict, engine, q } = here();
  const search = el('input', {
    type: 'search',
    id: 'q',
    name: 'q',
    value: q,
    placeholder: 'id, title or client ( / )',
    autocomplete: 'off',
    spellcheck: 'false',
    input: () => {
      history.replaceState(null, '', filtered({ q: search.value }));
      fill();
    },
  });
  const choose = (/** @type {'engine' | 'verdict' | 'area'} */ name) => (/** @type {Event} */ event) => {
    const chosen = /** @type {HTMLSelectElement} */ (event.target).value;
    location.hash = filtered({ [name]: chosen });
  };
  /** @param {string} value @param {string} words @param {string} now */
  const option = (value, words, now) => el('option', { value, selected: value === now }, words);
  return el(
    'form',
    { class: 'filters', role: 'search', submit: (event) => event.preventDefault() },
    el('label', { class: 'grow' }, el('span', {}, 'Find'), search),
    el(
      'label',
      {},
      el('span', {}, 'Area'),
      el(
        'select',
        { change: choose('area'), 'aria-label': 'Area' },
        option('', 'all areas', area),
        areaNames(index).map((name) => option(name, name, area)),
      ),
    ),
    el(
      'label',
      {},
      el('span', {}, 'Verdict'),
      el(
        'select',
        { change: choose('verdict'), 'aria-label': 'Verdict' },
        option('', 'all verdicts', verdict),
        index.verdicts.map((name) => option(name, wordsOf(name).word, verdict)),
      ),
    ),
    el(
      'label',
      {},
      el('span', {}, 'Engine'),
      el(
        'select',
        { change: choose('engine'), 'aria-label': 'Engine' },
        option('', 'all engines', engine),
        index.columns.map((column) => option(column.name, engineName(column), engine)),
      ),
    ),
    (area || verdict || engine || q) && el('a', { class: 'clear', href: '#' }, 'Clear'),
  );
}

/** @param {Index} index */
function areaNames(index) {
  return [...new Set(index.files.map(({ area }) => area))];
}

/** @param {Index} index */
function areas(index) {
  const chosen = here().area;
  const entries = areaNames(index).map((name) => {
    const cells = index.files
      .filter(({ area }) => area === name)
      .flatMap(({ rows }) => rows.flatMap((row) => row.cells));
    const verdicts = cells.map(([, , at]) => index.verdicts[at] ?? '');
    const failing = verdicts.filter(isFailing).length;
    const current = chosen === name;
    return el(
      'li',
      {},
      el(
        'a',
        { href: filtered({ area: current ? '' : name }), 'aria-current': current ? 'true' : null },
        el('span', { class: 'name' }, bdi(name)),
        failing > 0
          ? el('span', { class: 'v-violates tally' }, `${failing} failed`)
          : el('span', { class: 'tally' }, cells.length.toLocaleString('en')),
        bar(index, verdicts),
      ),
    );
  });
  return el('nav', { class: 'areas', 'aria-label': 'Areas' }, el('ul', {}, entries));
}

/** The shares of the verdicts, for the eye alone: the counts stand beside it. @param {Index} index @param {string[]} verdicts */
function bar(index, verdicts) {
  const parts = index.verdicts.map((verdict) => {
    const share = verdicts.filter((one) => one === verdict).length;
    const part = el('i', { class: `v-${verdict}` });
    part.style.flexGrow = String(share);
    return share > 0 && part;
  });
  return el('span', { class: 'bar', 'aria-hidden': 'true' }, parts);
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
