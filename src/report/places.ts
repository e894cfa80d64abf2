/** Where results were seen, in words: engines with their versions, and clients. */
import type { CaseLine } from './assemble.ts';
import { groupBy } from './group.ts';

/** `chromium 156.0` */
export function engineWithVersion({ engine, version }: Pick<CaseLine, 'engine' | 'version'>): string {
  return `${engine} ${version.split('.').slice(0, 2).join('.')}`;
}

/** Each engine with its version and the clients: `chromium 156.0 (fetch, xhr)`. */
export function placesOf(group: readonly CaseLine[]): string[] {
  return [...groupBy(group, engineWithVersion)].map(
    ([engine, own]) => `${engine} (${[...new Set(own.map(({ via }) => via))].join(', ')})`,
  );
}

/** `a, b and c`; of more than `limit` the rest is counted: `a, b and 7 more`. */
export function listInWords(items: readonly string[], limit = 6): string {
  const shown = items.length > limit ? items.slice(0, limit - 1) : items;
  const rest = items.length - shown.length;
  const all = rest > 0 ? [...shown, `${rest} more`] : shown;
  return all.length < 2 ? all.join() : `${all.slice(0, -1).join(', ')} and ${all.at(-1) ?? ''}`;
}
