// The exchange as a sequence diagram: the page, the engine and each server; what was sent, answered and stopped.
// @ts-check
import { bdi, el } from './dom.js';
import { clientName } from './words.js';

/** @typedef {import('../types.ts').PartResult} Result */
/** @typedef {import('../types.ts').Explained} Explained */
/** @typedef {import('../types.ts').ExplainedStep} ExplainedStep */
/** @typedef {Result['wire'][number]} Exchange */
/** @typedef {{ kind: string, from: number, to: number, words: import('./dom.js').Child[], said: string, headers?: Node[] }} Message */

/** Headers that decide about CORS. */
export const DECIDING =
  /^(origin|access-control-.*|location|cookie|set-cookie|vary|cross-origin-resource-policy|timing-allow-origin)$/i;
const PAGE = 0;
const ENGINE = 1;

/** @param {Result} result @param {Explained | undefined} explained @param {string} engine */
export function diagram(result, explained, engine) {
  const servers = [...new Set(result.wire.map(({ to }) => to))];
  const names = [
    ['Page', explained?.page ?? result.from.origin],
    ['Engine', engine],
    ...servers.map((origin) => ['Server', origin]),
  ];
  const rows = stepRows(result, explained, servers);
  const figure = el(
    'figure',
    { class: 'diagram', tabindex: 0, 'aria-label': 'What happened, in order' },
    el(
      'div',
      { class: 'actors', 'aria-hidden': 'true' },
      names.map(([kind, name], at) =>
        el(
          'div',
          { class: `actor a-${kind?.toLowerCase() ?? ''}` },
          el('small', {}, kind),
          bdi(name, `n${at}`),
        ),
      ),
    ),
    el(
      'ol',
      {},
      rows.map((row) => place(row, names.length)),
    ),
  );
  figure.style.setProperty('--actors', String(names.length));
  return figure;
}

/** @param {Message} message @param {number} count */
function place({ kind, from, to, words, said, headers = [] }, count) {
  const left = Math.min(from, to);
  const lines = Array.from({ length: count }, (_, at) => {
    const line = el('i', { class: 'life', 'aria-hidden': 'true' });
    line.style.left = `${((at + 0.5) * 100) / count}%`;
    return line;
  });
  const body = el(
    'div',
    { class: 'message' },
    el('span', { class: 'quiet' }, said),
    el('div', { class: 'words' }, words),
    from !== to && el('div', { class: 'arrow', 'aria-hidden': 'true' }),
    headers.length > 0 && el('ul', { class: 'headers', 'aria-label': 'Headers that decide' }, headers),
  );
  body.style.marginLeft = `${((left + 0.5) * 100) / count}%`;
  body.style.width = `${(Math.max(Math.abs(to - from), 1) * 100) / count}%`;
  return el('li', { class: `${kind} ${from < to ? 'right' : from > to ? 'left' : 'here'}` }, lines, body);
}

/** @param {Result} result @param {Explained | undefined} explained @param {string[]} servers @returns {Message[]} */
function stepRows(result, explained, servers) {
  const steps = Math.max(result.steps.length, explained?.steps.length ?? 0);
  return Array.from({ length: steps }, (_, at) => {
    const step = explained?.steps[at];
    const seen = result.steps[at];
    const wire = result.wire.filter((one) => one.step === at);
    const last = result.steps
      .slice(at + 1)
      .every(({ outcome }) => outcome === 'waited' || outcome === 'reloaded');
    return [
      ...(steps > 1 ? [note('step', `Step ${at + 1} of ${steps}`)] : []),
      ...(seen && 'outcome' in seen && (seen.outcome === 'waited' || seen.outcome === 'reloaded')
        ? [note('note', step?.title ?? String(seen.outcome))]
        : [
            callOf(result, step),
            ...wire.flatMap((one, place) => exchangeRows(one, servers, step, place === wire.length - 1)),
          ]),
      ...(seen ? endOf(result, step, seen, wire, last) : []),
    ];
  }).flat();
}

/** @param {string} kind @param {string} text @returns {Message} */
function note(kind, text) {
  return { kind, from: PAGE, to: PAGE, words: [bdi(text)], said: '' };
}

