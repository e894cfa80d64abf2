/** The headers themselves, whoever asks, and the caches that act on them. */
import { mayBeStored } from '../../fetch/cache-control.ts';
import { get, linesOf } from '../../fetch/header-list.ts';
import type { CheckPlan } from '../../plan/check.ts';
import type { Answer, Tried } from '../../screen/tried.ts';
import type { Finding } from './finding.ts';
import { isMalformed } from './why-blocked.ts';

const ORIGIN = 'access-control-allow-origin';
const CREDENTIALS = 'access-control-allow-credentials';

export function judgeHygiene(tried: readonly Tried[], { rule }: CheckPlan): Finding[] {
  // An answer of a rate limit has a response, and says nothing.
  const answered = tried
    .filter(({ response, outcome }) => response !== null && outcome !== 'no-answer')
    // How a trusted page is answered that uses a method which the rule does not have, is nobody's concern.
    .filter(
      ({ plan }) =>
        plan.expected === 'blocked' || plan.path !== rule.path || rule.methods.includes(plan.method),
    );
  const origins = new Set(answered.map(({ plan }) => plan.origin));
  const unstable = [...origins].flatMap((origin) =>
    unstableFindings(answered.filter(({ plan }) => plan.origin === origin)),
  );
  const isUnstable = new Set(unstable.map(({ tried: { plan } }) => plan.origin));
  const byCookie = [...origins]
    .filter((origin) => !isUnstable.has(origin))
    .flatMap((origin) => cookieFindings(answered.filter(({ plan }) => plan.origin === origin)));
  const malformed = answered
    // What is malformed for a page that ought to be allowed blocks it, and is told there.
    .filter(({ plan, outcome }) => plan.expected === 'blocked' || outcome === 'allowed')
    .flatMap((one) => malformedFindings(one, rule.credentials));
  return [...unstable, ...byCookie, ...malformed];
}

function policyOf(answer: Answer | null): string {
  return [ORIGIN, CREDENTIALS].map((name) => get(answer?.headers ?? [], name) ?? 'absent').join(' ');
}

/** The same request twice in a row. */
function unstableFindings(own: readonly Tried[]): Finding[] {
  const twice = own.filter(({ plan }) => plan.id.endsWith('.again'));
  return twice.flatMap((again): Finding[] => {
    const first = own.find(({ plan }) => plan.id === again.plan.id.replace(/\.again$/, '.first'));
    if (!first || policyOf(first.response) === policyOf(again.response)) return [];
    return [{ id: 'unstable-answer', subject: '', severity: 'high', where: 'response', tried: again }];
  });
}

/** The same request without a cookie and with one; credentials are what makes a browser send it. */
function cookieFindings(own: readonly Tried[]): Finding[] {
  const plain = own.filter(({ plan }) => plan.id.endsWith('plain.first'));
  return plain.flatMap((one): Finding[] => {
    const withCookie = own.find(
      ({ plan }) => plan.id === one.plan.id.replace(/plain\.first$/, 'cookie.first'),
    );
    if (!withCookie || policyOf(one.response) === policyOf(withCookie.response)) return [];
    const admits = get(withCookie.response?.headers ?? [], ORIGIN) === withCookie.plan.origin;
    const severity = admits && withCookie.plan.expected === 'blocked' ? 'high' : 'medium';
    return [{ id: 'cookie-changes-policy', subject: '', severity, where: 'response', tried: withCookie }];
  });
}

function malformedFindings(tried: Tried, usesCredentials: boolean): Finding[] {
  const headers = tried.response?.headers ?? [];
  const origins = linesOf(headers, ORIGIN);
  const credentials = linesOf(headers, CREDENTIALS);
  const [origin] = origins;
  const wrong = [
    ...(origins.length > 1 || (origin !== undefined && isMalformed(origin))
      ? ['Access-Control-Allow-Origin']
      : []),
    ...(credentials.length > 1 || credentials.some((value) => value !== 'true')
      ? ['Access-Control-Allow-Credentials']
      : []),
    // `*` admits nobody with credentials, so the second header is dead.
    ...(origin === '*' && credentials.includes('true') && !usesCredentials
      ? ['Access-Control-Allow-Credentials']
      : []),
  ];
  return [...new Set(wrong)].map((subject): Finding => ({
    id: 'malformed-header',
    subject,
    severity: 'low',
    where: 'response',
    tried,
  }));
}

/** Of each path, what differs by origin has to say so; and what a shared cache then did to pages. */
export function judgeCaches(tried: readonly Tried[]): Finding[] {
  const screened = tried.filter(
    ({ stage, response, outcome }) => stage === 'screen' && response !== null && outcome !== 'no-answer',
  );
  const paths = [...new Set(screened.map(({ plan }) => plan.path))];
  return [
    ...paths.flatMap((path) => varyFindings(screened.filter(({ plan }) => plan.path === path))),
    ...poisoned(tried),
  ];
}

function varyFindings(own: readonly Tried[]): Finding[] {
  const policies = own.map(({ response }) =>
    [ORIGIN, CREDENTIALS, 'access-control-expose-headers']
      .map((name) => linesOf(response?.headers ?? [], name).join(', '))
      .join(' | '),
  );
  // One answer for all is right for all.
  if (new Set(policies).size <= 1) return [];
  return own
    .filter(({ response }) => response !== null && isStorable(response) && !varies(response))
    .map((one) => ({ id: 'missing-vary', subject: '', severity: 'medium', where: 'response', tried: one }));
}

/** https://www.rfc-editor.org/rfc/rfc9111#section-3 */
function isStorable({ status, headers }: Answer): boolean {
  return mayBeStored({ status, headers });
}

function varies({ headers }: Answer): boolean {
  const items = (get(headers, 'vary') ?? '').split(',').map((item) => item.trim().toLowerCase());
  return items.includes('origin') || items.includes('*');
}

/** Blocked by a stored answer to somebody else, while the server itself lets it through. */
function poisoned(tried: readonly Tried[]): Finding[] {
  const admitted = new Set(
    tried
      .filter(({ stage, outcome }) => stage === 'screen' && outcome === 'allowed')
      .map(({ plan }) => `${plan.origin} ${plan.path}`),
  );
  return tried
    .filter(
      ({ plan, stage, outcome, wire }) =>
        stage === 'browser' &&
        outcome === 'blocked' &&
        admitted.has(`${plan.origin} ${plan.path}`) &&
        wire.some(({ fromCache }) => fromCache),
    )
    .map((one) => ({ id: 'missing-vary', subject: '', severity: 'medium', where: 'response', tried: one }));
}
