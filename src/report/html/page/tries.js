// The tries of a test as a table: those that are not as the policy says first, the rest counted where there are many.
// @ts-check
import { columnWords } from './cells.js';
import { bdi, el } from './dom.js';
import { counted } from './text.js';

/** @typedef {import('../types.ts').Index} Index */
/** @typedef {import('../../lines.ts').TryLine} TryLine */
/** @typedef {{ column: number, tries: readonly TryLine[] }} TriedIn */

const ROWS = 30;

/** @type {Record<TryLine['outcome'], string>} */
const OUTCOMES = {
  allowed: 'allowed',
  blocked: 'blocked',
  'not-sent': 'not sent',
  'no-answer': 'no response',
  'no-page': 'no page can have that origin',
};

/** @param {Pick<TryLine, 'outcome' | 'at' | 'status'>} attempt */
export function outcomeWords({ outcome, at, status }) {
  const where = at === undefined ? '' : ` at the ${at}`;
  return `${OUTCOMES[outcome]}${where}${outcome === 'allowed' && status !== null ? ` (${status})` : ''}`;
}

/** @param {Pick<TryLine, 'method' | 'path' | 'headers' | 'credentials'>} attempt */
export function callWords({ method, path, headers, credentials }) {
  const parts = [...(credentials === 'include' ? ['credentials'] : []), ...headers];
  return `${method} ${path}${parts.length > 0 ? ` with ${parts.join(', ')}` : ''}`;
}

/** @param {TryLine} attempt */
function isWrong({ outcome, expected, cause }) {
  return cause !== null || (outcome === 'allowed') !== (expected === 'allowed');
}

/** Tries of one id in several columns are one row. @param {Index} index @param {string} caption @param {TriedIn[]} results */
export function triesTable(index, caption, results) {
  /** @type {Map<string, { attempt: TryLine, seen: Map<number, TryLine> }>} */
  const rows = new Map();
  for (const { column, tries } of results)
    for (const attempt of tries) {
      const row = rows.get(attempt.id) ?? { attempt, seen: new Map() };
      row.seen.set(column, attempt);
      rows.set(attempt.id, row);
    }
  const anyWrong = (/** @type {{ seen: Map<number, TryLine> }} */ { seen }) =>
    [...seen.values()].some(isWrong);
  const sorted = [...rows.values()].sort((a, b) => Number(anyWrong(b)) - Number(anyWrong(a)));
  const columns = [...new Set(results.map(({ column }) => column))];
  const more = sorted.length - ROWS;
  return el(
    'div',
    {},
    el(
      'div',
      { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': caption },
      el(
        'table',
        { class: 'tries' },
        el('caption', { class: 'quiet' }, caption),
        el(
          'thead',
          {},
          el(
            'tr',
            {},
            ['From', 'Call', 'Policy', ...columns.map((column) => columnWords(index, column))].map((name) =>
              el('th', { scope: 'col' }, name),
            ),
          ),
        ),
        el(
          'tbody',
          {},
          sorted.slice(0, ROWS).map(({ attempt, seen }) =>
            el(
              'tr',
              {},
              el(
                'th',
                { scope: 'row' },
                attempt.class,
                el('span', { class: 'id' }, bdi(attempt.origin || 'no origin')),
              ),
              el('td', {}, bdi(callWords(attempt)), tryNotes(attempt)),
              el('td', {}, attempt.expected),
              columns.map((column) => el('td', {}, seenCell(seen.get(column)))),
            ),
          ),
        ),
      ),
    ),
    more > 0 &&
      el('p', { class: 'quiet-note' }, `and ${counted(more, 'more try', 'more tries')}, in results.jsonl`),
  );
}

/** @param {TryLine} attempt */
function tryNotes({ via, stage, identity, count }) {
  const notes = [
    ...(count > 1 ? [`${count.toLocaleString('en')} tries`] : []),
    ...(stage === 'screen' ? ['by the plain client'] : via === 'fetch' ? [] : [via]),
    ...(identity === null ? [] : [`as ${identity}`]),
  ];
  return notes.length > 0 ? [' ', bdi(notes.join(', '), 'id')] : [];
}

/** @param {TryLine | undefined} attempt */
function seenCell(attempt) {
  if (!attempt) return el('span', { class: 'may may-none' }, 'not tried');
  const wrong = isWrong(attempt);
  const noEvidence = attempt.outcome === 'no-answer' || attempt.outcome === 'no-page';
  const sign = wrong ? '✕' : noEvidence ? '?' : '✓';
  return el(
    'span',
    { class: `may${wrong ? ' differs' : ''}` },
    el('span', { class: 'sign', 'aria-hidden': 'true' }, sign),
    outcomeWords(attempt),
    wrong && el('span', { class: 'quiet' }, ', not as the policy says'),
    attempt.cause !== null && [' ', bdi(attempt.cause, 'id')],
  );
}
