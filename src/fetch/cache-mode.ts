/** Cache modes as HTTP-network-or-cache fetch reads them: https://fetch.spec.whatwg.org/#concept-request-cache-mode */
import { append, contains } from './header-list.ts';
import type { HeaderList, Request } from './types.ts';

const AUTHOR_VALIDATORS = [
  'if-modified-since',
  'if-none-match',
  'if-unmodified-since',
  'if-match',
  'if-range',
];

/** A page that asks conditionally itself gets the server's answer, past the HTTP cache. */
export function effectiveCacheMode({ cache, headers }: Request): string {
  const asksItself = AUTHOR_VALIDATORS.some((name) => contains(headers, name));
  return cache === 'default' && asksItself ? 'no-store' : cache;
}

/** The headers with those that a cache mode adds, which no preflight asks about. */
export function withCacheHeaders({ cache, headers }: Request): HeaderList {
  const lacking = (list: HeaderList, name: string, value: string) =>
    contains(list, name) ? list : append(list, name, value);
  if (cache === 'no-cache') return lacking(headers, 'Cache-Control', 'max-age=0');
  if (cache === 'no-store' || cache === 'reload')
    return lacking(lacking(headers, 'Pragma', 'no-cache'), 'Cache-Control', 'no-cache');
  return headers;
}
