// What a reader wants first: did it hold, and if not, what failed, where, why, and how to fix it.
// @ts-check
import { targetCause } from './causes.js';
import { badge } from './cells.js';
import { bdi, el, section } from './dom.js';
import { howToFix } from './fix.js';
import { filtered, here, linkTo } from './place.js';
import { counted } from './text.js';
import { inWords, wordsOf } from './words.js';

/** @typedef {import('../types.ts').Index} Index */

const SHOWN = 25;

/** @param {Index} index */
export function failures({ end }) {
  return end.stale + end.violates + end.inconclusive;
}

/** @param {Index} index */
export function headline(index) {
  const { end } = index;
  const failing = failures(index);
  if (end.total === 0) return 'Nothing was tested';
  const engines = new Set(index.columns.map(({ engine }) => engine)).size;
  const told =
    failing > 0
      ? `${counted(failing, 'test')} of ${end.total.toLocaleString('en')} failed`
      : `${counted(end.total, 'test')} held in ${counted(engines, 'engine')}`;
  return end.interrupted ? `Interrupted: ${told} until then` : told;
}

/** Counts that are filters at the same time. @param {Index} index */
export function totals(index) {
  const chosen = here().verdict;
  return el(
    'ul',
    { class: 'totals', 'aria-label': 'Results by verdict' },
    index.verdicts.map((verdict) => {
      const count = index.end[verdict];
      const { sign, plural, meaning } = wordsOf(verdict);
      const current = chosen === verdict;
      return el(
        'li',
        {},
        el(
          'a',
          {
            class: `total v-${verdict}${count === 0 ? ' none' : ''}`,
            href: filtered({ verdict: current ? '' : verdict }),
            'aria-current': current ? 'true' : null,
            title: meaning,
          },
          el('span', { class: 'sign', 'aria-hidden': 'true' }, sign),
          el('strong', {}, count.toLocaleString('en')),
          el('span', {}, ` ${plural}`),
        ),
      );
    }),
  );
}

/** What servers do wrong, each mistake once. @param {Index} index */
export function causesOfTargets({ targets }) {
  const wrong = targets.flatMap((target) =>
    target.causes.filter(({ failing }) => failing).map((cause) => ({ cause, target })),
  );
  if (wrong.length === 0) return null;
  return section(
    'Causes',
    el(
      'ol',
      { class: 'failures' },
      wrong
        .slice(0, SHOWN)
        .map(({ cause, target: { origin, engines } }) =>
          el('li', {}, targetCause(cause, engines, linkTo({ view: 'target', target: origin }))),
        ),
    ),
    wrong.length > SHOWN && el('p', {}, `and ${wrong.length - SHOWN} more on the pages of the targets`),
  );
}

/** @param {Index} index */
export function whatFailed({ failures }) {
  if (failures.length === 0) return null;
  const more = failures.length - SHOWN;
  return section(
    'What failed',
    el(
      'ol',
      { class: 'failures' },
      failures.slice(0, SHOWN).map((failure) => el('li', {}, failureCard(failure))),
    ),
    more > 0 &&
      el(
        'p',
        {},
        el(
          'a',
          { href: filtered({ verdict: failures[SHOWN]?.verdict }) },
          counted(more, 'more failing case'),
        ),
        ' in the matrix',
      ),
  );
}

/** @param {import('../types.ts').Index['failures'][number]} failure */
export function failureCard({
  id,
  alike,
  via,
  project,
  verdict,
  title,
  where,
  differences,
  change,
  severity,
}) {
  return el(
    'article',
    { class: `failure v-${verdict}` },
    el(
      'header',
      {},
      badge(verdict),
      severity && el('span', { class: `severity s-${severity}` }, severity),
      el('span', { class: 'where' }, where.map(inWords).join(' · ')),
    ),
    el('h3', {}, el('a', { href: linkTo({ case: id, via, on: project }) }, bdi(title))),
    el('p', { class: 'id' }, bdi(id)),
    alike.length > 0 && alsoFailed(alike),
    el(
      'ul',
      { class: 'differences' },
      differences.map(({ text, only }) =>
        el('li', {}, bdi(text), only !== null && el('span', { class: 'only' }, ` (${inWords(only)})`)),
      ),
    ),
    howToFix(change, 'h4'),
  );
}

/** @param {string[]} ids tests that failed for the same reason */
function alsoFailed(ids) {
  return el(
    'details',
    {},
    el('summary', {}, counted(ids.length, 'more test'), ' for the same reason'),
    el(
      'ul',
      { class: 'cases' },
      ids.map((id) => el('li', {}, el('a', { href: linkTo({ case: id }) }, bdi(id)))),
    ),
  );
}
