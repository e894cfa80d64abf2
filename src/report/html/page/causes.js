// What a server does wrong, each mistake once: how bad, where, shown by what, and how to fix it.
// @ts-check
import { bdi, el } from './dom.js';
import { howToFix } from './fix.js';
import { linkTo } from './place.js';
import { counted } from './text.js';
import { trace } from './trace.js';
import { callWords, outcomeWords } from './tries.js';
import { inWords } from './words.js';

/** @typedef {import('../types.ts').TargetCause} TargetCause */
/** @typedef {import('../../lines.ts').TryLine} TryLine */
/** @typedef {Pick<TargetCause, 'severity' | 'title' | 'seen' | 'of' | 'proof' | 'fix' | 'accepted' | 'failing'>} CauseWords */

const NAMED = 12;

/**
 * One cause of a target; the whole of it links to its page, or to nothing if it is there already.
 * @param {TargetCause} cause @param {string[]} engines all that the target was tested in @param {string} [href]
 */
export function targetCause(cause, engines, href) {
  const { where, worst } = cause;
  const everywhere = cause.engines.length === engines.length;
  return causeArticle(cause, {
    title: href === undefined ? bdi(cause.title) : el('a', { href }, bdi(cause.title)),
    facts: [
      [
        'Rules',
        where.map((place) => {
          const only =
            place.engines.length < cause.engines.length ? ` in ${enginesWords(place.engines)}` : '';
          return el('div', {}, bdi(someOf(place.rules)), ` (${place.questions.join(', ')})`, bdi(only));
        }),
      ],
      [
        'Engines',
        [everywhere && engines.length > 1 ? `all: ${enginesWords(engines)}` : enginesWords(cause.engines)],
      ],
    ],
    more: href === undefined ? worstTry(worst) : null,
  });
}

/**
 * @param {CauseWords} cause
 * @param {{ title: Node, facts?: [string, (Node | string)[]][], more?: Node | null }} parts
 */
export function causeArticle(cause, { title, facts = [], more = null }) {
  const { severity, seen, of, proof, fix, accepted, failing } = cause;
  const told = accepted ? 'accepted' : failing ? '' : 'no failure';
  /** @type {[string, (Node | string)[]][]} */
  const all = [
    ...facts,
    ['Seen in', [`${seen.toLocaleString('en')} of ${counted(of, 'try', 'tries')}${proofWords(proof)}`]],
    ...(accepted
      ? [/** @type {[string, Node[]]} */ (['Accepted', [bdi(`until ${accepted.until}: ${accepted.reason}`)]])]
      : []),
  ];
  return el(
    'article',
    { class: `failure cause ${failing ? 'v-violates' : 'v-unsupported'}` },
    el(
      'header',
      {},
      el('span', { class: `severity s-${severity}` }, severity),
      told !== '' && el('span', { class: 'where' }, told),
    ),
    el('h3', {}, title),
    el(
      'dl',
      { class: 'facts' },
      all.map(([name, values]) => el('div', {}, el('dt', {}, name), el('dd', {}, values))),
    ),
    howToFix(fix, 'h4'),
    more,
  );
}

/** @param {TargetCause['worst']} worst */
function worstTry({ id, via, project, attempt, wire, more }) {
  const link = el('p', {}, el('a', { href: linkTo({ case: id, via, on: project }) }, 'Its test: ', bdi(id)));
  if (!attempt) return link;
  return el(
    'details',
    {},
    el('summary', {}, 'The worst try: ', bdi(`${callWords(attempt)} from ${originWords(attempt)}`)),
    el(
      'p',
      {},
      `The policy says ${attempt.expected}; seen: `,
      bdi(`${outcomeWords(attempt)}${readWords(attempt)}`),
      '.',
    ),
    trace(wire, more),
    link,
  );
}

/** @param {TryLine} attempt */
export function originWords({ origin, class: kind }) {
  return kind === 'trusted' ? `${origin || 'no origin'} (trusted)` : `${origin || 'no origin'} (${kind})`;
}

/** What a page got that should get nothing. @param {TryLine} attempt */
function readWords({ expected, bodyRead, credentialRode }) {
  if (expected === 'allowed' || !bodyRead) return '';
  const sent = credentialRode.join(', ') || 'none';
  return `; the page read the response; credentials sent: ${sent}`;
}

/** @param {'browser' | 'screen'} proof */
function proofWords(proof) {
  return proof === 'screen' ? ', by the plain client and in no browser' : '';
}

/** @param {string[]} engines */
function enginesWords(engines) {
  return engines.map(inWords).join(', ');
}

/** @param {string[]} names */
function someOf(names) {
  const more = names.length - NAMED;
  return more > 0 ? `${names.slice(0, NAMED).join(', ')} and ${more} more` : names.join(', ');
}
