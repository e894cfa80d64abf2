// Who may do what, rule by rule: origins as rows, methods as columns, and marked where server and policy differ.
// @ts-check
import { bdi, el, section } from './dom.js';
import { counted } from './text.js';
import { inWords } from './words.js';

/** @typedef {import('../types.ts').Target} Target */
/** @typedef {import('../types.ts').TargetRule} Rule */
/** @typedef {import('../types.ts').WhoRow} WhoRow */
/** @typedef {import('../types.ts').Permission} Permission */

/** @type {Record<Permission['state'], { sign: string, word: string }>} */
const STATES = {
  allowed: { sign: '✓', word: 'allowed' },
  refused: { sign: '⊘', word: 'refused' },
  'carried-out': { sign: '✕', word: 'carried out, not read' },
  unknown: { sign: '?', word: 'no evidence' },
};

/** @param {Target} target */
export function whoMayDoWhat({ rules }) {
  return section(
    'Who may do what',
    el(
      'p',
      { class: 'quiet-note' },
      '✓ allowed and ⊘ refused, as the policy says; ✕ where the server does otherwise. “With” and “without” are with and without credentials; a cell that says neither is true of both.',
    ),
    rules.map((rule) => {
      const { id, path, differences, families } = rule;
      const unknown = families.some(({ rows }) => rows.some(({ cells }) => cells.flat().some(isUnknown)));
      return el(
        'details',
        { class: 'rule', open: differences > 0 },
        el(
          'summary',
          {},
          el('strong', {}, bdi(id)),
          ' ',
          bdi(path, 'id'),
          ' ',
          differences > 0
            ? ruleState('differs', '✕', counted(differences, 'difference'))
            : families.length === 0
              ? ruleState('none', '–', 'not tried')
              : unknown
                ? ruleState('none', '?', 'some without evidence')
                : ruleState('allowed', '✓', 'as the policy says'),
        ),
        el('p', { class: 'quiet-note' }, bdi(declaredWords(rule))),
        whoTable(rule),
      );
    }),
  );
}

/** @param {string} kind @param {string} sign @param {string} words */
export function ruleState(kind, sign, words) {
  return el(
    'span',
    { class: `may ${kind === 'differs' ? 'differs' : `may-${kind}`}` },
    el('span', { class: 'sign', 'aria-hidden': 'true' }, sign),
    words,
  );
}

/** @param {Permission} permission */
function isUnknown({ state }) {
  return state === 'unknown';
}

/** @param {Rule} rule */
function whoTable(rule) {
  const { id, methods, families } = rule;
  return el(
    'div',
    { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': `Who may do what: ${id}` },
    el(
      'table',
      { class: 'who' },
      el('caption', { class: 'quiet' }, bdi(`Who may do what: ${id}`)),
      el(
        'thead',
        {},
        el(
          'tr',
          {},
          ['Kind', 'Origins', ...methods].map((name) => el('th', { scope: 'col' }, bdi(name))),
        ),
      ),
      families.map(({ title, rows }) =>
        el(
          'tbody',
          {},
          rows.map((row, at) =>
            whoRow(row, at === 0 && el('th', { scope: 'rowgroup', rowspan: rows.length }, title)),
          ),
        ),
      ),
    ),
  );
}

/** @param {Rule} rule */
function declaredWords({ origins, methods, headers, credentials }) {
  return [
    `The policy: ${methods.join(', ') || 'no method'}`,
    `from ${origins.join(', ') || 'no origin'}`,
    credentials ? 'with credentials' : 'without credentials',
    headers.length > 0 ? `request headers ${headers.join(', ')}` : 'no request headers beyond the safelist',
  ].join('; ');
}

/** @param {WhoRow} row @param {Node | false} family its header, which stands in the first row */
function whoRow({ classes, origins, cells }, family) {
  return el(
    'tr',
    {},
    family,
    el(
      'th',
      { scope: 'row' },
      classes.length === 0
        ? origins.map((origin) => bdi(origin))
        : [
            bdi(classes.join(', ')),
            ...(classes.length === 1 ? [' ', bdi(origins.map(orNone).join(', '), 'id')] : []),
          ],
    ),
    cells.map((cell) =>
      el(
        'td',
        {},
        cell.length === 0
          ? el('span', { class: 'may may-none' }, 'not tried')
          : cell.map((one) => el('div', {}, permission(one))),
      ),
    ),
  );
}

/** @param {string} origin */
function orNone(origin) {
  return origin || 'no origin';
}

/** @param {Permission} one */
function permission({ state, differs, status, modes, engines }) {
  const { sign, word } = STATES[state];
  const mode = modes.length > 1 ? '' : modes[0] === 'include' ? ' with' : ' without';
  return el(
    'span',
    { class: `may ${differs ? 'differs' : `may-${state}`}` },
    el('span', { class: 'sign', 'aria-hidden': 'true' }, differs ? '✕' : sign),
    word,
    status !== null && ` (${status})`,
    mode !== '' && el('span', { class: 'mode' }, mode, el('span', { class: 'quiet' }, ' credentials')),
    engines.length > 0 && el('span', { class: 'mode' }, ` in ${engines.map(inWords).join(', ')}`),
    differs && el('span', { class: 'quiet' }, ', not as the policy says'),
  );
}
