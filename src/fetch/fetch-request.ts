/** The request that fetch() makes: https://fetch.spec.whatwg.org/#dom-request */
import type { RequestPlan } from '../plan/types.ts';
import { extractBody } from './body.ts';
import { isForbiddenRequestHeader } from './forbidden.ts';
import { append, contains, get, isHeaderName, isHeaderValue, normalizeValue } from './header-list.ts';
import { isCorsSafelistedMethod, isForbiddenMethod, isToken, normalizeMethod } from './methods.ts';
import { isNoCorsSafelistedRequestHeader } from './safelist.ts';
import { fetchSpec, type Client, type Decision, type HeaderList, type Request } from './types.ts';

/** An exception of the API: nothing is sent. */
export interface Thrown {
  thrown: string;
  decision: Decision;
}

type Guard = 'request' | 'request-no-cors';

/** `plan` with its references resolved; https://fetch.spec.whatwg.org/#dom-request */
export function newFetchRequest(plan: RequestPlan, client: Client): Request | Thrown {
  const { mode = 'cors', cache = 'default', keepalive = false, body: init } = plan;
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
  const filled = fill(plan.headers, guard);
  if (!filled) return throwsTypeError('a header is not a name and a value');
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

/** Null where the standard throws: https://fetch.spec.whatwg.org/#concept-headers-fill */
function fill(pairs: HeaderList, guard: Guard): HeaderList | null {
  if (pairs.some(([name, value]) => !isHeaderName(name) || !isHeaderValue(normalizeValue(value))))
    return null;
  return pairs.reduce<HeaderList>(
    (list, [name, value]) => appendGuarded(list, name, normalizeValue(value), guard),
    [],
  );
}

/** https://fetch.spec.whatwg.org/#concept-headers-append */
function appendGuarded(list: HeaderList, name: string, value: string, guard: Guard): HeaderList {
  if (guard === 'request') return isForbiddenRequestHeader(name, value) ? list : append(list, name, value);
  const present = get(list, name);
  const combined = present === null ? value : `${present}, ${value}`;
  return isNoCorsSafelistedRequestHeader(name, combined) ? append(list, name, value) : list;
}
