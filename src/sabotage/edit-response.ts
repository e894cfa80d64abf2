/** Facts of a response or a redirect. */
import { headerNames, valueOf, withHeader } from './answers.ts';
import { set, type Edit } from './edits.ts';
import type { Place } from './places.ts';

const CORP = 'cross-origin-resource-policy';
/** Where these stand, the case is about what the HTTP cache keeps. */
const OF_CACHES = ['etag', 'last-modified', 'expires', 'vary', 'age'];

/** Another target, another resource policy, nothing that may be stored. */
export function responseEdits({ answer }: Place): Edit[] {
  const location = valueOf(answer, 'location');
  const names = headerNames(answer);
  const cacheControl = valueOf(answer, 'cache-control');
  const stores = cacheControl !== null || names.some((name) => OF_CACHES.includes(name));
  return [
    ...(location === null ? [] : [elsewhere(location)]),
    set(answer, CORP, 'same-origin'),
    ...(stores ? [set(answer, 'cache-control', 'no-store')] : []),
  ];

  function elsewhere(target: string): Edit {
    const [url = '', ...fragment] = target.split('#');
    const value = [`${url}${url.includes('?') ? '&' : '?'}elsewhere`, ...fragment].join('#');
    return {
      fact: 'redirect target changed',
      said: `location is ${value}`,
      answer: withHeader(answer, 'location', value),
    };
  }
}
