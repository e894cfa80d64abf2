// One result in full: required, seen, the exchange, the standard's decision, the engine's words, how to see it again.
// @ts-check
import { checked } from './check.js';
import { badge, chips, columnWords } from './cells.js';
import { diagram } from './diagram.js';
import { bdi, el, outward, section } from './dom.js';
import { howToFix } from './fix.js';
import { filtered, here } from './place.js';
import { readPart } from './store.js';
import { clientName, isFailing, wordsOf } from './words.js';
import { excerpt, yamlLines } from './yaml.js';

/** @typedef {import('../types.ts').Index} Index */
/** @typedef {import('../types.ts').Part} Part */
/** @typedef {import('../types.ts').PartResult} Result */
/** @typedef {import('../types.ts').Explained} Explained */

/** @param {Index} index */
export async function caseView(index) {
  const { case: id, via, on, repeat } = here();
  const at = index.files.findIndex(({ rows }) => rows.some((row) => row.id === id));
  const part = at < 0 ? null : await readPart(at);
  /** @type {Result[]} */
  const own = part?.results.filter((/** @type {Result} */ one) => one.id === id) ?? [];
  const exact = own.find(
    (one) => one.via === via && index.columns[one.column]?.name === on && one.repeat === repeat,
  );
  const result = exact ?? own.find((one) => isFailing(one.verdict)) ?? own[0];
  if (!part || !result)
    return el('div', { class: 'view' }, el('h1', { tabindex: -1 }, 'No such case'), el('p', {}, bdi(id)));
  const explained = part.explained[`${id} via ${result.via}`];
  return el(
    'div',
    { class: 'view case' },
    crumbs(result),
    el('h1', { tabindex: -1 }, bdi(result.title)),
    el('p', { class: 'id' }, bdi(result.target === undefined ? `${id} via ${result.via}` : id)),
    switcher(index, at, result),
    verdictBox(index, result, explained),
    ...(result.target === undefined
      ? [required(part, result, explained), exchange(index, result, explained), decisions(result, explained)]
      : checked(index, result)),
    said(index, result),
    scenario(part, result),
    again(index, result),
  );
}

/** @param {Result} result */
function crumbs({ id }) {
  const [area = '', file = ''] = id.split('/');
  return el(
    'nav',
    { class: 'crumbs', 'aria-label': 'Where this is' },
    el('a', { href: filtered({}) }, 'Matrix'),
    ' / ',
    el('a', { href: filtered({ area, q: '', verdict: '' }) }, bdi(area)),
    ' / ',
    el('a', { href: filtered({ area, q: `${area}/${file}/`, verdict: '' }) }, bdi(file)),
  );
}

/** The same case elsewhere. @param {Index} index @param {number} at @param {Result} result */
function switcher(index, at, { id, column, via, repeat }) {
  const row = index.files[at]?.rows.find((one) => one.id === id);
  return el(
    'ul',
    { class: 'switcher', 'aria-label': 'This case in every engine' },
    index.columns.map((_, place) => {
      const cells = row?.cells.filter(([one]) => one === place) ?? [];
      if (cells.length === 0) return null;
      const list = chips(index, id, cells);
      list.querySelectorAll('a').forEach((link) => {
        const name = link.querySelector('.via')?.textContent;
        const params = new URLSearchParams(link.hash.slice(1));
        const shown =
          place === column && params.get('via') === via && Number(params.get('repeat') ?? 0) === repeat;
        if (shown) link.setAttribute('aria-current', 'page');
        if (name === undefined)
          link.prepend(el('span', { class: 'via' }, clientName(params.get('via') ?? '')));
        link.classList.add('named');
      });
      return el('li', {}, el('span', { class: 'engine' }, columnWords(index, place)), list);
    }),
  );
}

/** @param {Index} index @param {Result} result @param {Explained | undefined} explained */
function verdictBox(index, result, explained) {
  const { verdict, differences, notes, divergence, reason, column, via, severity } = result;
  const change = explained?.change ?? [];
  const titles = result.causes?.map(({ title }) => title) ?? [];
  const untold = differences.filter((line) => titles.every((title) => !line.includes(title)));
  const engine = columnWords(index, column);
  const meaning = result.target === undefined ? wordsOf(verdict).meaning : targetMeaning(verdict);
  const who =
    result.target === undefined ? `${clientName(via)} in ${engine}` : `Seen in ${engine}: the server`;
  return el(
    'div',
    { class: `verdict v-${verdict}` },
    el(
      'p',
      { class: 'said' },
      badge(verdict),
      severity && el('span', { class: `severity s-${severity}` }, severity),
      el('span', {}, ` ${who} ${meaning}.`),
    ),
    untold.length > 0 &&
      el(
        'ul',
        { class: 'differences' },
        untold.map((line) => el('li', {}, bdi(line))),
      ),
    reason &&
      el(
        'p',
        { class: 'reason' },
        bdi(reason),
        divergence?.bug ? [' ', outward(divergence.bug, 'the bug')] : [],
      ),
    isFailing(verdict) && howToFix(change, 'h2'),
    result.interference &&
      el('p', { class: 'notes' }, 'It failed alongside other cases and passed in isolation.'),
    notes.length > 0 &&
      el(
        'ul',
        { class: 'notes' },
        notes.map((line) => el('li', {}, bdi(line))),
      ),
  );
}

