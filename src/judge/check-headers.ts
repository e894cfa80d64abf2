/** What is wrong with the headers of the answers, whoever asks. */
import type { RulePlan } from '../plan/check.ts';
import { header } from './compare.ts';
import { itemsOf, linesOf, malformations } from './cors-headers.ts';
import type { Finding } from './findings.ts';
import type { Call } from './judge-check.ts';

const ACAO = 'access-control-allow-origin';

export function hygieneFindings(calls: readonly Call[], rule: RulePlan): Finding[] {
  const answers = calls.map(({ actual }) => actual?.responseHeaders ?? []);
  const kinds = calls.map(({ request }) => request.headers.map(([name]) => name));
  if (kinds.some((names) => names.includes('cookie'))) return cookieFindings(calls);
  if (calls.every(({ origin }) => origin !== '' && !/^https?:/.test(origin)))
    return applicationFindings(calls);
  if (calls.length === 1) return redirectFindings(calls);
  const malformed = answers.flatMap(malformations);
  const unique = [...new Map(malformed.map((one) => [one.message, one])).values()];
  return [
    ...unique.map(({ message, fix }): Finding => ({
      message,
      fix,
      severity: message.includes('is *') ? 'low' : 'high',
    })),
    ...varyFindings(calls, rule),
  ];
}

function varyFindings(calls: readonly Call[], rule: RulePlan): Finding[] {
  const origins = calls.map(({ actual }) => linesOf(actual?.responseHeaders ?? [], ACAO).join(', '));
  const differ = new Set(origins).size > 1;
  // One origin, always named, is the same answer for all.
  if (!differ || (Array.isArray(rule.origins) && new Set(origins).size === 1)) return [];
  return calls.flatMap(({ actual, origin }): Finding[] => {
    const vary = itemsOf(actual?.responseHeaders ?? [], 'vary', true);
    if (!actual || vary.includes('origin') || vary.includes('*')) return [];
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

function cookieFindings(calls: readonly Call[]): Finding[] {
  const policy = ({ actual }: Call) =>
    [ACAO, 'access-control-allow-credentials']
      .map((name) => header(actual?.responseHeaders ?? [], name) ?? 'absent')
      .join(' with credentials ');
  return calls.flatMap((call, index) => {
    const before = calls[index - 1];
    if (index % 2 === 0 || !before || policy(before) === policy(call)) return [];
    return [
      {
        message: `for ${call.origin} a cookie changes the policy from ${policy(before)} to ${policy(call)}`,
        severity: 'medium' as const,
        fix: 'decide by the Origin header alone',
      },
    ];
  });
}

function applicationFindings(calls: readonly Call[]): Finding[] {
  return calls.flatMap(({ actual, origin }) => {
    if (header(actual?.responseHeaders ?? [], ACAO) !== origin) return [];
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
  return calls.flatMap(({ report, expected, origin, actual }): Finding[] => {
    if (expected !== 'allowed' || report.outcome === 'allowed') return [];
    return [
      {
        message: `behind a shared cache ${origin} is blocked by an answer that another origin had asked for (Access-Control-Allow-Origin: ${header(actual?.responseHeaders ?? [], ACAO) ?? 'absent'})`,
        severity: 'high',
        fix: 'add Vary: Origin to every answer, allowed or not; or Cache-Control: private',
      },
    ];
  });
}
