// The page: header, the view that the address names, and the keys.
// @ts-check
import { caseView } from './case.js';
import { divergencesView } from './divergences.js';
import { bdi, el } from './dom.js';
import { matrix, moveInMatrix } from './matrix.js';
import { causesOfTargets, failures, headline, totals, whatFailed } from './overview.js';
import { here, linkTo } from './place.js';
import { readIndex } from './store.js';
import { targetView } from './target.js';
import { engineName } from './words.js';

/** @typedef {import('../types.ts').Index} Index */

const root = /** @type {HTMLElement} */ (document.getElementById('report'));
const main = el('main', { id: 'main' });
/** Where the reader had scrolled to, by address. @type {Map<string, number>} */
const scrolled = new Map();
let current = location.hash;

/** @param {Index} index */
function header(index) {
  const { view, case: id } = here();
  const where = id ? 'case' : view;
  const link = (/** @type {string} */ name, /** @type {string} */ href, /** @type {boolean} */ now) =>
    el('a', { href, 'aria-current': now ? 'page' : null }, bdi(name));
  return el(
    'header',
    { class: 'top' },
    el('button', { class: 'skip', type: 'button', click: skip }, 'Skip to the results'),
    el('a', { class: 'brand', href: '#' }, 'corsproof'),
    el(
      'nav',
      { 'aria-label': 'Views' },
      link('Results', '#', where === ''),
      link('Divergences', linkTo({ view: 'divergences' }), where === 'divergences'),
      index.targets.map(({ origin }) =>
        link(
          shortOrigin(origin),
          linkTo({ view: 'target', target: origin }),
          where === 'target' && (here().target === origin || index.targets.length === 1),
        ),
      ),
      link('The run', linkTo({ view: 'run' }), where === 'run'),
    ),
  );
}

/** The header stays in view, so that a name must not fill it. @param {string} origin */
function shortOrigin(origin) {
  const name = origin.replace(/^https?:\/\//, '');
  return name.length > 48 ? `${name.slice(0, 48)}…` : name;
}

function skip() {
  main.querySelector('h1')?.focus();
}

/** @param {Index} index */
function resultsView(index) {
  return el(
    'div',
    { class: 'view' },
    el(
      'div',
      { class: `hero ${failures(index) > 0 || index.end.interrupted ? 'red' : 'green'}` },
      el('h1', { tabindex: -1 }, headline(index)),
      el('p', { class: 'lead' }, ranWhere(index)),
      totals(index),
    ),
    causesOfTargets(index),
    whatFailed(index),
    matrix(index),
  );
}

/** @param {Index} index */
function ranWhere({ columns, run, end }) {
  const engines = columns.map((column) => `${engineName(column)} ${column.version}`).join(', ');
  const when = run ? ` on ${run.startedAt.slice(0, 10)} at ${run.startedAt.slice(11, 16)} UTC` : '';
  return `${engines}${when}${end.seconds > 0 ? `, in ${end.seconds}\u00a0s` : ''}.`;
}

/** @param {Index} index */
function runView({ run, columns, end }) {
  const facts = (/** @type {Record<string, unknown>} */ record) =>
    el(
      'dl',
      { class: 'facts' },
      Object.entries(record)
        .filter(([name, value]) => name !== 'kind' && value !== null)
        .map(([name, value]) => el('div', {}, el('dt', {}, bdi(name)), el('dd', {}, bdi(value)))),
    );
  return el(
    'div',
    { class: 'view' },
    el('h1', { tabindex: -1 }, 'The run'),
    run && facts(run),
    columns.map((column) => [el('h2', {}, engineName(column)), facts(column)]).flat(),
    el('h2', {}, 'Totals'),
    facts(end),
  );
}

/** @param {Index} index */
async function render(index) {
  const { view, case: id } = here();
  const shown = id
    ? await caseView(index)
    : view === 'divergences'
      ? divergencesView(index)
      : view === 'target'
        ? targetView(index)
        : view === 'run'
          ? runView(index)
          : resultsView(index);
  main.replaceChildren(shown);
  root.replaceChildren(header(index), main);
  document.title = `${main.querySelector('h1')?.textContent ?? ''} · corsproof`;
}

/** @param {KeyboardEvent} event */
function keys(event) {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const typing = /^(INPUT|SELECT|TEXTAREA)$/.test(document.activeElement?.tagName ?? '');
  if (event.key === '/' && !typing) {
    const search = document.getElementById('q');
    if (search) event.preventDefault();
    search?.focus();
  } else if (event.key === 'Escape' && here().case) history.back();
  else if (!typing) moveInMatrix(event);
}

/** @param {Index} index */
async function moved(index) {
  const [before, after] = [
    new URLSearchParams(current.slice(1)),
    new URLSearchParams(location.hash.slice(1)),
  ];
  const sameView = ['view', 'case', 'target'].every((name) => before.get(name) === after.get(name));
  const top = sameView ? scrollY : (scrolled.get(location.hash) ?? 0);
  current = location.hash;
  await render(index);
  scrollTo(0, top);
  if (!sameView) main.querySelector('h1')?.focus({ preventScroll: true });
}

addEventListener('scroll', () => scrolled.set(current, scrollY), { passive: true });
readIndex().then(
  async (index) => {
    await render(index);
    addEventListener('hashchange', () => void moved(index));
    addEventListener('keydown', keys);
    root.dataset.ready = 'yes';
  },
  (error) => root.append(`This browser cannot read the report: ${error}`),
);
