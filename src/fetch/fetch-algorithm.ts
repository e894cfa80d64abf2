/** The fetch algorithm, up to main fetch: https://fetch.spec.whatwg.org/#concept-fetch */
import { append, contains } from './header-list.ts';
import { mainFetch } from './main-fetch.ts';
import { findPreload } from './preload.ts';
import { MAX_SAFELIST_VALUE_SIZE, safelistValueSize } from './safelist.ts';
import { NotModelled, currentUrl, type Fetched, type Request } from './types.ts';
import type { UserAgent } from './user-agent.ts';

/** Bytes of the longest Accept-Language that is safelisted. */
const LONGEST_LANGUAGE = 128;

/** Fetches a request, or takes what a preload has fetched for it. */
export function fetchRequest(agent: UserAgent, request: Request): Fetched {
  const preload = findPreload(agent.preloads, request);
  if (!preload) return mainFetch(agent, withDefaultHeaders(request));
  agent.preloads = agent.preloads.filter((other) => other !== preload);
  agent.note({
    step: `Nothing is fetched: ${currentUrl(request).href} was preloaded with the same destination, mode and credentials mode`,
    link: 'https://html.spec.whatwg.org/#consume-a-preloaded-resource',
  });
  return preload.fetched;
}

/**
 * The fetch algorithm adds both before main fetch counts their bytes; that of Accept-Language is a "should", of a value
 * that is up to the user agent.
 */
function withDefaultHeaders(request: Request): Request {
  let { headers } = request;
  if (!contains(headers, 'accept')) headers = append(headers, 'Accept', '*/*');
  if (!contains(headers, 'accept-language')) {
    if (safelistValueSize(headers) + LONGEST_LANGUAGE > MAX_SAFELIST_VALUE_SIZE)
      throw new NotModelled('how many bytes the Accept-Language has that user agents add');
    headers = append(headers, 'Accept-Language', 'en-US');
  }
  return { ...request, headers };
}
