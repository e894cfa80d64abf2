/** Scheme fetch of a blob URL: https://fetch.spec.whatwg.org/#concept-scheme-fetch */
import { get } from './header-list.ts';
import { OWN_BLOB } from './origin.ts';
import { parseSingleRangeHeaderValue } from './range.ts';
import { currentUrl, networkError, type Fetched, type Request } from './types.ts';

/** What the page puts into the blob that it makes in place. */
const BODY = 'blob body';
const TYPE = 'text/plain';

/** Of the whole blob, or of the range that the request names. */
export function blobFetch(request: Request): Fetched {
  const { href } = currentUrl(request);
  const fails = (why: string) => networkError(request, 'concept-scheme-fetch', `Scheme fetch fails: ${why}`);
  if (request.method !== 'GET') return fails(`the method ${request.method} of a blob URL is not GET`);
  if (href !== OWN_BLOB) return fails('the blob URL has no entry here');
  const written = get(request.headers, 'range');
  if (written === null) return answer(request, 0, BODY.length, 200);
  const range = parseSingleRangeHeaderValue(written, true);
  if (!range) return fails(`${written} is not a single range`);
  const [start, end] = range;
  if (start === null) return answer(request, Math.max(BODY.length - Number(end), 0), BODY.length, 206);
  if (start >= BODY.length) return fails(`${written} begins after the end of the blob`);
  return answer(request, Number(start), end === null ? BODY.length : Number(end) + 1, 206);
}

function answer(request: Request, start: number, end: number, status: 200 | 206): Fetched {
  const body = BODY.slice(start, end);
  const headers: [string, string][] = [
    ['Content-Length', String(body.length)],
    ['Content-Type', TYPE],
  ];
  if (status === 206)
    headers.push(['Content-Range', `bytes ${start}-${start + body.length - 1}/${BODY.length}`]);
  const response = { status, headers, body, urlList: request.urlList, includesCredentials: true };
  return { kind: 'response', request, response };
}
