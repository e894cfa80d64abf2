/** The header lines of a browser's request, as the plain client sends them: names, order and values of a current Chromium. */
import type { HeaderPairs } from '../plan/http.ts';
import { hostParts } from '../policy/site.ts';
import { get } from '../fetch/header-list.ts';
import { requestOriginHeader } from '../fetch/origin-header.ts';
import { isPotentiallyTrustworthy } from '../fetch/request-blocking.ts';
import { isSameOrigin } from '../fetch/origin.ts';
import { currentUrl, type Request } from '../fetch/types.ts';

const USER_AGENT =
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36';

export interface HeaderOptions {
  preflight: boolean;
  /** Go with a request that includes credentials and is no preflight. */
  cookies: string;
  /** Path and query of the page's URL, if it is sent whole; empty for no Referer; the default policy if undefined. */
  referrer: string | undefined;
}

/** The lines of a request of the Fetch standard. */
export function browserHeaders(
  request: Request,
  { preflight, cookies, referrer: written }: HeaderOptions,
): HeaderPairs {
  const url = currentUrl(request);
  const origin = requestOriginHeader(request);
  const referrer = referrerOf(request, url, written);
  const fetchMetadata: HeaderPairs = isPotentiallyTrustworthy(url)
    ? [
        ['Sec-Fetch-Site', siteOf(request.origin, url)],
        ['Sec-Fetch-Mode', 'cors'],
        ['Sec-Fetch-Dest', 'empty'],
      ]
    : [];
  const asked = (name: string): HeaderPairs => {
    const value = get(request.headers, name);
    return value === null ? [] : [[name, value]];
  };
  const ends: HeaderPairs = [
    ...(origin === null ? [] : [['Origin', origin] as HeaderPairs[number]]),
    ...fetchMetadata,
    ...(referrer === null ? [] : [['Referer', referrer] as HeaderPairs[number]]),
    ['Accept-Encoding', 'gzip, deflate, br, zstd'],
    ['Accept-Language', get(request.headers, 'accept-language') ?? 'en-US,en;q=0.9'],
  ];
  const start: HeaderPairs = [
    ['Host', url.host],
    ['Connection', 'keep-alive'],
  ];
  if (preflight)
    return [
      ...start,
      ['Accept', '*/*'],
      ...asked('Access-Control-Request-Method'),
      ...asked('Access-Control-Request-Headers'),
      ['User-Agent', USER_AGENT],
      ...ends,
    ];
  const added = new Set(['accept', 'accept-language']);
  const own = request.headers
    .filter(([name]) => !added.has(name.toLowerCase()))
    .map(([name, value]): HeaderPairs[number] => [name, value]);
  const sendsCookies = request.credentials === 'include' && cookies !== '';
  return [
    ...start,
    ...own,
    ['User-Agent', USER_AGENT],
    ['Accept', get(request.headers, 'accept') ?? '*/*'],
    ...ends,
    ...(sendsCookies ? [['Cookie', cookies] as HeaderPairs[number]] : []),
  ];
}

/** Lines of a request that comes from no page; `origin` is sent as it is, or left out if null. */
export function pagelessHeaders(host: string, origin: string | null): HeaderPairs {
  return [
    ['Host', host],
    ['Connection', 'keep-alive'],
    ['User-Agent', USER_AGENT],
    ['Accept', '*/*'],
    ...(origin === null ? [] : [['Origin', origin] as HeaderPairs[number]]),
    ['Accept-Encoding', 'gzip, deflate, br, zstd'],
    ['Accept-Language', 'en-US,en;q=0.9'],
  ];
}

/** https://w3c.github.io/webappsec-fetch-metadata/#sec-fetch-site-header */
function siteOf(origin: string, url: URL): string {
  if (isSameOrigin(origin, url.origin)) return 'same-origin';
  return URL.canParse(origin) &&
    /^https?:/.test(origin) &&
    hostParts(new URL(origin).hostname).site === hostParts(url.hostname).site &&
    origin.startsWith(url.protocol)
    ? 'same-site'
    : 'cross-site';
}

/** https://w3c.github.io/webappsec-referrer-policy/#strict-origin-when-cross-origin, of a document at the root */
function referrerOf({ origin }: Request, url: URL, written: string | undefined): string | null {
  if (!/^https?:/.test(origin) || written === '') return null;
  if (written !== undefined) return origin + written;
  if (origin.startsWith('https:') && !isPotentiallyTrustworthy(url)) return null;
  return `${origin}/`;
}
