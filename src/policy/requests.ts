/** The requests that a rule declares, whoever makes them: methods x sets of request headers, with values and bodies. */
import { corsUnsafeRequestHeaderNames } from '../fetch/safelist.ts';
import type { RulePlan, TryPlan } from '../plan/check.ts';
import type { HeaderPairs } from '../plan/http.ts';

/** Methods that a rule's body is sent with. */
const TAKES_BODY = new Set(['POST', 'PUT', 'PATCH']);
/** Methods that change nothing: https://www.rfc-editor.org/rfc/rfc9110#section-9.2.1 */
const SAFE = new Set(['GET', 'HEAD', 'OPTIONS']);
/** Methods that need no preflight by themselves, the mildest first. */
const SIMPLE = ['GET', 'HEAD', 'POST'];

const VALUES: Record<string, string> = {
  authorization: 'Bearer corsproof',
  accept: 'application/json',
  'accept-language': 'en',
  'content-language': 'en',
  range: 'bytes=0-1',
  'if-none-match': '"corsproof"',
  'if-match': '"corsproof"',
  'x-requested-with': 'XMLHttpRequest',
};

/** What is asked of one path: everything of a try but who asks. */
export type Asked = Pick<TryPlan, 'method' | 'path' | 'headers' | 'body' | 'credentials'>;

export function isSafe(method: string): boolean {
  return SAFE.has(method);
}

export function takesBody(method: string): boolean {
  return TAKES_BODY.has(method);
}

/** The declared method that does least harm. */
export function mildestMethod({ methods }: Pick<RulePlan, 'methods'>): string {
  return SIMPLE.find((method) => methods.includes(method)) ?? methods[0] ?? 'GET';
}

/** Names of the declared headers that pages set with `method`: no Content-Type without a body. */
export function headersFor({ headers }: Pick<RulePlan, 'headers'>, method: string): string[] {
  return headers.filter((name) => name !== 'content-type' || takesBody(method));
}

/** The sets of declared headers that are tried with `method`, each with its name in ids: none, each, all together. */
export function headerSets(rule: RulePlan, method: string): { name: string; headers: string[] }[] {
  const names = headersFor(rule, method);
  const each = names.map((name) => ({ name, headers: [name] }));
  return [{ name: '', headers: [] }, ...each, ...(names.length > 1 ? [{ name: 'all', headers: names }] : [])];
}

/** The largest set. */
export function allHeaders(rule: RulePlan, method: string): { name: string; headers: string[] } {
  return headerSets(rule, method).at(-1) ?? { name: '', headers: [] };
}

/** The request of a page that sets `names`; `path` is the rule's if missing. */
export function ask(
  rule: RulePlan,
  method: string,
  names: readonly string[],
  credentials: Asked['credentials'],
  path = rule.path,
): Asked {
  const { text, type } = rule.body;
  const withBody = takesBody(method);
  const declared = names.includes('content-type') || !rule.headers.includes('content-type');
  const contentType = withBody && type !== null && declared ? [valued('content-type', type)] : [];
  return {
    method,
    path,
    headers: [
      ...names.filter((name) => name !== 'content-type').map((name) => valued(name)),
      ...(withBody && names.includes('content-type') && type === null
        ? [valued('content-type', 'application/json')]
        : contentType),
    ],
    ...(withBody ? { body: { kind: 'text', text } } : {}),
    credentials,
  };
}

/** Whether a POST with these headers, and with the rule's body, needs a preflight. */
export function postNeedsPreflight(rule: RulePlan, names: readonly string[]): boolean {
  return corsUnsafeRequestHeaderNames(ask(rule, 'POST', names, 'omit').headers).length > 0;
}

/** The same body as a form or a script without permission can send it: as text/plain. */
export function asSimplePost(rule: RulePlan, credentials: Asked['credentials']): Asked {
  return {
    method: 'POST',
    path: rule.path,
    headers: [],
    body: { kind: 'text', text: rule.body.text },
    credentials,
  };
}

/** A header with a value that servers take for one of its kind. */
export function valued(name: string, value = VALUES[name] ?? 'corsproof'): HeaderPairs[number] {
  return [name, value];
}

/** Part of a try's id: method, header set, credentials, and path where it is not the rule's. */
export function nameOf(method: string, set: string, credentials: Asked['credentials'], path = ''): string {
  return [method, set, credentials === 'include' ? 'credentials' : '', path].filter(Boolean).join('.');
}
