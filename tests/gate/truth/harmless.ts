/** Why a mistake that was put into a server does no harm under its policy; an account of its own, to test the truth with. */
import { makeCall, headerSetsOf, type Call, type Session } from './calls.ts';
import type { Flaw } from './conditions.ts';
import type { Pair } from './draw.ts';
import type { DrawnPolicy } from './policy.ts';
import { applies } from './server.ts';
import type { CorsSettings } from './spec.ts';

/** Mistakes that can admit nobody in particular, by id. */
export const HARMLESS_TESTS: Record<string, string> = {
  'no ^ before a scheme': 'an origin has a scheme at its start alone',
  'ignores case': 'browsers send origins in lower case',
  'no dot to escape': 'the host has no dot',
  '^ and $ in an alternation': 'with one origin, or ports that no digit can follow, both anchors hold',
  'no $': 'no digit can follow a port of five, or of four above 6553',
  prefix: 'no digit can follow a port of five, or of four above 6553',
  'part of a trusted origin': 'no host is a part of one without dots',
  'one label': 'the pattern of the policy includes it',
  'names of staging': 'the pattern of the policy includes it',
  'www too': 'the policy lists it, or its pattern includes it',
  'staging too': 'the pattern of the policy includes it',
  'the site too': 'the policy lists it',
  'optional label': 'the policy lists the host without it',
  'the other scheme too': 'the policy lists it',
  'by referer': 'a page cannot send the URL of another as Referer, and all pages that count send one',
};

/** Whether the calls for which the mistake holds are any that count. */
export function canMatter({ policy, spec, flaws }: Pair): boolean {
  const [flaw] = flaws;
  if (!flaw) return false;
  const { set } = spec.exceptions.at(-1) ?? { set: spec.cors };
  switch (flaw.kind) {
    case 'admits':
      // What is granted by `*` alone needs no preflight, which would have to name the method or header.
      if (flaw.id === 'star for others')
        return hostileCalls(policy).some(({ preflight }) => preflight === null);
      return (
        hostileCalls(policy).some(
          (call) => opens(flaw, call) && isPossible(call, { ...spec.cors, ...set }),
        ) ||
        // Where the rule has credentials, `*` blocks its own calls.
        (flaw.id === 'star' &&
          policy.rule.credentials &&
          declaredCalls(policy).some((call) => concerns(flaw, call)))
      );
    case 'refuses':
      return declaredCalls(policy).some((call) => concerns(flaw, call)) || changesWithCookie(flaw, policy);
    case 'set':
      return settingMatters(flaw, policy, spec.cors, set, spec.sends);
  }
}

function settingMatters(
  flaw: Flaw,
  policy: DrawnPolicy,
  cors: CorsSettings,
  set: Partial<CorsSettings>,
  sends: Pair['spec']['sends'],
): boolean {
  const { rule } = policy;
  const declared = declaredCalls(policy);
  const preflights = declared.filter((call) => call.preflight !== null && matches(flaw, call, 'preflight'));
  const withCredentials = rule.credentials;
  switch (flaw.id) {
    case 'undeclared credentials':
      return declaredCalls(policy, ['include', 'cookie']).some(
        (call) => opens(flaw, call) && grantsWithCredentials(call, cors),
      );
    case 'no credentials':
    case 'capital True':
    case 'a slash after the origin':
    case 'the origin twice':
    case 'a list of origins':
    case 'the first origin for all':
      return declared.some((call) => concerns(flaw, call)) || changesWithCookie(flaw, policy);
    case 'a preflight that fails':
      return preflights.length > 0;
    case 'a missing method':
    case 'methods in lower case':
    case '* for methods': {
      const { methods = [] } = set;
      return preflights.some(
        ({ method }) =>
          !['GET', 'HEAD', 'POST'].includes(method) &&
          (methods === 'star' ? withCredentials : !methods.includes(method)),
      );
    }
    case 'a missing header':
    case 'no headers':
    case '* for headers': {
      const listed = set.headers ?? [];
      return preflights.some(({ headers }) =>
        headers.some(([name]) =>
          listed === 'star' ? withCredentials || name === 'authorization' : !listed.includes(name),
        ),
      );
    }
    case 'no Vary':
    case 'Vary for the admitted alone':
      return (
        (rule.methods.includes('GET') || rule.errors.some(([status]) => status === 404)) &&
        !(
          cors.refusal === 'fixed' &&
          rule.origins.length === 1 &&
          !rule.credentials &&
          cors.expose.length === 0
        ) &&
        !sends.some(([, value]) => value === 'no-store') &&
        !(rule.origins === 'any' && cors.vary === 'admitted')
      );
    case 'a header is not exposed':
    case '* for exposed headers':
      return declared.some((call) => call.path === rule.path && matches(flaw, call, 'response'));
    default:
      return true;
  }
}

