/** A recorded request -> what the page said: browsers add headers of their own, which no page has to ask for. */
import type { HeaderPairs, RequestPlan } from '../plan/types.ts';
import type { Exchange } from './chain.ts';
import { headerOf } from './messages.ts';

export interface Said {
  request: RequestPlan;
  notes: string[];
}

/** Headers that browsers, curl and caches write themselves; those that no page can set are dropped by the standard. */
const OWN = new Set([
  'accept',
  'accept-encoding',
  'accept-language',
  'access-control-request-headers',
  'access-control-request-method',
  'cache-control',
  'connection',
  'content-length',
  'cookie',
  'host',
  'if-modified-since',
  'if-none-match',
  'origin',
  'pragma',
  'priority',
  'referer',
  'te',
  'upgrade-insecure-requests',
  'user-agent',
]);
const SAFELISTED = ['accept', 'accept-language', 'content-language', 'content-type', 'range'];
/** Parentheses make any value unsafe, as it must have been for the preflight to name it. */
const NOT_RECORDED = '(value not recorded)';

/** `preflight` is the one recorded for it, which names the headers that the page set. */
export function requestOf(exchange: Exchange, preflight: Exchange | undefined): Said {
  const { request, url } = exchange;
  const named = (headerOf(preflight?.request.headers ?? [], 'access-control-request-headers') ?? '')
    .split(',')
    .map((name) => name.trim().toLowerCase())
    .filter(Boolean);
  const reconstructed = exchange === preflight;
  const headers = reconstructed
    ? named.map((name): [string, string] => [name, NOT_RECORDED])
    : pageHeaders(request.headers, preflight ? named : null);
  const method = reconstructed
    ? (headerOf(request.headers, 'access-control-request-method') ?? '')
    : request.method;
  const left = request.headers.map(([name]) => name.toLowerCase()).filter((name) => isLeftOut(name, headers));
  const mode = headerOf(request.headers, 'sec-fetch-mode');
  const cookie = headerOf(request.headers, 'cookie') !== null;
  const notes = [
    ...(reconstructed
      ? [`the ${method} itself is not recorded, only its preflight: it is told from what that asks for`]
      : []),
    ...(left.length > 0 && !reconstructed
      ? [`taken for headers that browsers add, not the page: ${[...new Set(left)].join(', ')}`]
      : []),
    ...(cookie ? ['a cookie was sent, so the credentials mode is taken to be include'] : []),
  ];
  return {
    request: {
      url: url.href,
      method,
      headers,
      credentials: cookie ? 'include' : 'same-origin',
      ...(request.body === '' ? {} : { body: { kind: 'text', text: request.body } }),
      ...(mode === 'no-cors' || mode === 'same-origin' ? { mode } : {}),
    },
    notes,
  };
}

/** With a preflight at hand, what it names and what is safelisted; else all but what browsers add. */
function pageHeaders(headers: HeaderPairs, named: string[] | null): HeaderPairs {
  return headers.filter(([written]) => {
    const name = written.toLowerCase();
    if (named?.includes(name)) return true;
    if (OWN.has(name) || /^(sec|proxy)-/.test(name)) return false;
    return named === null || SAFELISTED.includes(name);
  });
}

/** What is worth a word: that a page cannot set the others is known. */
function isLeftOut(name: string, kept: HeaderPairs): boolean {
  const telling = ['accept', 'accept-language', 'cache-control', 'if-modified-since', 'if-none-match'];
  const mine = kept.some(([other]) => other.toLowerCase() === name);
  return [...telling, 'pragma', 'priority', 'user-agent'].includes(name) && !mine;
}
