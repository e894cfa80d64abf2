/** What pages get that the policy trusts. */
import {
  corsExposedHeaderNames,
  isCorsSafelistedResponseHeaderName,
  readableHeaderNames,
} from '../../../src/fetch/filter.ts';
import { get } from '../../../src/fetch/header-list.ts';
import { headerSetsOf, makeCall, type Call, type Session } from './calls.ts';
import { makeExchange, type Exchange, type Page, type Scene } from './exchange.ts';
import { representatives } from './groups.ts';
import type { DrawnPolicy } from './policy.ts';
import { describe, type Reason, type ReasonKind } from './reasons.ts';
import type { Answered, ServerSpec } from './spec.ts';
import type { Universe } from './universe.ts';

/** Granted to nobody who is not told of it. */
const BEYOND = ['PUT', 'PATCH', 'DELETE'];

/**
 * - A declared call that is blocked is high. With `credentials: true` the declared calls include them, with and without
 *   a cookie of the user; otherwise they omit them.
 * - A declared call that is allowed and answers no 2xx (or none of `status`) is medium.
 * - A POST that is blocked only if its page listens to upload progress is medium: `fetch()` has no such listener, and
 *   XMLHttpRequest then sends a preflight (https://xhr.spec.whatwg.org/#the-send()-method, upload listener flag).
 * - A declared response header that is sent and cannot be read is medium, whichever declared method shows it; one that
 *   is not sent is low.
 * - An error path whose answer to GET cannot be read is medium; one that answers another status is low.
 * - Access-Control-Max-Age that is not the declared one is low, and so is what preflights grant beyond the policy: three
 *   methods and two headers are asked for.
 * - A rule without credentials, whose calls are allowed or carried out after a preflight with them: medium, and
 *   critical with `origins: any`, error paths included. The value `*` allows none, whatever Access-Control-Allow-Credentials says.
 */
export function trustedReasons(
  spec: ServerSpec,
  policy: DrawnPolicy,
  { trusted }: Universe,
  scene: Scene,
): Reason[] {
  const { rule } = policy;
  const sessions: Session[] = rule.credentials ? ['include', 'cookie'] : ['omit'];
  const declared = rule.methods.flatMap((method) =>
    headerSetsOf(policy, method).map(
      (names) => (session: Session) => makeCall(policy, method, rule.path, names, session),
    ),
  );
  const calls = declared.flatMap((make) => sessions.map(make));
  const withCredentials = rule.credentials
    ? []
    : [
        ...declared,
        ...rule.errors.map(
          ([, path]) =>
            (session: Session) =>
              makeCall(policy, 'GET', path, [], session),
        ),
      ].flatMap((make) => [make('include'), make('cookie')]);
  const [mode = 'omit'] = sessions;
  const { headers } = rule;
  const uploads = rule.methods.includes('POST')
    ? [makeCall(policy, 'POST', rule.path, headers, mode, true)]
    : [];
  const failures = rule.errors.flatMap(([status, path]) =>
    sessions.map((session) => ({ status, call: makeCall(policy, 'GET', path, [], session) })),
  );
  return representatives(spec, scene, trusted).flatMap((page) => [
    ...calls.flatMap((call) => declaredReasons(makeExchange(spec, scene, call, page), policy, call, page)),
    ...uploads.flatMap((call): Reason[] =>
      makeExchange(spec, scene, call, page).readable
        ? []
        : [{ kind: 'upload-blocked', severity: 'medium', shown: describe(call, page) }],
    ),
    ...withCredentials.flatMap((call) =>
      credentialsReasons(makeExchange(spec, scene, call, page), policy, call, page),
    ),
    ...failures.flatMap(({ status, call }) =>
      errorReasons(makeExchange(spec, scene, call, page), status, call, page),
    ),
    ...beyondReasons(spec, policy, scene, page),
  ]);
}

function declaredReasons(
  { readable, answered }: Exchange,
  { rule }: DrawnPolicy,
  call: Call,
  page: Page,
): Reason[] {
  const shown = describe(call, page);
  if (!readable) return [{ kind: 'declared-blocked', severity: 'high', shown }];
  const { status } = answered;
  const expected = rule.statuses.length > 0 ? rule.statuses.includes(status) : status >= 200 && status <= 299;
  if (!expected) return [{ kind: 'never-answered', severity: 'medium', shown: `${shown} -> ${status}` }];
  return exposeReasons(answered, rule.expose, call, shown);
}

function exposeReasons(
  { headers }: Answered,
  declared: string[],
  { request }: Call,
  shown: string,
): Reason[] {
  const exposed = corsExposedHeaderNames(request, headers);
  const hidden = declared.filter(
    (name) => get(headers, name) !== null && !isCorsSafelistedResponseHeaderName(name, exposed),
  );
  const more = readableHeaderNames(request, headers).filter(
    (name) => !isCorsSafelistedResponseHeaderName(name, declared),
  );
  return [
    ...hidden.map((name): Reason => ({
      kind: 'exposed-hidden',
      severity: 'medium',
      shown: `${shown}: ${name}`,
    })),
    ...more.map((name): Reason => low('exposes-more', `${shown}: ${name}`)),
  ];
}

function credentialsReasons(
  { readable, sent }: Exchange,
  { rule }: DrawnPolicy,
  call: Call,
  page: Page,
): Reason[] {
  if (!readable && !(sent && call.preflight)) return [];
  const severity = rule.origins === 'any' ? 'critical' : 'medium';
  return [{ kind: 'credentials-undeclared', severity, shown: describe(call, page) }];
}

function errorReasons({ readable, answered }: Exchange, status: number, call: Call, page: Page): Reason[] {
  const shown = describe(call, page);
  if (!readable) return [{ kind: 'error-unreadable', severity: 'medium', shown }];
  return answered.status === status ? [] : [low('error-status', `${shown} -> ${answered.status}`)];
}

/** Methods and headers that preflights grant and the policy does not name, and how long they are kept. */
function beyondReasons(spec: ServerSpec, policy: DrawnPolicy, scene: Scene, page: Page): Reason[] {
  const { path, methods, headers, credentials, maxAge } = policy.rule;
  const session: Session = credentials ? 'cookie' : 'omit';
  const [method = 'GET'] = methods;
  const calls = [
    ...BEYOND.filter((one) => !methods.includes(one)).map((one) => makeCall(policy, one, path, [], session)),
    ...['authorization', 'x-undeclared']
      .filter((one) => !headers.includes(one))
      .map((one) => makeCall(policy, method, path, [one], session)),
  ];
  const granted = calls.filter((call) => makeExchange(spec, scene, call, page).sent);
  const kept = spec.cors.maxAge;
  return [
    ...granted.map((call) => low('grants-more', describe(call, page))),
    ...(maxAge !== undefined && kept !== String(maxAge) ? [low('max-age', kept ?? 'absent')] : []),
  ];
}

function low(kind: ReasonKind, shown: string): Reason {
  return { kind, severity: 'low', shown };
}
