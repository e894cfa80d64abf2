/** Header values by the grammar of their name: https://fetch.spec.whatwg.org/#extract-header-list-values */
import { linesOf } from './header-list.ts';
import { isToken } from './methods.ts';
import type { HeaderList } from './types.ts';

/**
 * The items of a `#token` header; every line must parse by itself. Empty items are allowed, as HTTP's list rule has it:
 * https://httpwg.org/specs/rfc9110.html#abnf.extension.recipient
 */
export function extractTokens(name: string, list: HeaderList): string[] | 'failure' | null {
  const lines = linesOf(list, name);
  if (lines.length === 0) return null;
  const items = lines.flatMap((line) => line.split(',').map((item) => item.replace(/^[\t ]+|[\t ]+$/g, '')));
  const written = items.filter((item) => item !== '');
  return written.every(isToken) ? written : 'failure';
}

/** Access-Control-Max-Age is one `delta-seconds`: https://fetch.spec.whatwg.org/#http-new-header-syntax */
export function extractMaxAge(list: HeaderList): number | 'failure' | null {
  const lines = linesOf(list, 'access-control-max-age');
  if (lines.length === 0) return null;
  const [line = ''] = lines;
  return lines.length === 1 && /^[0-9]+$/.test(line) ? Number(line) : 'failure';
}
