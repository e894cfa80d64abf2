/** The request that fetch() makes: https://fetch.spec.whatwg.org/#dom-request */
import type { RequestPlan } from '../plan/types.ts';
import { extractBody } from './body.ts';
import { isForbiddenRequestHeader } from './forbidden.ts';
import { append, contains, get, isHeaderName, isHeaderValue, normalizeValue } from './header-list.ts';
import { isCorsSafelistedMethod, isForbiddenMethod, isToken, normalizeMethod } from './methods.ts';
import { REFERRER_POLICIES } from './origin-header.ts';
import { isNoCorsSafelistedRequestHeader } from './safelist.ts';
import { fetchSpec, type Client, type Decision, type HeaderList, type Request } from './types.ts';

/** An exception of the API: nothing is sent. */
export interface Thrown {
  thrown: string;
  decision: Decision;
}

type Guard = 'request' | 'request-no-cors';
type Note = (decision: Decision) => void;

/** The values of the enumerations of RequestInit: https://fetch.spec.whatwg.org/#requestinit */
const ENUMERATIONS: Record<string, readonly string[]> = {
  mode: ['cors', 'no-cors', 'same-origin', 'navigate'],
  credentials: ['omit', 'same-origin', 'include'],
  cache: ['default', 'no-store', 'reload', 'no-cache', 'force-cache', 'only-if-cached'],
  redirect: ['follow', 'error', 'manual'],
  referrerPolicy: ['', ...REFERRER_POLICIES],
  priority: ['high', 'low', 'auto'],
};

/** `plan` with its references resolved; `note` hears what is dropped; https://fetch.spec.whatwg.org/#dom-request */
export function newFetchRequest(plan: RequestPlan, client: Client, note: Note): Request | Thrown {
  const { mode = 'cors', cache = 'default', keepalive = false, body: init } = plan;
  const unknown = unknownValue(plan);
  if (unknown !== null) return throwsTypeError(unknown);
  if (!URL.canParse(plan.url)) return throwsTypeError(`${plan.url} is not a URL`);
  const url = new URL(plan.url);
  if (url.username !== '' || url.password !== '') return throwsTypeError('the URL includes credentials');
  if (cache === 'only-if-cached' && mode !== 'same-origin')
    return throwsTypeError('the cache mode is only-if-cached and the mode is not same-origin');
  if (!isToken(plan.method)) return throwsTypeError(`${plan.method} is not a method`);
  if (isForbiddenMethod(plan.method)) return throwsTypeError(`${plan.method} is a forbidden method`);
  const method = normalizeMethod(plan.method);
  if (mode === 'no-cors' && !isCorsSafelistedMethod(method))
    return throwsTypeError(`the mode is no-cors and ${method} is not a CORS-safelisted method`);
  const guard = mode === 'no-cors' ? 'request-no-cors' : 'request';
  const filled = fill(plan.headers, guard, note);
  if (typeof filled === 'string') return throwsTypeError(filled);
  if (init && (method === 'GET' || method === 'HEAD'))
    return throwsTypeError(`a ${method} request has a body`);
  const extracted = init ? extractBody(init) : null;
  const streams = extracted?.body.source === false;
  if (streams && keepalive) return throwsTypeError('a stream is sent with keepalive');
  if (streams && mode === 'no-cors') return throwsTypeError('a stream is sent with mode no-cors');
  const type = extracted?.type ?? null;
  const headers =
    type !== null && !contains(filled, 'content-type')
      ? appendGuarded(filled, 'Content-Type', type, guard)
      : filled;
  return {
    ...requestFor(client, url),
    method,
    headers,
    body: extracted?.body ?? null,
    mode,
    credentials: plan.credentials,
    cache,
    redirect: plan.redirect ?? 'follow',
    referrerPolicy: plan.referrerPolicy ? plan.referrerPolicy : client.referrerPolicy,
    integrity: plan.integrity ?? '',
    keepalive,
    unsafeRequest: true,
    useCorsPreflight: streams,
  };
}

/** A request with everything as the standard has it unless stated otherwise. */
export function requestFor(client: Client, url: URL): Request {
  return {
    method: 'GET',
    urlList: [url],
    headers: [],
    body: null,
    client,
    origin: client.origin,
    mode: 'cors',
    credentials: 'same-origin',
    destination: '',
    cache: 'default',
    redirect: 'follow',
    referrerPolicy: client.referrerPolicy,
    integrity: '',
    keepalive: false,
    unsafeRequest: false,
    useCorsPreflight: false,
    useUrlCredentials: false,
    serviceWorkersMode: 'all',
    tainting: 'basic',
    redirectCount: 0,
  };
}

function throwsTypeError(why: string): Thrown {
  return {
    thrown: 'TypeError',
    decision: { step: `fetch() throws a TypeError: ${why}`, link: fetchSpec('dom-request') },
  };
}

/** Why a value is none that the API takes, or null. */
function unknownValue(plan: RequestPlan): string | null {
  const values: Record<string, unknown> = { ...plan };
  for (const [name, known] of Object.entries(ENUMERATIONS)) {
    const value = values[name];
    if (typeof value === 'string' && !known.includes(value))
      return `the ${name} ${value} is none of ${known.join(', ')}`;
  }
  return values.mode === 'navigate' ? 'the mode is navigate, which only browsers can ask for' : null;
}

/** A reason where the standard throws: https://fetch.spec.whatwg.org/#concept-headers-fill */
function fill(pairs: HeaderList, guard: Guard, note: Note): HeaderList | string {
  for (const [name, value] of pairs) {
    if (!isHeaderName(name)) return `${JSON.stringify(name)} is not a header name`;
    if (!isHeaderValue(normalizeValue(value)))
      return `${JSON.stringify(value)}, which ${name} is set to, is not a header value`;
  }
  return pairs.reduce<HeaderList>((list, [name, written]) => {
    const value = normalizeValue(written);
    const appended = appendGuarded(list, name, value, guard);
    if (appended === list) note(droppedHeader(name, guard));
    return appended;
  }, []);
}

function droppedHeader(name: string, guard: Guard): Decision {
  const forbidden = guard === 'request';
  const why = forbidden
    ? 'it is a forbidden request-header, which only the browser sets'
    : 'the mode is no-cors and it is not a no-CORS-safelisted request-header';
  return {
    step: `The header ${name} is dropped without an error by the Headers guard ${guard}: ${why}`,
    link: fetchSpec(forbidden ? 'forbidden-request-header' : 'headers-guard'),
  };
}

/** The list itself if the header is dropped: https://fetch.spec.whatwg.org/#concept-headers-append */
function appendGuarded(list: HeaderList, name: string, value: string, guard: Guard): HeaderList {
  if (guard === 'request') return isForbiddenRequestHeader(name, value) ? list : append(list, name, value);
  const present = get(list, name);
  const combined = present === null ? value : `${present}, ${value}`;
  return isNoCorsSafelistedRequestHeader(name, combined) ? append(list, name, value) : list;
}
