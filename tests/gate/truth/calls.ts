/** The calls that pages make under one policy, as `fetch()` would make them. */
import { newFetchRequest } from '../../../src/fetch/fetch-request.ts';
import { isCorsSafelistedMethod } from '../../../src/fetch/methods.ts';
import { corsPreflightRequest } from '../../../src/fetch/preflight.ts';
import { corsUnsafeRequestHeaderNames } from '../../../src/fetch/safelist.ts';
import type { Client, Request } from '../../../src/fetch/types.ts';
import type { HeaderPairs } from '../../../src/plan/http.ts';
import { WITH_BODY, type DrawnPolicy } from './policy.ts';

/** Whether credentials are included, and whether the user has a cookie (SameSite=None, so that it is sent). */
export type Session = 'omit' | 'include' | 'cookie';
export const SESSIONS: readonly Session[] = ['omit', 'include', 'cookie'];

export interface Call {
  method: string;
  path: string;
  session: Session;
  headers: HeaderPairs;
  /** Made by nobody yet: the origin is filled in for each page. */
  request: Request;
  /** Null if browsers send none. */
  preflight: Request | null;
}

const VALUES: Record<string, string> = {
  'content-type': 'application/json',
  authorization: 'Bearer 7f3a',
  'x-requested-with': 'XMLHttpRequest',
};

/** A call with the named request headers; a listener to upload progress makes a preflight of any call. */
export function makeCall(
  { target, rule }: DrawnPolicy,
  method: string,
  path: string,
  names: readonly string[],
  session: Session,
  upload = false,
): Call {
  const headers = names.map((name): [string, string] => [name, VALUES[name] ?? '1']);
  const made = newFetchRequest(
    {
      url: target + path,
      method,
      headers,
      credentials: session === 'omit' ? 'omit' : 'include',
      ...(WITH_BODY.includes(method) ? { body: { kind: 'text', text: rule.body.text } } : {}),
    },
    CLIENT,
    () => undefined,
  );
  if ('thrown' in made) throw new Error(made.decision.step);
  const request: Request = { ...made, tainting: 'cors' };
  const simple =
    !upload &&
    isCorsSafelistedMethod(request.method) &&
    corsUnsafeRequestHeaderNames(request.headers).length === 0;
  return {
    method,
    path,
    session,
    headers,
    request,
    preflight: simple ? null : corsPreflightRequest(request),
  };
}

/** The sets of headers that calls of a method have: none, each declared one, all. Bodies alone have a Content-Type. */
export function headerSetsOf({ rule }: DrawnPolicy, method: string): string[][] {
  const names = rule.headers.filter((name) => name !== 'content-type' || WITH_BODY.includes(method));
  return [[], ...names.map((name) => [name]), ...(names.length > 1 ? [names] : [])];
}

const CLIENT: Client = {
  origin: 'null',
  window: true,
  secure: true,
  partitionKey: 'https://page.example',
  referrerPolicy: 'strict-origin-when-cross-origin',
  embedderPolicy: 'unsafe-none',
  contentSecurityPolicy: null,
  serviceWorker: null,
};
