/** One call of one page, and what a browser would let it do with the server's answers. */
import { corsCheck } from '../../../src/fetch/cors-check.ts';
import { checkPreflight } from '../../../src/fetch/preflight.ts';
import type { HeaderList } from '../../../src/fetch/types.ts';
import type { HeaderPairs } from '../../../src/plan/http.ts';
import type { Call } from './calls.ts';
import { answer } from './server.ts';
import type { Answered, Decision, ServerSpec } from './spec.ts';

/** Of two labels, below which domains are registered. */
export const PUBLIC_SUFFIXES = new Set(['co.uk', 'org.uk', 'com.au', 'co.jp']);

/** A page belongs to one scene, and makes hundreds of calls. */
const knownHeaders = new WeakMap<Page, HeaderPairs>();

/** A page; what it says of itself in Referer is its own choice. */
export interface Page {
  origin: string;
  /** `quoting` sends its whole URL, in which a trusted origin is quoted. */
  referrer: 'default' | 'none' | 'quoting';
}

/** What surrounds the calls of one policy. */
export interface Scene {
  target: string;
  /** What `quoting` pages quote. */
  quoted: string;
}

export interface Exchange {
  /** Whether the request itself reaches the server. */
  sent: boolean;
  /** Whether the page may read the answer. */
  readable: boolean;
  /** The answer to the request itself, or to the preflight that failed. */
  answered: Answered;
}

/** Makes a call and judges the answers by the standard: https://fetch.spec.whatwg.org/#concept-http-fetch */
export function makeExchange(spec: ServerSpec, scene: Scene, call: Call, page: Page): Exchange {
  const { path, request, preflight, session } = call;
  const own = pageHeaders(scene, page);
  const from = { ...request, origin: page.origin };
  if (preflight) {
    const asked = answer(spec, {
      method: 'OPTIONS',
      path,
      headers: [...pairs(preflight.headers), ...own],
    });
    const response = { ...asked, body: '', urlList: request.urlList, includesCredentials: false };
    if (!checkPreflight(from, response).check.ok) return { sent: false, readable: false, answered: asked };
  }
  const cookie: HeaderPairs = session === 'cookie' ? [['Cookie', 'session=7f3a']] : [];
  const answered = answer(spec, {
    method: request.method,
    path,
    headers: [...pairs(request.headers), ...own, ...cookie],
  });
  return { sent: true, readable: corsCheck(from, answered.headers).ok, answered };
}

/** The headers by which a server can tell pages apart. Sec-Fetch-Site is always there: the target is https. */
export function pageHeaders(scene: Scene, page: Page): HeaderPairs {
  const known = knownHeaders.get(page);
  if (known) return known;
  const made = makeHeaders(scene, page);
  knownHeaders.set(page, made);
  return made;
}

function makeHeaders(scene: Scene, page: Page): HeaderPairs {
  const referer = valueSent(scene, page, 'referer');
  return [
    ['Origin', page.origin],
    ...((referer === null ? [] : [['Referer', referer]]) as HeaderPairs),
    ['Sec-Fetch-Site', valueSent(scene, page, 'sec-fetch-site') ?? ''],
    ['Sec-Fetch-Mode', 'cors'],
    ['Sec-Fetch-Dest', 'empty'],
  ];
}

/** What a page's requests have in a header by which servers decide; null if it is not sent. */
export function valueSent(
  { target, quoted }: Scene,
  { origin, referrer }: Page,
  header: Decision['by'],
): string | null {
  switch (header) {
    case 'origin':
      return origin;
    case 'referer':
      if (referrer === 'none' || !origin.startsWith('http')) return null;
      return referrer === 'quoting' ? `${origin}/${quoted}/` : `${origin}/`;
    case 'sec-fetch-site':
      return isSameSite(origin, target) ? 'same-site' : 'cross-site';
  }
}

/** https://html.spec.whatwg.org/#same-site, for the public suffixes that policies are drawn from. */
function isSameSite(one: string, other: string): boolean {
  return siteOf(one) !== null && siteOf(one) === siteOf(other);
}

function siteOf(origin: string): string | null {
  if (!/^https?:/.test(origin)) return null;
  const { protocol, hostname } = new URL(origin);
  if (/^[\d.]+$|^\[/.test(hostname)) return `${protocol} ${hostname}`;
  const labels = hostname.split('.');
  const suffix = PUBLIC_SUFFIXES.has(labels.slice(-2).join('.')) ? 3 : 2;
  return `${protocol} ${labels.slice(-suffix).join('.')}`;
}

function pairs(headers: HeaderList): HeaderPairs {
  return headers.map(([name, value]) => [name, value]);
}
