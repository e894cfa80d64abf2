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

/** One try by column. @typedef {Map<number, TryLine>} Seen */
/** Tries of one origin that turned out alike. @typedef {{ attempts: TryLine[], seen: Seen }} Row */

/** @param {Index} index @param {string} caption @param {TriedIn[]} results */
export function triesTable(index, caption, results) {
  const rows = tryRows(results);
  const columns = [...new Set(results.map(({ column }) => column))];
  const names = ['From', 'Call', 'Policy', ...columns.map((column) => columnWords(index, column)), 'Cause'];
  const more = rows.slice(ROWS).reduce((sum, { attempts }) => sum + attempts.length, 0);
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
            names.map((name) => el('th', { scope: 'col' }, name)),
          ),
        ),
        el(
          'tbody',
          {},
          rows.slice(0, ROWS).map((row) => tryRow(row, columns)),
        ),
      ),
    ),
    more > 0 &&
      el('p', { class: 'quiet-note' }, `and ${counted(more, 'more try', 'more tries')}, in results.jsonl`),
  );
}

/** Wrong ones first. @param {TriedIn[]} results @returns {Row[]} */
function tryRows(results) {
  /** @type {Map<string, Seen>} */
  const byId = new Map();
  for (const { column, tries } of results)
    for (const attempt of tries)
      byId.set(attempt.id, (byId.get(attempt.id) ?? new Map()).set(column, attempt));
  /** @type {Map<string, Row>} */
  const rows = new Map();
  for (const seen of byId.values()) {
    const [attempt] = seen.values();
    if (!attempt) continue;
    const { class: kind, origin, expected } = attempt;
    const turned = [...seen].map(([column, one]) => [column, outcomeWords(one), one.cause]);
    const key = JSON.stringify([kind, origin, expected, tryNotes(attempt), turned]);
    const row = rows.get(key) ?? { attempts: [], seen };
    row.attempts.push(attempt);
    rows.set(key, row);
  }
  const wrong = (/** @type {Row} */ { seen }) => Number([...seen.values()].some(isWrong));
  return [...rows.values()].sort((a, b) => wrong(b) - wrong(a));
}

/** @param {Row} row @param {number[]} columns */
function tryRow({ attempts, seen }, columns) {
  const [attempt] = attempts;
  if (!attempt) return null;
  const notes = tryNotes(attempt);
  const causes = [...new Set([...seen.values()].map(({ cause }) => cause ?? ''))].filter(Boolean);
  return el(
    'tr',
    {},
    el(
      'th',
      { scope: 'row' },
      bdi(attempt.class),
      el('span', { class: 'id' }, bdi(attempt.origin || 'no origin')),
    ),
    el(
      'td',
      {},
      callsWords(attempts).map((line) => el('div', {}, bdi(line))),
      notes !== '' && el('span', { class: 'id' }, bdi(notes)),
    ),
    el('td', {}, attempt.expected),
    columns.map((column) => el('td', {}, seenCell(seen.get(column)))),
    el('td', { class: 'id' }, bdi(causes.join(', '))),
  );
}

/** `GET, PUT /items, with and without credentials`, a line for each path and set of headers. @param {TryLine[]} attempts */
function callsWords(attempts) {
  /** @type {Map<string, { omit: string[], include: string[] }>} */
  const calls = new Map();
  for (const { method, path, headers, credentials } of attempts) {
    const call = `${path}${headers.length > 0 ? ` with ${headers.join(', ')}` : ''}`;
    const methods = calls.get(call) ?? { omit: [], include: [] };
    methods[credentials].push(method);
    calls.set(call, methods);
  }
  return [...calls].flatMap(([call, { omit, include }]) => {
    if (omit.join() === include.join()) return [`${omit.join(', ')} ${call}, with and without credentials`];
    return [
      ...(omit.length > 0 ? [`${omit.join(', ')} ${call}`] : []),
      ...(include.length > 0 ? [`${include.join(', ')} ${call}, with credentials`] : []),
    ];
  });
}

/** @param {TryLine} attempt */
function tryNotes({ via, stage, identity, count }) {
  return [
    ...(count > 1 ? [`${count.toLocaleString('en')} tries`] : []),
    ...(stage === 'screen' ? ['by the plain client'] : via === 'fetch' ? [] : [via]),
    ...(identity === null ? [] : [`as ${identity}`]),
  ].join(', ');
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
  );
}
