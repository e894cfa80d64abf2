/** Origins that are not trusted: what they read, what rode, what was carried out. */
import type { CheckPlan, RulePlan } from '../plan/check.ts';
import { allowedOrigin } from '../fetch/cors-headers.ts';
import type { Finding } from './findings.ts';
import type { Call } from './check-call.ts';
import { cookiesSent } from './cookies.ts';

/** What an origin that is not trusted could do. */
export function hostileFindings(call: Call, check: CheckPlan): Finding[] {
  if (call.report.outcome !== 'allowed') return letThrough(call, check);
  const withCredentials = call.request.credentials === 'include';
  const rode = cookiesSent(call.actual).length > 0;
  const who = `${check.originClass ?? 'an origin'} (${call.origin})`;
  const allowed = allowedOrigin(call.actual?.responseHeaders ?? []) ?? '';
  const how = !withCredentials
    ? 'reads the answer'
    : rode
      ? "reads the answer with the user's cookie"
      : 'may read the answer with credentials; no cookie rode, by the cookie rules of this engine';
  return [
    {
      message: `${who} ${how}: the server says Access-Control-Allow-Origin: ${allowed}`,
      severity: !withCredentials ? 'medium' : rode ? 'critical' : 'high',
      fix: fixOfOrigin(call.origin, allowed, check.rule),
    },
  ];
}

/** A preflight that permits what the answer then refuses: the request has been carried out. */
function letThrough({ preflight, actual, request, origin }: Call, check: CheckPlan): Finding[] {
  if (!preflight || !actual) return [];
  const allowed = allowedOrigin(preflight.responseHeaders) ?? '';
  return [
    {
      message: `${check.originClass ?? 'an origin'} (${origin}) has ${request.method} carried out, though it cannot read the answer: the preflight says Access-Control-Allow-Origin: ${allowed}`,
      severity: 'high',
      fix: `decide by the same list in the preflight and in the answer: ${fixOfOrigin(origin, allowed, check.rule)}`,
    },
  ];
}

function fixOfOrigin(origin: string, allowed: string, { origins }: RulePlan): string {
  const list = Array.isArray(origins) ? origins.join(', ') : 'the origins you mean';
  if (origin === 'null')
    return 'never allow null: every sandboxed frame and data: document of the web has that origin';
  if (allowed === '*') return `answer with the origin that asks if it is one of ${list}, instead of *`;
  return `compare the whole Origin header with ${list}; do not send it back unseen, and anchor patterns (^…$) with escaped dots`;
}
