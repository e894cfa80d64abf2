/** What pages get that the policy does not trust. */
import { isSafeMethod } from '../../../src/fetch/methods.ts';
import type { Severity } from '../../../src/plan/causes.ts';
import { headerSetsOf, makeCall, SESSIONS, type Call, type Session } from './calls.ts';
import { makeExchange, type Page, type Scene } from './exchange.ts';
import { representatives } from './groups.ts';
import type { DrawnPolicy } from './policy.ts';
import { describe, type Reason } from './reasons.ts';
import type { ServerSpec } from './spec.ts';
import type { Universe } from './universe.ts';

/**
 * - A hostile page that reads: critical with the user's session, if the rule has sessions (`credentials`); high if
 *   credentials are allowed otherwise; medium without credentials. Answers under `errors` count as the rule's own.
 * - A preflight that is granted to a hostile page is high if the method changes state, and medium for GET and HEAD
 *   (with a header that needs it), whatever the request itself is answered with.
 * - Hostile pages choose their Referer: their origin, none, or a URL of theirs that quotes a trusted origin.
 * - An origin of applications that is admitted is medium: no page of a desktop browser has it.
 */
export function hostileReasons(
  spec: ServerSpec,
  policy: DrawnPolicy,
  { hostile, applications }: Universe,
  scene: Scene,
): Reason[] {
  const pages = representatives(spec, scene, hostile, ['default', 'none', 'quoting']);
  const calls = callsOf(policy);
  return [
    ...pages.flatMap((page) => calls.flatMap((call) => reasonOf(spec, policy, scene, call, page))),
    ...representatives(spec, scene, applications).flatMap((page) =>
      calls.flatMap((call): Reason[] => {
        const { sent, readable } = makeExchange(spec, scene, call, page);
        if (!readable && !(sent && call.preflight)) return [];
        return [{ kind: 'application-admitted', severity: 'medium', shown: describe(call, page) }];
      }),
    ),
  ];
}

/** The rule's methods on its path, and on its error paths GET as well, since the policy's own calls of them are GET. */
function callsOf(policy: DrawnPolicy): Call[] {
  const { path, methods, errors } = policy.rule;
  const places = [
    { place: path, asked: methods },
    ...errors.map(([, place]) => ({ place, asked: [...new Set(['GET', ...methods])] })),
  ];
  return places.flatMap(({ place, asked }) =>
    asked.flatMap((method) =>
      headerSetsOf(policy, method).flatMap((names) =>
        SESSIONS.map((session) => makeCall(policy, method, place, names, session)),
      ),
    ),
  );
}

function reasonOf(spec: ServerSpec, { rule }: DrawnPolicy, scene: Scene, call: Call, page: Page): Reason[] {
  const { sent, readable } = makeExchange(spec, scene, call, page);
  const shown = describe(call, page);
  const found: Reason[] = [];
  if (readable)
    found.push({ kind: 'hostile-reads', severity: severityOfRead(call.session, rule.credentials), shown });
  if (sent && call.preflight)
    found.push({ kind: 'hostile-sends', severity: isSafeMethod(call.method) ? 'medium' : 'high', shown });
  return found;
}

function severityOfRead(session: Session, sessions: boolean): Severity {
  if (session === 'omit') return 'medium';
  return session === 'cookie' && sessions ? 'critical' : 'high';
}
