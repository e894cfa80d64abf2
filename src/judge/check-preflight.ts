/** What is wrong with the answer to a preflight. */
import type { CheckPlan, RulePlan, Severity } from '../plan/check.ts';
import { notAllowed } from './check-cause.ts';
import { MAX_AGE, allowedHeaders, allowedMethods } from '../fetch/cors-headers.ts';
import { get as header } from '../fetch/header-list.ts';
import { CORS_SAFELISTED_METHODS } from '../fetch/methods.ts';
import { malformations } from './cors-headers.ts';
import type { Finding } from './findings.ts';
import type { Call } from './check-call.ts';

/** Request headers that need no permission, or that no page can set. */
const HARMLESS = ['accept', 'accept-language', 'content-language', 'origin', 'range'];

export function preflightFindings(call: Call, check: CheckPlan): Finding[] {
  const { rule } = check;
  const blocked = notAllowed(call, check) ?? [];
  const { preflight } = call;
  if (!preflight) return blocked;
  const headers = preflight.responseHeaders;
  const findings = [...blocked];
  const methods = allowedMethods(headers);
  const more = methods.filter(
    (one) =>
      one !== '*' &&
      !rule.methods.includes(one) &&
      !CORS_SAFELISTED_METHODS.includes(one) &&
      one !== 'OPTIONS',
  );
  if (more.length > 0)
    findings.push({
      message: `the preflight allows ${more.join(', ')}, which the policy does not name`,
      severity: 'low',
      fix: `answer with Access-Control-Allow-Methods: ${rule.methods.join(', ')}, or name them in the policy`,
    });
  if (methods.includes('*') && !rule.credentials)
    findings.push({
      message: 'the preflight allows every method (*)',
      severity: 'low',
      fix: `answer with Access-Control-Allow-Methods: ${rule.methods.join(', ')}`,
    });
  if (call.report.outcome === 'allowed') findings.push(...malformations(headers));
  const names = allowedHeaders(headers);
  const undeclared = names.filter(
    (one) => one !== '*' && !HARMLESS.includes(one) && !rule.headers.includes(one),
  );
  if (undeclared.length > 0)
    findings.push({
      message: `the preflight allows the headers ${undeclared.join(', ')}, which the policy does not name`,
      severity: 'low',
      fix: `answer with Access-Control-Allow-Headers: ${rule.headers.join(', ') || '(nothing)'}, or name them in the policy`,
    });
  if (names.includes('*') && rule.headers.includes('authorization'))
    findings.push({
      message: 'Access-Control-Allow-Headers is *, which by the standard does not cover Authorization',
      severity: 'medium',
      fix: 'name Authorization in Access-Control-Allow-Headers',
    });
  findings.push(...maxAgeFindings(headers, rule));
  return findings;
}

function maxAgeFindings(headers: Call['request']['headers'], rule: RulePlan): Finding[] {
  const value = header(headers, MAX_AGE);
  const told = (message: string, fix: string, severity: Severity = 'low'): Finding[] => [
    { message, severity, fix },
  ];
  if (value === null)
    return rule.maxAge === undefined
      ? []
      : told(
          'the preflight has no Access-Control-Max-Age, so browsers ask again after 5 s',
          `add Access-Control-Max-Age: ${rule.maxAge}`,
        );
  if (!/^\d+$/.test(value))
    return told(
      `Access-Control-Max-Age is ${value}, which is no number of seconds`,
      'write digits only, such as 600',
    );
  if (rule.maxAge !== undefined && Number(value) !== rule.maxAge)
    return told(`Access-Control-Max-Age is ${value}, not ${rule.maxAge}`, 'mend the server or the policy');
  if (Number(value) > 86_400)
    return told(
      `Access-Control-Max-Age is ${value}, more than a day: no engine keeps it so long, and a mistake would last`,
      'write 86400 or less',
    );
  return [];
}

export function cachedFindings(calls: readonly Call[], check: CheckPlan): Finding[] {
  const blocked = calls.flatMap((call) => notAllowed(call, check) ?? []);
  if (blocked.length > 0) return blocked;
  const [first] = calls;
  return first?.preflight ? maxAgeFindings(first.preflight.responseHeaders, check.rule) : [];
}
