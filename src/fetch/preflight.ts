/** The CORS-preflight fetch: https://fetch.spec.whatwg.org/#cors-preflight-fetch */
import { corsCheck } from './cors-check.ts';
import { ALLOW_HEADERS, ALLOW_METHODS } from './cors-headers.ts';
import { extractMaxAge, extractTokens } from './extract-values.ts';
import { append, byteLowercase } from './header-list.ts';
import { isCorsSafelistedMethod } from './methods.ts';
import { corsUnsafeRequestHeaderNames, isCorsNonWildcardRequestHeaderName } from './safelist.ts';
import { fetchSpec, type Check, type HeaderList, type Request, type Response } from './types.ts';

/** Seconds for which a preflight is remembered that does not say. */
const DEFAULT_MAX_AGE = 5;

export interface PreflightResult {
  check: Check;
  /** What the cache may remember. */
  methods: string[];
  headerNames: string[];
  maxAge: number;
}

/** The CORS-preflight request for a request. */
export function corsPreflightRequest(request: Request): Request {
  const names = corsUnsafeRequestHeaderNames(request.headers);
  const headers: HeaderList = [
    ['Accept', '*/*'],
    ['Access-Control-Request-Method', request.method],
  ];
  return {
    ...request,
    method: 'OPTIONS',
    headers: names.length > 0 ? append(headers, 'Access-Control-Request-Headers', names.join(',')) : headers,
    body: null,
    mode: 'cors',
    credentials: 'same-origin',
    cache: 'default',
    redirect: 'follow',
    integrity: '',
    keepalive: false,
    useCorsPreflight: false,
    useUrlCredentials: false,
    tainting: 'cors',
  };
}

/** Judges the answer to a preflight: https://fetch.spec.whatwg.org/#cors-preflight-fetch-0 */
export function checkPreflight(request: Request, { status, headers }: Response): PreflightResult {
  const listed = extractTokens(ALLOW_METHODS, headers);
  const names = extractTokens(ALLOW_HEADERS, headers);
  const maxAge = extractMaxAge(headers);
  const methods = Array.isArray(listed)
    ? listed
    : listed === null && request.useCorsPreflight
      ? [request.method]
      : [];
  const headerNames = Array.isArray(names) ? names : [];
  const why =
    failureOfResponse(request, status, headers) ??
    failureOfList('Access-Control-Allow-Methods', listed) ??
    failureOfList('Access-Control-Allow-Headers', names) ??
    failureOfMethod(request, methods) ??
    failureOfHeaders(request, headerNames);
  const outcome = why === null ? 'succeeds' : 'fails';
  return {
    check: {
      ok: why === null,
      step: `The CORS-preflight fetch ${outcome}: ${why ?? successOf(request, methods, headerNames)}`,
      link: fetchSpec('cors-preflight-fetch-0'),
    },
    methods,
    headerNames,
    maxAge: typeof maxAge === 'number' ? maxAge : DEFAULT_MAX_AGE,
  };
}

function failureOfResponse(request: Request, status: number, headers: HeaderList): string | null {
  const { ok, step } = corsCheck(request, headers);
  if (!ok) return step.charAt(0).toLowerCase() + step.slice(1);
  return status >= 200 && status <= 299 ? null : `its status is ${status}, which is not an ok status`;
}

function failureOfList(name: string, values: string[] | 'failure' | null): string | null {
  return values === 'failure' ? `the value of ${name} is not a list of tokens` : null;
}

function failureOfMethod({ method, credentials }: Request, methods: string[]): string | null {
  if (methods.includes(method) || isCorsSafelistedMethod(method)) return null;
  if (!methods.includes('*'))
    return `Access-Control-Allow-Methods is ${shown(methods)}, which does not admit ${method}`;
  return credentials === 'include'
    ? `Access-Control-Allow-Methods is ${shown(methods)}, where \`*\` stands for itself because the credentials mode is include, and ${method} is not listed`
    : null;
}

function failureOfHeaders({ headers, credentials }: Request, names: string[]): string | null {
  const listed = new Set(names.map(byteLowercase));
  const fixed = headers.map(([name]) => name).filter(isCorsNonWildcardRequestHeaderName);
  if (fixed.length > 0 && !listed.has('authorization'))
    return `Access-Control-Allow-Headers is ${shown(names)}, and authorization must be listed by its name`;
  const missing = corsUnsafeRequestHeaderNames(headers).filter((name) => !listed.has(name));
  if (missing.length === 0) return null;
  const [first = ''] = missing;
  if (!listed.has('*'))
    return `Access-Control-Allow-Headers is ${shown(names)}, which does not admit ${first}`;
  return credentials === 'include'
    ? `Access-Control-Allow-Headers is ${shown(names)}, where \`*\` stands for itself because the credentials mode is include, and ${first} is not listed`
    : null;
}

function successOf({ method, headers }: Request, methods: string[], names: string[]): string {
  const unsafe = corsUnsafeRequestHeaderNames(headers);
  const by = isCorsSafelistedMethod(method)
    ? `${method} is a CORS-safelisted method`
    : `Access-Control-Allow-Methods is ${shown(methods)}`;
  return unsafe.length > 0
    ? `${by} and Access-Control-Allow-Headers ${shown(names)} admits ${unsafe.join(', ')}`
    : by;
}

function shown(values: string[]): string {
  return values.length > 0 ? `\`${values.join(', ')}\`` : 'absent or empty';
}