/** A cookie is sent without being declared, to a path where no preflight is in the way. */
function changesWithCookie({ when }: Flaw, { rule }: DrawnPolicy): boolean {
  const simple = rule.errors.length > 0 || rule.methods.some((one) => ['GET', 'HEAD', 'POST'].includes(one));
  return when.cookie === true && simple;
}

/** Whether the mistake lets a call through: at its preflight if it has one, at its response if not. */
function opens(flaw: Flaw, call: Call): boolean {
  return matches(flaw, call, call.preflight ? 'preflight' : 'response');
}

/** Whether preflights are answered with a 2xx status, if the call has one. */
function isPossible({ preflight }: Call, { preflightStatus }: CorsSettings): boolean {
  return preflight === null || (preflightStatus >= 200 && preflightStatus <= 299);
}

/** Whether a preflight grants the call when it includes credentials, where `*` has no meaning. */
function grantsWithCredentials({ method, headers }: Call, cors: CorsSettings): boolean {
  if (cors.methods === 'star' && !['GET', 'HEAD', 'POST'].includes(method)) return false;
  return cors.headers !== 'star' || headers.length === 0;
}

/** Whether the mistake meets a call at all. */
function concerns(flaw: Flaw, call: Call): boolean {
  return matches(flaw, call, 'response') || (call.preflight !== null && matches(flaw, call, 'preflight'));
}

function matches({ when }: Flaw, call: Call, stage: 'preflight' | 'response'): boolean {
  const { method, path, session, request, preflight } = call;
  if (stage === 'response')
    return applies(when, {
      method,
      path,
      headers: [
        ...request.headers.map(([name, value]): [string, string] => [name, value]),
        ...((session === 'cookie' ? [['cookie', '1']] : []) as [string, string][]),
      ],
    });
  const headers = (preflight?.headers ?? []).map(([name, value]): [string, string] => [name, value]);
  return applies(when, { method: 'OPTIONS', path, headers });
}

/** Without given sessions also a POST with a listener to upload progress. */
function declaredCalls(policy: DrawnPolicy, sessions?: Session[]): Call[] {
  const { path, methods, headers, credentials } = policy.rule;
  const own: Session[] = credentials ? ['include', 'cookie'] : ['omit'];
  const upload = methods.includes('POST')
    ? own.map((session) => makeCall(policy, 'POST', path, headers, session, true))
    : [];
  return [...(sessions === undefined ? upload : []), ...callsWith(policy, sessions ?? own)];
}

function callsWith(policy: DrawnPolicy, sessions: readonly Session[]): Call[] {
  const { path, methods, errors } = policy.rule;
  return sessions.flatMap((session) => [
    ...methods.flatMap((method) =>
      headerSetsOf(policy, method).map((names) => makeCall(policy, method, path, names, session)),
    ),
    ...errors.map(([, place]) => makeCall(policy, 'GET', place, [], session)),
  ]);
}

function hostileCalls(policy: DrawnPolicy): Call[] {
  const { path, methods, errors } = policy.rule;
  const places = [path, ...errors.map(([, place]) => place)];
  return places.flatMap((place) =>
    [...methods, ...(place === path ? [] : ['GET'])].flatMap((method) =>
      headerSetsOf(policy, method).flatMap((names) =>
        (['omit', 'cookie'] as const).map((session) => makeCall(policy, method, place, names, session)),
      ),
    ),
  );
}
