// What of the matrix is shown: the form above it, the areas beside it, and the rows that both let through.
// @ts-check
import { bdi, el } from './dom.js';
import { filtered, here } from './place.js';
import { engineName, isFailing, wordsOf } from './words.js';

/** @typedef {import('../types.ts').Index} Index */
/** @typedef {import('../types.ts').FileIndex} FileIndex */
/** @typedef {import('../types.ts').Row} Row */

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

/** The form; `fill` shows the rows anew. @param {Index} index @param {() => void} fill */
export function filters(index, fill) {
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
  /**
   * A choice of one, with its title and the words for no choice.
   * @param {'area' | 'verdict' | 'engine'} name @param {string} title @param {string} all @param {[value: string, words: string][]} values
   */
  const choice = (name, title, all, values) => {
    const now = here()[name];
    const change = (/** @type {Event} */ event) => {
      location.hash = filtered({ [name]: /** @type {HTMLSelectElement} */ (event.target).value });
    };
    const options = [['', all], ...values].map(([value, words]) =>
      el('option', { value, selected: value === now }, words),
    );
    return el('label', {}, el('span', {}, title), el('select', { change, 'aria-label': title }, options));
  };
  return el(
    'form',
    { class: 'filters', role: 'search', submit: (event) => event.preventDefault() },
    el('label', { class: 'grow' }, el('span', {}, 'Find'), search),
    choice(
      'area',
      'Area',
      'all areas',
      areaNames(index).map((name) => [name, name]),
    ),
    choice(
      'verdict',
      'Verdict',
      'all verdicts',
      index.verdicts.map((name) => [name, wordsOf(name).word]),
    ),
    choice(
      'engine',
      'Engine',
      'all engines',
      index.columns.map((column) => [column.name, engineName(column)]),
    ),
    (area || verdict || engine || q) && el('a', { class: 'clear', href: '#' }, 'Clear'),
  );
}

/** @param {Index} index */
function areaNames(index) {
  return [...new Set(index.files.map(({ area }) => area))];
}

/** Links to each area, with its failures or results counted. @param {Index} index */
export function areas(index) {
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
