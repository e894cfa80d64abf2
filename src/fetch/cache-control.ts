/** What an answer says about its being stored and reused: https://www.rfc-editor.org/rfc/rfc9111#section-4.2 */
import { byteLowercase, contains, get, getDecodeAndSplit } from './header-list.ts';
import { NotModelled, type HeaderList } from './types.ts';

/** https://www.rfc-editor.org/rfc/rfc9110#section-15.1 */
const HEURISTICALLY_CACHEABLE = new Set([200, 203, 204, 300, 301, 308, 404, 405, 410, 414, 501]);
/** Statuses that user agents are known to keep without being told for how long. */
const KEPT_UNTOLD = new Set([300, 301, 308, 410]);
/** Both need an understanding of their own. */
const PARTIAL = new Set([206, 304]);

interface Answer {
  status: number;
  headers: HeaderList;
}

/** Whether the answer to a GET may be stored: https://www.rfc-editor.org/rfc/rfc9111#section-3 */
export function mayBeStored({ status, headers }: Answer): boolean {
  const control = directivesOf(headers);
  if (control.has('no-store') || PARTIAL.has(status)) return false;
  const explicit = ['public', 'private', 'max-age'].some((name) => control.has(name));
  return explicit || contains(headers, 'expires') || HEURISTICALLY_CACHEABLE.has(status);
}

/** Whether it may not be used without asking the server, even while it is fresh. */
export function alwaysAsks({ headers }: Answer): boolean {
  return directivesOf(headers).has('no-cache');
}

/** Whether it may not be used once it is stale, whatever a page asks for. */
export function neverStale(answer: Answer): boolean {
  return alwaysAsks(answer) || directivesOf(answer.headers).has('must-revalidate');
}

/**
 * Whether it is fresh at an age in seconds. Throws NotModelled where that is the cache's own guess.
 * https://www.rfc-editor.org/rfc/rfc9111#section-4.2
 */
export function isFresh({ status, headers }: Answer, age: number): boolean {
  if (contains(headers, 'age') || contains(headers, 'date'))
    throw new NotModelled('how old an answer with Age or Date is when it comes');
  const control = directivesOf(headers);
  const lifetime = seconds(control.get('max-age')) ?? untilExpires(headers);
  if (lifetime !== null && lifetime > age) return true;
  if (control.has('stale-while-revalidate')) throw new NotModelled('stale-while-revalidate');
  // A cache may guess at any answer's lifetime; none is known to guess at one that has no Last-Modified.
  if (lifetime === null && (contains(headers, 'last-modified') || KEPT_UNTOLD.has(status)))
    throw new NotModelled('for how long a cache keeps an answer that does not say');
  return false;
}

/** Directive names in lower case to their arguments: https://www.rfc-editor.org/rfc/rfc9111#section-5.2 */
function directivesOf(headers: HeaderList): Map<string, string> {
  const directives = new Map<string, string>();
  for (const directive of getDecodeAndSplit(get(headers, 'cache-control') ?? '')) {
    const [name = '', ...value] = directive.split('=');
    if (directives.has(byteLowercase(name))) throw new NotModelled(`a second ${name} in Cache-Control`);
    directives.set(byteLowercase(name), value.join('=').replace(/^"(.*)"$/, '$1'));
  }
  return directives;
}

function seconds(value: string | undefined): number | null {
  if (value === undefined) return null;
  // Caches are only encouraged to take it for stale: https://www.rfc-editor.org/rfc/rfc9111#section-4.2.1
  if (!/^\d+$/.test(value)) throw new NotModelled('a max-age that is no number');
  return Number(value);
}

/** https://www.rfc-editor.org/rfc/rfc9111#section-5.3: what is no date has passed. */
function untilExpires(headers: HeaderList): number | null {
  const expires = get(headers, 'expires');
  if (expires === null) return null;
  if (!/\d\d:\d\d:\d\d GMT$/.test(expires)) return 0;
  throw new NotModelled('what time it is when an answer with Expires is used');
}
