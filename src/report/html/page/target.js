// One server that was tested against its policy: who may read, who was refused, what is wrong, what mends it.
// @ts-check
import { chips } from './cells.js';
import { bdi, el, section } from './dom.js';
import { mend } from './overview.js';
import { here, linkTo } from './place.js';
import { counted } from './text.js';
import { isFailing } from './words.js';

/** @typedef {import('../types.ts').Index} Index */
/** @typedef {import('../types.ts').Target} Target */
/** @typedef {import('../types.ts').TargetCheck} Check */

const SEVERITIES = ['critical', 'high', 'medium', 'low'];

/** @param {Index} index @param {Check} check */
function failed(index, { cells }) {
  return cells.some(([, , at]) => isFailing(index.verdicts[at] ?? ''));
}

/** @param {Index} index */
export function targetView(index) {
  const target = index.targets.find(({ origin }) => origin === here().target) ?? index.targets[0];
  if (!target) return el('div', { class: 'view' }, el('h1', { tabindex: -1 }, 'No target was tested'));
  const wrong = target.checks.filter((check) => failed(index, check));
  return el(
    'div',
    { class: 'view target' },
    el('h1', { tabindex: -1 }, bdi(target.origin)),
    el(
      'p',
      { class: 'lead' },
      wrong.length === 0
        ? `${counted(target.checks.length, 'check')}: the server does what its policy says.`
        : `${counted(wrong.length, 'finding')} in ${counted(target.checks.length, 'check')}.`,
    ),
    findings(index, wrong),
    rules(target),
    tried(index, target),
    section(
      'Since the baseline',
      target.baseline.length > 0
        ? el(
            'ul',
            {},
            target.baseline.map((line) => el('li', {}, bdi(line))),
          )
        : el('p', {}, 'Nothing changed.'),
    ),
    proved(index, target),
  );
}

/** @param {Index} index @param {Check[]} wrong */
function findings(index, wrong) {
  const rank = (/** @type {Check} */ check) => (SEVERITIES.indexOf(check.severity ?? '') + 5) % 5;
  const sorted = [...wrong].sort((a, b) => rank(a) - rank(b));
  return section(
    'Findings',
    sorted.length === 0 ? el('p', {}, 'None.') : null,
    el(
      'ol',
      { class: 'failures' },
      sorted.map((check) =>
        el(
          'li',
          {},
          el(
            'article',
            { class: 'failure v-violates' },
            el(
              'header',
              {},
              el(
                'span',
                { class: `severity s-${check.severity ?? 'none'}` },
                check.severity ?? 'no severity',
              ),
            ),
            el('h3', {}, el('a', { href: linkTo({ case: check.id }) }, bdi(check.title))),
            el(
              'ul',
              { class: 'differences' },
              check.differences.map((line) => el('li', {}, bdi(line))),
            ),
            check.bodyRead &&
              el(
                'p',
                {},
                'A page that is refused read the body; credentials that rode: ',
                bdi(check.credentialRode.join(', ') || 'none'),
                '.',
              ),
            mend(check.fix?.split('\n') ?? [], 'h4'),
            chips(index, check.id, check.cells),
          ),
        ),
      ),
    ),
  );
}

/** @param {Target} target */
function rules({ rules }) {
  return section(
    'Allowed to whom',
    el(
      'table',
      { class: 'plain' },
      el(
        'thead',
        {},
        el(
          'tr',
          {},
          ['Rule', 'Origins', 'Methods', 'Request headers', 'Credentials'].map((name) =>
            el('th', { scope: 'col' }, name),
          ),
        ),
      ),
      el(
        'tbody',
        {},
        rules.map(({ id, path, origins, methods, headers, credentials }) =>
          el(
            'tr',
            {},
            el('th', { scope: 'row' }, bdi(id), el('span', { class: 'id' }, bdi(path))),
            el(
              'td',
              {},
              origins.map((origin) => el('div', {}, bdi(origin))),
            ),
            el('td', {}, bdi(methods.join(', '))),
            el('td', {}, bdi(headers.join(', ') || 'none beyond the safelist')),
            el('td', {}, credentials ? 'yes' : 'no'),
          ),
        ),
      ),
    ),
  );
}

/** @param {Index} index @param {Target} target */
function tried(index, { checks }) {
  const refused = checks.filter(({ check }) => check === 'hostile' || check === 'refused');
  return section(
    'Tried and refused',
    el(
      'p',
      {},
      `${counted(refused.filter((check) => !failed(index, check)).length, 'attempt')} of ${refused.length} were refused.`,
    ),
    checkTable(index, refused),
  );
}

/** @param {Index} index @param {Target} target */
function proved(index, { checks }) {
  return section(
    'Every other check',
    checkTable(
      index,
      checks.filter(({ check }) => check !== 'hostile' && check !== 'refused'),
    ),
  );
}

/** @param {Index} index @param {Check[]} checks */
function checkTable(index, checks) {
  if (checks.length === 0) return null;
  return el(
    'table',
    { class: 'plain checks' },
    el(
      'thead',
      {},
      el(
        'tr',
        {},
        el('th', { scope: 'col' }, 'Check'),
        el('th', { scope: 'col' }, 'What was tried'),
        index.columns.map(({ name }) => el('th', { scope: 'col' }, name)),
      ),
    ),
    el(
      'tbody',
      {},
      checks.map((check) =>
        el(
          'tr',
          {},
          el('td', {}, bdi(check.check)),
          el(
            'th',
            { scope: 'row' },
            el('a', { href: linkTo({ case: check.id }) }, bdi(check.originClass ?? check.title)),
          ),
          index.columns.map((_, column) =>
            el(
              'td',
              {},
              chips(
                index,
                check.id,
                check.cells.filter(([at]) => at === column),
              ),
            ),
          ),
        ),
      ),
    ),
  );
}
