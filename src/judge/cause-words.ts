/** The words for the causes of a failing test: what the server seems to do, and how to fix it for that server. */
import type { CauseFacts, CauseId } from '../plan/causes.ts';
import { printableLine } from '../scenario/printable.ts';
import { DECLARED } from './cause-words/declared.ts';
import { ERRORS } from './cause-words/errors.ts';
import { HEADERS_AND_CACHES } from './cause-words/headers.ts';
import { HOSTILE } from './cause-words/hostile.ts';
import { PREFLIGHTS } from './cause-words/preflights.ts';
import { listed } from './cause-words/values.ts';
import type { Wording, Words } from './cause-words/wording.ts';
import type { ServerKind } from '../screen/server-kind.ts';

const WORDINGS: Record<CauseId, Wording> = {
  ...HOSTILE,
  ...DECLARED,
  ...PREFLIGHTS,
  ...ERRORS,
  ...HEADERS_AND_CACHES,
};

/** Hostile causes that concern one origin, which the other answer refuses. */
const OF_ONE_ORIGIN: CauseId[] = ['allows-null', 'other-scheme', 'application-origin', 'undeclared-origin'];

/**
 * The title (a predicate of the server, without a full stop) and the fix of a cause, in words for that server. Values
 * of the server are shortened, and control characters in them written as escapes.
 */
export function wordCause(facts: CauseFacts, server: ServerKind): Words {
  const { title, fix } = WORDINGS[facts.id](facts, server);
  return {
    title: printableLine(`${title}${onlyFor(facts, title)}${onlyWhere(facts)}`),
    fix: fix.map(printableLine),
  };
}

/** ", for PUT only, on /items/none": what shows it, as far as the title does not say so yet. */
function onlyFor({ id, only }: CauseFacts, title: string): string {
  // The methods that are asked for are what it grants.
  if (id === 'grants-method' || id === 'grants-header') return '';
  const said = new Set(title.split(/[\s,:()]+/));
  const rest = only.filter((one) => !said.has(one));
  const paths = rest.filter((one) => one.startsWith('/'));
  const others = rest.filter((one) => !one.startsWith('/'));
  return [
    others.length > 0 ? `, for ${listed(others)} only` : '',
    paths.length > 0 ? `, on ${listed(paths)}${others.length > 0 ? '' : ' only'}` : '',
  ].join('');
}

/** Of origins that one answer admits and the other one refuses. */
function onlyWhere({ id, where }: CauseFacts): string {
  if (!Object.hasOwn(HOSTILE, id) || where === 'both') return '';
  const whom = OF_ONE_ORIGIN.includes(id) ? 'it' : 'them';
  return where === 'preflight'
    ? `, in the preflight only; the response refuses ${whom}, but the request has been carried out by then`
    : ', in the response only';
}
