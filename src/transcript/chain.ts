/** Recorded exchanges -> the requests that a page made, without those that browsers make of themselves. */
import { headerOf, isPreflight, type AnswerHead, type Recorded, type RequestHead } from './messages.ts';

/** An exchange whose URL is known. */
export interface Exchange {
  url: URL;
  preflight: boolean;
  request: RequestHead;
  answer?: AnswerHead;
}

/**
 * Where a request went. The scheme of a path is that of the page, if nothing tells it: a page of https cannot have
 * called http. Null where neither the target nor a Host header names a host.
 */
export function urlOf({ target, headers, secure }: RequestHead): URL | null {
  if (URL.canParse(target)) return new URL(target);
  const host = headerOf(headers, 'host');
  const origin = headerOf(headers, 'origin') ?? headerOf(headers, 'referer') ?? '';
  const marked = headers.some(([name]) => name.toLowerCase().startsWith('sec-fetch-'));
  const tls = secure ?? (marked || origin.startsWith('https:'));
  const written = `${tls ? 'https' : 'http'}://${host ?? ''}${target}`;
  return host !== null && URL.canParse(written) ? new URL(written) : null;
}

/** The exchanges with a request, in order. */
export function exchangesOf(recorded: readonly Recorded[]): Exchange[] {
  return recorded.flatMap(({ request, answer }) => {
    const url = request && urlOf(request);
    if (!request || !url) return [];
    return [{ url, request, preflight: isPreflight(request), ...(answer ? { answer } : {}) }];
  });
}

/**
 * What the page asked for: neither preflights nor where redirects led. A preflight that nothing followed stands for the
 * request that it asked about.
 */
export function askedIn(exchanges: readonly Exchange[]): Exchange[] {
  const actual = exchanges.filter(({ preflight }) => !preflight);
  const led = new Set<string>();
  return exchanges.filter((exchange) => {
    const { url, answer, preflight } = exchange;
    const asked = !led.has(url.href) && (!preflight || !actual.some((one) => one.url.href === url.href));
    if (!preflight) led.delete(url.href);
    if (answer && !preflight) for (const next of locationOf(answer, url)) led.add(next);
    return asked;
  });
}

/** Where a redirect leads, as a list of none or one. */
export function locationOf({ status, headers }: AnswerHead, base: URL): string[] {
  const location = headerOf(headers, 'location');
  if (location === null || ![301, 302, 303, 307, 308].includes(status)) return [];
  return URL.canParse(location, base) ? [new URL(location, base).href] : [];
}
