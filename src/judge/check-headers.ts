/** What is wrong with the headers of the answers, whoever asks. */
import type { CheckPlan, RulePlan } from '../plan/check.ts';
import { ALLOW_CREDENTIALS, ALLOW_ORIGIN, allowedOrigin, itemsOf, varyNames } from '../fetch/cors-headers.ts';
import { byteLowercase, get as header, linesOf } from '../fetch/header-list.ts';
import { malformations } from './cors-headers.ts';
import type { Finding } from './findings.ts';
import type { Call } from './check-call.ts';

export function hygieneFindings(calls: readonly Call[], { subject, rule }: CheckPlan): Finding[] {
  switch (subject) {
    case 'vary':
      return varyFindings(calls);
    case 'cookie':
      return cookieFindings(calls, rule);
    case 'applications':
      return applicationFindings(calls);
    case 'redirect':
      return redirectFindings(calls);
    default:
      return malformedFindings(calls);
  }
}

function malformedFindings(calls: readonly Call[]): Finding[] {
  const malformed = calls.flatMap(({ actual }) => malformations(actual?.responseHeaders ?? []));
  return [...new Map(malformed.map((one) => [one.message, one])).values()];
}

function varyFindings(calls: readonly Call[]): Finding[] {
  const policies = calls.map(({ actual }) => linesOf(actual?.responseHeaders ?? [], ALLOW_ORIGIN).join(', '));
  // One answer for all is right for all.
  if (new Set(policies).size === 1) return [];
  return calls.flatMap(({ actual, origin }): Finding[] => {
    const headers = actual?.responseHeaders ?? [];
    const vary = varyNames(headers);
    const stored = !itemsOf(headers, 'cache-control').map(byteLowercase).includes('no-store');
    if (!actual || !stored || vary.includes('origin') || vary.includes('*')) return [];
    const whose = origin === '' ? 'a request without Origin' : `a request of ${origin}`;
    return [
      {
        message: `the answer to ${whose} has no Vary: Origin, although answers differ by origin`,
        severity: 'medium',
        fix: 'add Vary: Origin to every answer, allowed or not, also where no Origin was sent',
      },
    ];
  });
}

function cookieFindings(calls: readonly Call[], { origins }: RulePlan): Finding[] {
  const policy = ({ actual }: Call) =>
    [ALLOW_ORIGIN, ALLOW_CREDENTIALS]
      .map((name) => header(actual?.responseHeaders ?? [], name) ?? 'absent')
      .join(' with credentials ');
  return calls.flatMap((call, index): Finding[] => {
    // In fours: twice without a cookie, twice with one.
    const [first, again, third] = calls.slice(index - 3, index);
    if (index % 4 !== 3 || !first || !again || !third) return [];
    const [one, other] = policy(first) === policy(again) ? [third, call] : [first, again];
    if (policy(one) !== policy(other))
      return [
        {
          message: `for ${call.origin} the same request is answered differently the second time: ${policy(one)}, then ${policy(other)}`,
          severity: 'high',
          fix: 'decide each request by itself: a pattern with the flag g remembers where it stopped (lastIndex)',
        },
      ];
    if (policy(again) === policy(call)) return [];
    const admitted = allowedOrigin(call.actual?.responseHeaders ?? []) === call.origin;
    const trusted = origins === 'any' || origins.includes(call.origin);
    return [
      {
        message: `for ${call.origin} a cookie changes the policy from ${policy(again)} to ${policy(call)}`,
        severity: admitted && !trusted ? 'high' : 'medium',
        fix: 'decide by the Origin header alone',
      },
    ];
  });
}

function applicationFindings(calls: readonly Call[]): Finding[] {
  return calls.flatMap(({ actual, origin }) => {
    if (allowedOrigin(actual?.responseHeaders ?? []) !== origin) return [];
    return [
      {
        message: `${origin} is admitted (seen in the headers: no desktop page can have this origin)`,
        severity: 'medium' as const,
        fix: `take ${origin} off the list, unless it is your own application's`,
      },
    ];
  });
}

function redirectFindings(calls: readonly Call[]): Finding[] {
  return calls.flatMap(({ actual }) => {
    const status = actual?.status ?? 0;
    if (status < 300 || status > 399 || status === 304) return [];
    const location = header(actual?.responseHeaders ?? [], 'location') ?? '';
    return [
      {
        message: `the path answers ${status} to ${location}: preflights fail, and after another origin Origin is null`,
        severity: 'medium' as const,
        fix: 'let the rule and its callers name the final URL (trailing slash, https, port)',
      },
    ];
  });
}

export function poisoningFindings(calls: readonly Call[]): Finding[] {
  // The last call went past the cache: if the server itself blocks it, the cache has done nothing.
  if (calls.at(-1)?.report.outcome !== 'allowed') return [];
  return calls.flatMap(({ report, expected, origin, actual }): Finding[] => {
    if (expected !== 'allowed' || report.outcome === 'allowed' || !actual?.fromCache) return [];
    return [
      {
        message: `behind a shared cache ${origin} is blocked by an answer that another origin had asked for (Access-Control-Allow-Origin: ${allowedOrigin(actual.responseHeaders) ?? 'absent'})`,
        severity: 'high',
        fix: 'add Vary: Origin to every answer, allowed or not; or Cache-Control: private',
      },
    ];
  });
}
