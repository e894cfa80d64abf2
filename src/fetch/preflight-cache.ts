/** The CORS-preflight cache, as a list that each function returns anew: https://fetch.spec.whatwg.org/#cors-preflight-cache */
import { byteLowercase } from './header-list.ts';
import { serializeRequestOrigin } from './origin.ts';
import { isCorsNonWildcardRequestHeaderName } from './safelist.ts';
import { currentUrl, type Request } from './types.ts';

/** https://fetch.spec.whatwg.org/#concept-cache; a max-age and a moment are seconds. */
export interface CacheEntry {
  key: string;
  origin: string;
  url: string;
  maxAge: number;
  credentials: boolean;
  method: string | null;
  headerName: string | null;
  stored: number;
}

export type PreflightCache = readonly CacheEntry[];

type Key = Pick<Request, 'client' | 'origin' | 'urlList' | 'credentials'>;

/** Entries whose max-age has passed must be gone; others may be dropped early, which is not modelled. */
export function withoutExpired(cache: PreflightCache, now: number): PreflightCache {
  return cache.filter(({ stored, maxAge }) => now - stored < maxAge);
}

/** https://fetch.spec.whatwg.org/#concept-cache-clear; of both credentials values. */
export function clearCacheEntries(cache: PreflightCache, request: Key): PreflightCache {
  return cache.filter((entry) => !isOfRequest(entry, request));
}

/** https://fetch.spec.whatwg.org/#concept-cache-match-method */
export function isMethodCacheEntryMatch(entry: CacheEntry, method: string, request: Key): boolean {
  return isCacheEntryMatch(entry, request) && (entry.method === method || entry.method === '*');
}

/** https://fetch.spec.whatwg.org/#concept-cache-match-header */
export function isHeaderNameCacheEntryMatch(entry: CacheEntry, name: string, request: Key): boolean {
  if (entry.headerName === null || !isCacheEntryMatch(entry, request)) return false;
  if (byteLowercase(entry.headerName) === byteLowercase(name)) return true;
  return entry.headerName === '*' && !isCorsNonWildcardRequestHeaderName(name);
}

/**
 * What a successful preflight leaves behind: a matching entry gets the new max-age (and keeps the moment at which it
 * was stored), anything else a new entry. https://fetch.spec.whatwg.org/#cors-preflight-fetch-0
 */
export function storePreflight(
  cache: PreflightCache,
  request: Key,
  allowed: { methods: readonly string[]; headerNames: readonly string[]; maxAge: number },
  now: number,
): PreflightCache {
  const { maxAge } = allowed;
  const base = { ...keyOf(request), maxAge, credentials: request.credentials === 'include', stored: now };
  let entries = cache;
  const store = (matches: (entry: CacheEntry) => boolean, fresh: CacheEntry) => {
    entries = entries.some(matches)
      ? entries.map((entry) => (matches(entry) ? { ...entry, maxAge } : entry))
      : [...entries, fresh];
  };
  for (const method of allowed.methods)
    store((entry) => isMethodCacheEntryMatch(entry, method, request), { ...base, method, headerName: null });
  for (const headerName of allowed.headerNames)
    store((entry) => isHeaderNameCacheEntryMatch(entry, headerName, request), {
      ...base,
      method: null,
      headerName,
    });
  return withoutExpired(entries, now);
}

/** https://fetch.spec.whatwg.org/#concept-cache-match */
function isCacheEntryMatch(entry: CacheEntry, request: Key): boolean {
  return isOfRequest(entry, request) && (entry.credentials || request.credentials !== 'include');
}

function isOfRequest(entry: CacheEntry, request: Key): boolean {
  const { key, origin, url } = keyOf(request);
  return entry.key === key && entry.origin === origin && entry.url === url;
}

function keyOf(request: Key) {
  return {
    key: request.client.partitionKey,
    origin: serializeRequestOrigin(request),
    url: currentUrl(request).href,
  };
}
