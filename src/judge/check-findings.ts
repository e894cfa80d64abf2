/** What each kind of check finds wrong. */
import { CORS_SAFELISTED_RESPONSE_HEADERS } from '../fetch/cors-headers.ts';
import type { CheckPlan, RulePlan } from '../plan/check.ts';
import { causeOf, notAllowed, pathOf } from './check-cause.ts';
import { hostileFindings } from './check-hostile.ts';
import { hygieneFindings, poisoningFindings } from './check-headers.ts';
import { cachedFindings, preflightFindings } from './check-preflight.ts';
import type { Finding } from './findings.ts';
import type { Call } from './check-call.ts';

/** Everything that is wrong; empty if the target does what the policy says. */
export function findingsOf(check: CheckPlan, calls: readonly Call[]): Finding[] {
  switch (check.kind) {
    case 'works':
      return calls.flatMap((call) => notAllowed(call, check) ?? wrongStatus(call, check.rule));
    case 'preflight':
      return calls.flatMap((call) => preflightFindings(call, check));
    case 'cached':
      return cachedFindings(calls, check);
    case 'expose':
      return calls.flatMap((call) => exposeFindings(call, check));
    case 'errors':
      return calls.flatMap((call) => errorFindings(call, check));
    case 'refused':
      return calls.flatMap((call) => refusedFindings(call, check));
    case 'hostile':
      return calls.flatMap((call) => hostileFindings(call, check));
    case 'hygiene':
      return hygieneFindings(calls, check);
    case 'poisoning':
      return poisoningFindings(calls);
  }
}

function wrongStatus({ report, request }: Call, rule: RulePlan): Finding[] {
  const { status = 0 } = report;
  if (request.headers.some(([name]) => name === 'authorization')) return [];
  if (rule.status !== undefined && status !== rule.status)
    return [
      {
        message: `${request.method} answers ${status}, not ${rule.status}`,
        severity: 'medium',
        fix: 'mend the server, or the status in the policy',
      },
    ];
  if (status !== 405 && status !== 501) return [];
  return [
    {
      message: `${request.method} is declared, and the server answers ${status}`,
      severity: 'medium',
      fix: `handle ${request.method} at ${rule.path}, or take it out of the policy and of Access-Control-Allow-Methods`,
    },
  ];
}

function exposeFindings(call: Call, check: CheckPlan): Finding[] {
  const blocked = notAllowed(call, check);
  if (blocked) return blocked;
  const { rule } = check;
  const readable = (call.report.headers ?? []).map(([name]) => name.toLowerCase());
  const sent = new Set((call.actual?.responseHeaders ?? []).map(([name]) => name.toLowerCase()));
  const findings: Finding[] = [];
  for (const name of rule.expose) {
    if (readable.includes(name)) continue;
    findings.push(
      sent.has(name)
        ? {
            message: `the page cannot read ${name}`,
            severity: 'medium',
            fix: `add ${name} to Access-Control-Expose-Headers${rule.credentials ? ' by name: * means nothing with credentials' : ''}`,
          }
        : {
            message: `${name} is declared as exposed, and the answer does not have it`,
            severity: 'low',
            fix: `send ${name}, or take it out of the policy`,
          },
    );
  }
  const more = readable.filter(
    (name) => !CORS_SAFELISTED_RESPONSE_HEADERS.has(name) && !rule.expose.includes(name),
  );
  if (more.length > 0)
    findings.push({
      message: `the page can read ${more.join(', ')}, which the policy does not name`,
      severity: 'low',
      fix: 'name in Access-Control-Expose-Headers only what pages need',
    });
  return findings;
}

function errorFindings(call: Call, check: CheckPlan): Finding[] {
  const { status = 0 } = check;
  const answered = call.actual?.status ?? 0;
  if (call.report.outcome !== 'allowed')
    return [
      {
        message: `the page cannot read that ${pathOf(call)} answers ${answered}: ${causeOf(call, check).message}`,
        severity: 'medium',
        fix: 'set the CORS headers on errors too (nginx: add_header … always; Apache: Header always set; middleware: before the error handler)',
      },
    ];
  if (answered === status) return [];
  return [
    {
      message: `the answer is ${answered}, not ${status}`,
      severity: 'low',
      fix: `mend the path in the policy, or the server: ${pathOf(call)} has to answer ${status} when it is called alone, without cookies of earlier calls`,
    },
  ];
}

function refusedFindings(call: Call, check: CheckPlan): Finding[] {
  if (check.undeclared?.kind === 'origin') return hostileFindings(call, check);
  const { kind = 'method', name = '' } = check.undeclared ?? {};
  const allowed = call.report.outcome === 'allowed';
  // The block of an answer comes too late for what a preflight guards.
  if (!allowed && (kind === 'credentials' || !wasLetThrough(call))) return [];
  if (kind === 'credentials')
    return [
      {
        message: `a call with credentials from ${call.origin} is allowed, and the policy has none`,
        severity: check.rule.origins === 'any' ? 'critical' : 'high',
        fix: 'leave Access-Control-Allow-Credentials out',
      },
    ];
  return [
    {
      message: `the ${kind} ${name} is allowed${allowed ? '' : ' by the preflight, and was sent'}, and the policy does not name it`,
      severity: name === 'authorization' || kind === 'method' ? 'medium' : 'low',
      fix:
        kind === 'method'
          ? `answer with Access-Control-Allow-Methods: ${check.rule.methods.join(', ')}`
          : `name the headers that pages need (${check.rule.headers.join(', ') || 'none'}), instead of * or of what is asked`,
    },
  ];
}

/** Whether a preflight permitted a request that was then sent. */
function wasLetThrough({ preflight, actual }: Call): boolean {
  return preflight !== undefined && actual !== undefined;
}