/** @param {Result} result @param {ExplainedStep | undefined} step @returns {Message} */
function callOf({ via }, step) {
  const title = step?.title ?? '';
  return {
    kind: 'call',
    from: PAGE,
    to: ENGINE,
    words: [el('strong', {}, clientName(via)), ' ', bdi(title)],
    said: 'The page calls: ',
  };
}

/**
 * @param {Exchange} exchange @param {string[]} servers @param {ExplainedStep | undefined} step
 * @param {boolean} isLast @returns {Message[]}
 */
function exchangeRows(exchange, servers, step, isLast) {
  const { role, method, path, to, status, requestHeaders, responseHeaders } = exchange;
  const server = servers.indexOf(to) + ENGINE + 1;
  const title = { preflight: 'preflight', redirect: 'redirected request', actual: 'request' }[role];
  const said = step?.decisions.find(({ decides }) => decides)?.step.toLowerCase() ?? '';
  const answered = status === null ? 'no answer' : String(status);
  return [
    {
      kind: `request ${role}`,
      from: ENGINE,
      to: server,
      words: [el('em', {}, title), ' ', el('strong', {}, bdi(method)), ' ', bdi(path)],
      said: `The engine sends a ${title} to ${to}: `,
      headers: requestHeaders.filter(([name]) => DECIDING.test(name)).map((pair) => headerItem(pair, said)),
    },
    {
      kind: `answer ${role}${status === null || status >= 400 ? ' bad' : ''}`,
      from: server,
      to: ENGINE,
      words: [
        el('em', {}, role === 'preflight' ? 'answer to the preflight' : 'answer'),
        ' ',
        el('strong', {}, answered),
      ],
      said: `${to} answers: `,
      headers: [
        ...responseHeaders.filter(([name]) => DECIDING.test(name)).map((pair) => headerItem(pair, said)),
        ...(isLast && step?.summary.startsWith('blocked') ? missing(responseHeaders, said) : []),
      ],
    },
  ];
}

/** The header that the deciding sentence misses. @param {readonly (readonly [string, string])[]} headers @param {string} said */
function missing(headers, said) {
  const named = [...new Set(said.match(/access-control-allow-[a-z]+/g) ?? [])];
  return named
    .filter((name) => headers.every(([other]) => other.toLowerCase() !== name))
    .map((name) => el('li', { class: 'missing' }, el('span', { class: 'name' }, name), ' is missing'));
}

/** @param {readonly [string, string]} pair @param {string} decision the deciding sentence, in lower case */
function headerItem([name, value], decision) {
  const decides = decision.includes(name.toLowerCase()) && /^access-control|^location/i.test(name);
  return el(
    'li',
    { class: decides ? 'decides' : null },
    el('span', { class: 'name' }, bdi(name.toLowerCase())),
    ': ',
    bdi(value),
  );
}

/**
 * @param {Result} result @param {ExplainedStep | undefined} step @param {Record<string, unknown>} seen
 * @param {Exchange[]} wire @param {boolean} last
 * @returns {Message[]}
 */
function endOf({ observed }, step, seen, wire, last) {
  const { outcome } = seen;
  if (outcome === 'waited' || outcome === 'reloaded') return [];
  const at = last && observed?.at ? observed.at : '';
  const detail = [seen.type, seen.status || null, seen.error, seen.message].filter(Boolean).join(' · ');
  const blocked = outcome === 'blocked';
  /** @type {Message[]} */
  const rows = [];
  if (wire.length === 0) rows.push({ ...note('note', 'nothing was sent'), from: ENGINE, to: ENGINE });
  if (blocked) {
    const agrees = step?.summary.startsWith('blocked');
    const why = agrees ? (step?.decisions.find(({ decides }) => decides)?.step ?? '') : '';
    rows.push({
      kind: 'stop',
      from: ENGINE,
      to: ENGINE,
      words: [
        el('span', { class: 'sign', 'aria-hidden': 'true' }, '✕'),
        el('strong', {}, at ? `Stopped at the ${at}` : 'Stopped here'),
        why && el('span', { class: 'why' }, bdi(why)),
      ],
      said: '',
    });
  }
  rows.push({
    kind: `outcome o-${String(outcome)}`,
    from: ENGINE,
    to: PAGE,
    words: [el('strong', {}, bdi(outcome)), detail ? ' ' : null, detail ? bdi(detail) : null],
    said: 'The page sees: ',
  });
  return rows;
}
