// Where engines depart from the standard as recorded: by reason, apart from everything that failed.
// @ts-check
import { bdi, el, outward } from './dom.js';
import { linkTo } from './place.js';
import { counted } from './text.js';
import { inWords } from './words.js';

/** @typedef {import('../types.ts').Index} Index */

/** @param {Index} index */
export function divergencesView(index) {
  const { divergences } = index;
  return el(
    'div',
    { class: 'view' },
    el('h1', { tabindex: -1 }, 'Divergences'),
    el(
      'p',
      { class: 'lead' },
      divergences.length === 0
        ? 'No engine departed from the standard in this run.'
        : `${counted(divergences.length, 'way')} in which an engine departs from the standard, each recorded with its reason. They do not fail a run; one that goes away does.`,
    ),
    el(
      'ol',
      { class: 'divergences' },
      divergences.map((one) => el('li', {}, divergence(one))),
    ),
  );
}

/** @param {Index['divergences'][number]} one */
function divergence({ reason, bug, where, cases }) {
  return el(
    'article',
    { class: 'divergence' },
    el('h2', {}, bdi(reason || 'No reason is recorded')),
    el('p', { class: 'where' }, where.map(inWords).join(' · '), bug ? [' · ', outward(bug, 'the bug')] : []),
    el(
      'details',
      {},
      el('summary', {}, counted(cases.length, 'case')),
      el(
        'ul',
        { class: 'cases' },
        cases.map(({ id, title, via, project }) =>
          el(
            'li',
            {},
            el('a', { href: linkTo({ case: id, via, on: project }) }, bdi(title)),
            el('span', { class: 'id' }, bdi(id)),
          ),
        ),
      ),
    ),
  );
}
