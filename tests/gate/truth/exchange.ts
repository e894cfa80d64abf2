/** One call of one page, and what a browser would let it do with the server's answers. */
import { corsCheck } from '../../../src/fetch/cors-check.ts';
import { checkPreflight } from '../../../src/fetch/preflight.ts';
import type { HeaderList } from '../../../src/fetch/types.ts';
import type { HeaderPairs } from '../../../src/plan/http.ts';
import type { Call } from './calls.ts';
import { answer } from './server.ts';
import type { Answered, ServerSpec } from './spec.ts';

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
export function pageHeaders({ target, quoted }: Scene, { origin, referrer }: Page): HeaderPairs {
  const url = origin === 'null' || !origin.startsWith('http') ? null : `${origin}/`;
  const sent = referrer === 'none' ? null : url && (referrer === 'quoting' ? `${url}${quoted}/` : url);
  return [
    ['Origin', origin],
    ...((sent === null ? [] : [['Referer', sent]]) as HeaderPairs),
    ['Sec-Fetch-Site', isSameSite(origin, target) ? 'same-site' : 'cross-site'],
    ['Sec-Fetch-Mode', 'cors'],
    ['Sec-Fetch-Dest', 'empty'],
  ];
}

/** https://html.spec.whatwg.org/#same-site, for the public suffixes that policies are drawn from. */
function isSameSite(one: string, other: string): boolean {
  return siteOf(one) !== null && siteOf(one) === siteOf(other);
}

function siteOf(origin: string): string | null {
  const [, scheme, host = ''] = /^(https?):\/\/(.*?)(?::\d+)?$/.exec(origin) ?? [];
  if (scheme === undefined) return null;
  if (/^[\d.]+$|^\[/.test(host)) return `${scheme} ${host}`;
  const suffix = /\.(co|com|org)\.(uk|au|jp)$/.test(host) ? 3 : 2;
  return `${scheme} ${host.split('.').slice(-suffix).join('.')}`;
}

function pairs(headers: HeaderList): HeaderPairs {
  return headers.map(([name, value]) => [name, value]);
}
