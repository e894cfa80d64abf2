// One server that was tested against its policy: what it does wrong, who may do what, what changed, every try.
// @ts-check
import { targetCause } from './causes.js';
import { chip, columnWords } from './cells.js';
import { bdi, el, section } from './dom.js';
import { failureCard } from './overview.js';
import { here, linkTo } from './place.js';
import { readPart } from './store.js';
import { counted } from './text.js';
import { triesTable } from './tries.js';
import { ruleState, whoMayDoWhat } from './who.js';
import { isFailing } from './words.js';

/** @typedef {import('../types.ts').Index} Index */
/** @typedef {import('../types.ts').Target} Target */
/** @typedef {import('../types.ts').TargetRule} Rule */
/** @typedef {import('../types.ts').TargetQuestion} Question */

/** @param {Index} index */
export function targetView(index) {
  const target = index.targets.find(({ origin }) => origin === here().target) ?? index.targets[0];
  if (!target) return el('div', { class: 'view' }, el('h1', { tabindex: -1 }, 'No target was tested'));
  const wrong = target.causes.filter(({ failing }) => failing);
  const passing = target.causes.filter(({ failing }) => !failing);
  return el(
    'div',
    { class: 'view target' },
    el('h1', { tabindex: -1 }, bdi(target.origin)),
    el('p', { class: 'lead' }, targetLead(target, wrong.length)),
    wrong.length > 0 &&
      section(
        'Causes',
        el(
          'ol',
          { class: 'failures' },
          wrong.map((cause) => el('li', {}, targetCause(cause, target.engines))),
        ),
      ),
    target.failures.length > 0 &&
      section(
        'Failed without a known cause',
        el(
          'ol',
          { class: 'failures' },
          target.failures.map((failure) => el('li', {}, failureCard(failure))),
        ),
      ),
    whoMayDoWhat(target),
    passing.length > 0 &&
      section(
        'Seen, and no failure',
        el(
          'details',
          {},
          el('summary', {}, counted(passing.length, 'cause'), ' below the limit, or accepted by the policy'),
          el(
            'ol',
            { class: 'failures' },
            passing.map((cause) => el('li', {}, targetCause(cause, target.engines))),
          ),
        ),
      ),
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
    section(
      'Tests and tries',
      target.rules.map((rule) => ruleTests(index, rule)),
    ),
  );
}

/** @param {Target} target @param {number} causes */
function targetLead({ total, failing, rules }, causes) {
  const tested = `${counted(total, 'test')} of ${counted(rules.length, 'rule')}`;
  if (failing === 0) return `${tested}: the server does what its policy says.`;
  return `${counted(causes, 'cause')}; ${failing.toLocaleString('en')} of ${tested} failed.`;
}

/** Made when it is opened. @param {Index} index @param {Rule} rule */
function ruleTests(index, rule) {
  const { id, questions } = rule;
  const failing = questions
    .flatMap(({ cells }) => cells)
    .filter(([, , verdict]) => isFailing(index.verdicts[verdict] ?? '')).length;
  const tests = questions.flatMap(({ cells }) => cells).length;
  return opened(
    'rule',
    [
      el('strong', {}, bdi(id)),
      ' ',
      failing > 0
        ? ruleState('differs', '✕', `${failing} of ${counted(tests, 'test')} failed`)
        : ruleState('allowed', '✓', counted(tests, 'test')),
    ],
    () => [
      questionTable(index, rule),
      ...questions.filter(({ tries }) => tries > 0).map((question) => questionTries(index, rule, question)),
    ],
  );
}

/** @param {Index} index @param {Rule} rule */
function questionTable(index, { id, questions }) {
  const columns = [...new Set(questions.flatMap(({ cells }) => cells.map(([column]) => column)))].sort();
  return el(
    'div',
    { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': `Tests of ${id}` },
    el(
      'table',
      { class: 'questions' },
      el('caption', { class: 'quiet' }, `Tests of ${id}`),
      el(
        'thead',
        {},
        el(
          'tr',
          {},
          ['Test', 'Tries', ...columns.map((column) => columnWords(index, column))].map((name) =>
            el('th', { scope: 'col' }, name),
          ),
        ),
      ),
      el(
        'tbody',
        {},
        questions.map((one) =>
          el(
            'tr',
            {},
            el('th', { scope: 'row' }, el('a', { href: linkTo({ case: one.id }) }, bdi(one.question))),
            el('td', {}, one.tries.toLocaleString('en')),
            columns.map((column) =>
              el(
                'td',
                {},
                one.cells.filter(([at]) => at === column).map((cell) => chip(index, one.id, cell)),
              ),
            ),
          ),
        ),
      ),
    ),
  );
}

/** @param {Index} index @param {Rule} rule @param {Question} question */
function questionTries(index, { id: rule, part }, { id, question, tries }) {
  return opened('', [bdi(question), `: ${counted(tries, 'try', 'tries')}`], async () => {
    /** @type {import('../types.ts').Part} */
    const { results } = await readPart(part);
    const own = results.filter((one) => one.id === id && one.repeat === 0);
    return [
      triesTable(
        index,
        `Tries of ${rule}/${question}`,
        own.map(({ column, tries: made = [] }) => ({ column, tries: made })),
      ),
    ];
  });
}

/**
 * A folded part that is made when it is opened for the first time.
 * @param {string} name its class
 * @param {import('./dom.js').Child[]} summary
 * @param {() => Node[] | Promise<Node[]>} make
 */
function opened(name, summary, make) {
  let isMade = false;
  /** @type {HTMLDetailsElement} */
  const details = el(
    'details',
    {
      class: name || null,
      toggle: async () => {
        if (isMade || !details.open) return;
        isMade = true;
        details.append(...(await make()));
      },
    },
    el('summary', {}, summary),
  );
  return details;
}
