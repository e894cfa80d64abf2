/** The HTTP cache, as a list that each function returns anew: https://fetch.spec.whatwg.org/#http-cache-partitions */
import { alwaysAsks, isFresh, mayBeStored, neverStale } from './cache-control.ts';
import { append, byteLowercase, contains, deleteHeader, get, getDecodeAndSplit } from './header-list.ts';
import { requestOriginHeader } from './origin-header.ts';
import { NotModelled, currentUrl, type HeaderList, type Request, type Response } from './types.ts';

/** Answers to GET; a moment is in seconds. */
export interface StoredResponse {
  key: string;
  url: string;
  /** Headers of the request that it answered, Origin included. */
  request: HeaderList;
  status: number;
  headers: HeaderList;
  body: Response['body'];
  stored: number;
}

export type HttpCache = readonly StoredResponse[];

/** A stored response, and whether the server has to be asked first. */
export interface Selected {
  stored: StoredResponse;
  use: 'as it is' | 'once validated';
}

type Answer = Pick<Response, 'status' | 'headers' | 'body'>;
/** Of its own accord only: what an author's directive does is up to the cache. */
const REQUEST_DIRECTIVES = ['cache-control', 'pragma'];
// https://www.rfc-editor.org/rfc/rfc9111#section-3.1
const NOT_STORED = new Set([
  'connection',
  'keep-alive',
  'proxy-connection',
  'te',
  'transfer-encoding',
  'upgrade',
]);

/**
 * The response that a request can be answered with, or null if the server is asked as if there were none.
 * https://www.rfc-editor.org/rfc/rfc9111#section-4, and the cache modes of
 * https://fetch.spec.whatwg.org/#concept-request-cache-mode
 */
export function selectStored(cache: HttpCache, request: Request, now: number): Selected | null {
  const { method, cache: mode } = request;
  if (mode === 'no-store' || mode === 'reload') return null;
  const stored = cache.findLast((one) => isOfUrl(one, request) && variesNot(one, request));
  if (!stored || !['GET', 'HEAD'].includes(method)) return null;
  if (method === 'HEAD') throw new NotModelled('a HEAD of what is stored');
  if (contains(request.headers, 'range')) throw new NotModelled('a range of what is stored');
  if (REQUEST_DIRECTIVES.some((name) => contains(request.headers, name)))
    throw new NotModelled('what a cache makes of Cache-Control or Pragma in a request');
  return usable(stored, mode, now);
}

function usable(stored: StoredResponse, mode: string, now: number): Selected | null {
  const forced = mode === 'force-cache' || mode === 'only-if-cached';
  if (forced && neverStale(stored)) throw new NotModelled(`${mode} of what must be asked about`);
  if (forced) return { stored, use: 'as it is' };
  const asks = mode === 'no-cache' || alwaysAsks(stored) || !isFresh(stored, now - stored.stored);
  if (!asks) return { stored, use: 'as it is' };
  return validators(stored).length > 0 ? { stored, use: 'once validated' } : null;
}

/** The headers that ask whether a stored response still holds. */
export function validators({ headers }: StoredResponse): HeaderList {
  const etag = get(headers, 'etag');
  const modified = get(headers, 'last-modified');
  return [
    ...(etag === null ? [] : [['If-None-Match', etag] as const]),
    ...(modified === null ? [] : [['If-Modified-Since', modified] as const]),
  ];
}

/** https://www.rfc-editor.org/rfc/rfc9111#section-3; a response of the same variant gives way. */
export function storeResponse(cache: HttpCache, request: Request, answer: Answer, now: number): HttpCache {
  if (request.method !== 'GET' || request.cache === 'no-store') return cache;
  if (contains(request.headers, 'range') || !mayBeStored(answer)) return cache;
  const others = cache.filter((one) => !(isOfUrl(one, request) && variesNot(one, request)));
  const { status, headers, body } = answer;
  const kept = headers.filter(([name]) => !NOT_STORED.has(byteLowercase(name)));
  return [
    ...others,
    { ...placeOf(request), request: sentHeaders(request), status, headers: kept, body, stored: now },
  ];
}

/** What a 304 makes of a stored response: https://www.rfc-editor.org/rfc/rfc9111#section-4.3.4 */
export function freshen(stored: StoredResponse, { headers }: Answer, now: number): StoredResponse {
  const excepted = new Set([...NOT_STORED, 'content-length']);
  const news = headers.filter(([name]) => !excepted.has(byteLowercase(name)));
  const kept = news.reduce<HeaderList>((list, [name]) => deleteHeader(list, name), stored.headers);
  return { ...stored, headers: [...kept, ...news], stored: now };
}

/** Without what an unsafe method may have changed: https://www.rfc-editor.org/rfc/rfc9111#section-4.4 */
export function invalidate(cache: HttpCache, request: Request): HttpCache {
  return cache.filter((one) => !isOfUrl(one, request));
}

/** https://www.rfc-editor.org/rfc/rfc9111#section-4.1 */
function variesNot({ headers, request: before }: StoredResponse, request: Request): boolean {
  const now = sentHeaders(request);
  return getDecodeAndSplit(get(headers, 'vary') ?? '').every((name) => {
    if (byteLowercase(name) === 'cookie') throw new NotModelled('an answer that varies with the cookies');
    return name !== '*' && get(before, name) === get(now, name);
  });
}

function isOfUrl(stored: StoredResponse, request: Request): boolean {
  const { key, url } = placeOf(request);
  return stored.key === key && stored.url === url;
}

function placeOf(request: Request): Pick<StoredResponse, 'key' | 'url'> {
  const url = new URL(currentUrl(request));
  url.hash = '';
  return { key: request.client.partitionKey, url: url.href };
}

function sentHeaders(request: Request): HeaderList {
  const origin = requestOriginHeader(request);
  return origin === null ? request.headers : append(request.headers, 'Origin', origin);
}