/** @param {string} verdict */
function targetMeaning(verdict) {
  if (verdict === 'conforms') return 'does what its policy says';
  return verdict === 'violates' ? 'does not do what its policy says' : wordsOf(verdict).meaning;
}

/** @param {Part} part @param {Result} result @param {Explained | undefined} explained */
function required(part, { spec, expected }, explained) {
  const facts = Object.entries(expected).map(([name, value]) => [name, valueWords(value)]);
  return section(
    'What is required',
    explained?.why ? el('p', {}, bdi(explained.why)) : null,
    el(
      'p',
      { class: 'links' },
      spec.map((short) => el('span', {}, outward(part.links[short] ?? '', short), ' ')),
    ),
    el(
      'dl',
      { class: 'facts' },
      facts.map(([name, value]) => el('div', {}, el('dt', {}, bdi(name)), el('dd', {}, bdi(value)))),
    ),
  );
}

/** @param {unknown} value @returns {string} */
function valueWords(value) {
  if (Array.isArray(value)) return value.length > 0 ? value.map(valueWords).join(', ') : 'none';
  if (typeof value !== 'object' || value === null) return value === null ? 'absent' : String(value);
  return Object.entries(value)
    .map(([name, inner]) => `${name}: ${valueWords(inner)}`)
    .join('; ');
}

/** @param {Index} index @param {Result} result @param {Explained | undefined} explained */
function exchange(index, result, explained) {
  return section(
    'What happened',
    diagram(result, explained, columnWords(index, result.column)),
    result.wire.length > 0 &&
      el(
        'details',
        { class: 'wire' },
        el('summary', {}, 'All headers'),
        result.wire.map((one) =>
          el(
            'div',
            { class: 'exchange' },
            el('h3', {}, bdi(`${one.method} ${one.to}${one.path}`)),
            headerTable('Request', one.requestHeaders),
            headerTable(`Answer ${one.status ?? 'never came'}`, one.responseHeaders),
          ),
        ),
      ),
    el(
      'details',
      {},
      el('summary', {}, 'What the page saw, as it was reported'),
      el('pre', { tabindex: 0 }, JSON.stringify(result.steps, null, 2)),
    ),
  );
}

/** @param {string} title @param {readonly (readonly [string, string])[]} headers */
function headerTable(title, headers) {
  return el(
    'table',
    { class: 'headers' },
    el('caption', {}, title),
    el(
      'tbody',
      {},
      headers.map(([name, value]) =>
        el('tr', {}, el('th', { scope: 'row' }, bdi(name)), el('td', {}, bdi(value))),
      ),
    ),
  );
}

/** @param {Result} result @param {Explained | undefined} explained */
function decisions(result, explained) {
  const steps = explained?.steps.filter((step) => step.decisions.length > 0) ?? [];
  if (steps.length === 0)
    return result.decidedBy === null ? null : section('What decides', el('p', {}, bdi(result.decidedBy)));
  return section(
    'What the standard decides',
    steps
      .map((step, at) => [
        steps.length > 1 ? el('h3', { class: 'of-step' }, `Request ${at + 1}: `, bdi(step.title)) : null,
        el(
          'ol',
          { class: 'decisions' },
          step.decisions.map(({ step: words, link, decides }) =>
            el(
              'li',
              { class: decides ? 'decides' : null },
              bdi(words),
              ' ',
              outward(link, 'standard'),
              decides && el('strong', { class: 'mark' }, 'decides'),
            ),
          ),
        ),
        el('p', { class: 'summary' }, 'So the call is ', el('strong', {}, bdi(step.summary)), '.'),
      ])
      .flat(),
  );
}

/** @param {Index} index @param {Result} result */
function said(index, { console: lines, column }) {
  if (lines.length === 0) return null;
  return section(
    'What the console said',
    el('p', { class: 'quiet-note' }, `${columnWords(index, column)}, in its own words:`),
    el('pre', { class: 'console', tabindex: 0 }, lines.join('\n')),
  );
}

/** @param {Part} part @param {Result} result */
function scenario({ source }, { file, line, target }) {
  const { before, own } = source === null ? { before: [], own: [] } : excerpt(source, line);
  return section(
    target === undefined ? 'The scenario as written' : 'The policy as written',
    el('p', { class: 'id' }, bdi(`${file}:${line}`)),
    own.length > 0 ? yamlLines(own) : el('p', {}, 'The file was not at hand when this report was made.'),
    before.length > 0 &&
      el('details', {}, el('summary', {}, 'What all cases of the file share'), yamlLines(before)),
  );
}

/** @param {Index} index @param {Result} result */
function again(index, { id, via, column, target }) {
  const project = index.columns[column]?.name ?? '';
  const commands = [
    [
      'this test alone',
      `npx playwright test --project=${project} -g '${target === undefined ? `${id} via ${via}` : id}'`,
    ],
    ...(target === undefined
      ? [
          ['its servers, to try by hand', `npx corsproof serve ${id}`],
          ["the standard's decision", `npx corsproof explain ${id}`],
        ]
      : []),
  ];
  return section(
    'Reproduce',
    el(
      'dl',
      { class: 'commands' },
      commands.map(([name, command]) =>
        el('div', {}, el('dt', {}, name), el('dd', {}, el('code', {}, bdi(command)))),
      ),
    ),
  );
}
