/** What answers say to caches, and whether a cookie changes them. */
import { mayBeStored } from '../../../src/fetch/cache-control.ts';
import { linesOf } from '../../../src/fetch/header-list.ts';
import { makeCall } from './calls.ts';
import { pageHeaders, makeExchange, type Page, type Scene } from './exchange.ts';
import { representatives } from './groups.ts';
import type { DrawnPolicy } from './policy.ts';
import { answer } from './server.ts';
import { describe, type Reason } from './reasons.ts';
import type { Answered, ServerSpec } from './spec.ts';
import type { Universe } from './universe.ts';

const ADMITTING = ['access-control-allow-origin', 'access-control-allow-credentials'];
const CORS_HEADERS = [...ADMITTING, 'access-control-expose-headers'];

/**
 * - The answers to GET, of the rule's path if the rule has GET, and of each error path: asked by each kind of page and
 *   without Origin. If their CORS headers differ, each of them that a cache may store needs `Vary: Origin` (or `*`):
 *   medium if one has none. Responses that cannot be stored (no-store; 401, 403, 500 without a lifetime) need none, nor
 *   do answers to preflights.
 * - A cookie that changes Access-Control-Allow-Origin or -Credentials, in the answer to a declared method without
 *   headers, or to GET of an error path, whoever asks: medium. (If it opens or closes something, this is found as well.)
 */
export function headerReasons(
  spec: ServerSpec,
  policy: DrawnPolicy,
  { trusted, hostile, applications }: Universe,
  scene: Scene,
): Reason[] {
  const pages = representatives(spec, scene, [...trusted, ...hostile]);
  return [
    ...varyReasons(spec, policy, scene, pages),
    ...cookieReasons(spec, policy, scene, [...pages, ...representatives(spec, scene, applications)]),
  ];
}

function varyReasons(spec: ServerSpec, { rule }: DrawnPolicy, scene: Scene, pages: Page[]): Reason[] {
  const paths = [
    ...(rule.methods.includes('GET') ? [rule.path] : []),
    ...rule.errors.map(([, path]) => path),
  ];
  return paths.flatMap((path) => {
    const asked = pages.map((page) => ({ from: page.origin, headers: pageHeaders(scene, page) }));
    const answers = [{ from: 'no Origin', headers: [] }, ...asked].map(({ from, headers }) => ({
      from,
      answered: answer(spec, { method: 'GET', path, headers }),
    }));
    if (new Set(answers.map(({ answered }) => valuesFor(CORS_HEADERS, answered))).size === 1) return [];
    return answers.flatMap(({ from, answered }): Reason[] =>
      variesByOrigin(answered) || !mayBeStored(answered)
        ? []
        : [{ kind: 'missing-vary', severity: 'medium', shown: `GET ${path} of ${from}` }],
    );
  });
}

function cookieReasons(spec: ServerSpec, policy: DrawnPolicy, scene: Scene, pages: Page[]): Reason[] {
  const { path, methods, errors } = policy.rule;
  const asked = [
    ...methods.map((method) => ({ method, place: path })),
    ...errors.map(([, place]) => ({ method: 'GET', place })),
  ];
  return asked.flatMap(({ method, place }) => {
    const without = makeCall(policy, method, place, [], 'include');
    const withCookie = makeCall(policy, method, place, [], 'cookie');
    return pages.flatMap((page): Reason[] => {
      const one = makeExchange(spec, scene, without, page);
      const other = makeExchange(spec, scene, withCookie, page);
      if (valuesFor(ADMITTING, one.answered) === valuesFor(ADMITTING, other.answered)) return [];
      return [{ kind: 'cookie-changes', severity: 'medium', shown: describe(withCookie, page) }];
    });
  });
}

function variesByOrigin({ headers }: Answered): boolean {
  return linesOf(headers, 'vary').some((value) => /(^|,)\s*(origin|\*)\s*(,|$)/i.test(value));
}

/** In one text, to compare them. */
function valuesFor(names: string[], { headers }: Answered): string {
  return names.map((name) => `${name}: ${linesOf(headers, name).join(' | ')}`).join('\n');
}
