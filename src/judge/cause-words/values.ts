/** The values of a cause as its words show them. */
import { get } from '../../fetch/header-list.ts';
import type { CauseFacts } from '../../plan/causes.ts';

/** A text that ends in … if it is longer than `limit`. */
export function short(text: string, limit = 50): string {
  return text.length <= limit ? text : `${text.slice(0, limit - 1)}…`;
}

/** The values of all lines of a header of the answer; null if it has none. */
export function answeredWith({ answered }: CauseFacts, name: string): string | null {
  return get(answered, name);
}

/** The items of a list header of the answer. */
export function itemsAnswered(facts: CauseFacts, name: string): string[] {
  return (answeredWith(facts, name) ?? '')
    .split(',')
    .map((item) => item.trim())
    .filter(Boolean);
}

/** "A", "A and B", "A, B and 2 others". */
export function listed(items: readonly string[], most = 3): string {
  const shown = items.slice(0, items.length > most ? most - 1 : most).map((item) => short(item));
  const rest = items.length - shown.length;
  const all = rest > 0 ? [...shown, `${rest} others`] : shown;
  const last = all.at(-1) ?? '';
  return all.length < 2 ? last : `${all.slice(0, -1).join(', ')} and ${last}`;
}

/** A text as a literal of JavaScript. */
export function quoted(text: string): string {
  return `'${text.replace(/[\\']/g, '\\$&')}'`;
}

export function quotedList(items: readonly string[]): string {
  return `[${items.map(quoted).join(', ')}]`;
}

/** The trusted origins: those to compare whole, and those with `*` in the host. */
export function trustedOf({ trusted }: CauseFacts): { texts: string[]; patterns: string[] } {
  const origins = trusted.filter((one) => one.includes('://'));
  return {
    texts: origins.filter((one) => !one.includes('*')),
    patterns: origins.filter((one) => one.includes('*')),
  };
}

/**
 * A regular expression for origins, without anchors: dots escaped, `*` for one or more labels, slashes escaped as in a
 * literal of JavaScript if `literal`.
 */
export function asPattern(origins: readonly string[], literal = false): string {
  const all = origins.map((origin) => {
    const escaped = origin
      .replace(/[.+?^${}()|[\]\\]/g, '\\$&')
      .replaceAll('*\\.', '([a-z0-9-]+\\.)+')
      .replaceAll('*', '[a-z0-9-]+');
    return literal ? escaped.replaceAll('/', '\\/') : escaped;
  });
  return all.length === 1 ? (all[0] ?? '') : `(${all.join('|')})`;
}

/** Host and port of an origin; the text itself if it is none. */
export function hostOf(origin: string): string {
  return origin.replace(/^[a-z][a-z0-9+.-]*:\/\//i, '');
}

/** A path, or the URL of a redirect, without its query. */
export function withoutQuery(url: string): string {
  return url.replace(/[?#].*$/s, '');
}

/** Names of headers, with commas between them, with their usual capitals. */
export function headerName(name: string): string {
  return name.replace(
    /(^|-|, )([a-z])/g,
    (_, before: string, letter: string) => before + letter.toUpperCase(),
  );
}
