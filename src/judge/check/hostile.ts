/** What untrusted origins got: by which mechanism of the server, how bad it is, and whether a page has proved it. */
import { get } from '../../fetch/header-list.ts';
import type { Severity } from '../../plan/causes.ts';
import type { CheckPlan } from '../../plan/check.ts';
import { namesItsOrigin } from '../../screen/condense.ts';
import { mechanismsOf, type Mechanism } from '../../screen/mechanisms.ts';
import { isOpen, statusOf, type Tried } from '../../screen/tried.ts';
import { isSafe } from '../../policy/requests.ts';
import { granted } from './declared.ts';
import type { Finding } from './finding.ts';
import { isExpected } from './works.ts';

/** What pages of this engine could not be made to show, though the plain client was let through. */
export interface Judged {
  findings: Finding[];
  notes: string[];
}

/** `known` are the mechanisms that the screen found, before its refusals were condensed. */
export function judgeHostile(
  tried: readonly Tried[],
  known: readonly Pick<Mechanism, 'id' | 'subject' | 'tries'>[],
  check: CheckPlan,
): Judged {
  const pages = tried.filter(({ stage }) => stage === 'browser');
  const explained = new Set(known.flatMap(({ tries }) => tries.map(({ plan }) => plan.id)));
  const unforeseen = pages.filter((one) => isOpen(one) && !explained.has(one.plan.id));
  const found = [
    ...known.map((one) => ({
      ...one,
      tries: [
        ...one.tries,
        ...pages.filter(({ plan }) => one.tries.some((other) => other.plan.id === plan.id)),
      ],
    })),
    ...attach(unforeseen, pages, check),
  ];
  const judged = found.map((mechanism) => prove(mechanism, tried));
  const byCookie = check.rule.origins === 'any' ? [] : cookieFindings(tried);
  const forged = known.length > 0 ? [] : forgeries(tried, check);
  return {
    findings: [...judged.flatMap(({ findings }) => findings), ...byCookie, ...forged],
    notes: judged.flatMap(({ notes }) => notes),
  };
}

/** What only pages got. */
function attach(unforeseen: readonly Tried[], pages: readonly Tried[], { rule }: CheckPlan): Mechanism[] {
  return unforeseen.length === 0 ? [] : mechanismsOf(pages, rule);
}

/** A red verdict has a page behind it, unless no page can have the origin. */
function prove({ id, subject, tries }: Mechanism, all: readonly Tried[]): Judged {
  const hasPages = all.some(({ stage }) => stage === 'browser');
  const open = tries.filter(isOpen);
  const where = whereOf(open, all);
  const proved = open.filter(({ stage }) => stage === 'browser');
  const attempted = tries.filter(({ stage }) => stage === 'browser');
  const pageless = open.every(({ plan }) => plan.reach === 'no-page');
  const findings = (of: readonly Tried[]) =>
    of.map((one): Finding => ({ id, subject, severity: severityOf(one), where, tried: one }));
  if (proved.length > 0 || pageless || !hasPages) return { findings: findings(open), notes: [] };
  const refused = attempted.filter(({ outcome }) => outcome === 'blocked');
  const [example] = open;
  const cookieLeft = open.some(({ cookies }) => cookies.length > 0) && refused.every(isWithoutCookie);
  if (refused.length > 0 && cookieLeft)
    return {
      findings: [],
      notes: [
        `the plain client, which sent a cookie, was let through from ${example?.plan.origin ?? 'an origin'}; the pages of this engine sent none from there`,
      ],
    };
  if (refused.length > 0) {
    // The server told the plain client something else than the page.
    return {
      findings: refused.map((tried) => ({
        id: 'answers-differ',
        subject: '',
        severity: 'medium',
        where: 'response',
        tried,
      })),
      notes: [],
    };
  }
  return {
    findings: [],
    notes: [
      `the plain client was let through from ${example?.plan.origin ?? 'an origin'}; no page of this engine can call from there`,
    ],
  };
}

function isWithoutCookie({ cookies }: Tried): boolean {
  return cookies.length === 0;
}

/** With the user's cookie, with credentials allowed, carried out, read, or only a header that no browser sends. */
export function severityOf({ plan, outcome, cookies, stage, preflight, response }: Tried): Severity {
  if (plan.reach === 'no-page') return plan.class.startsWith('app-') ? 'medium' : 'low';
  if (outcome === 'allowed' && plan.credentials === 'include')
    return stage === 'browser' && cookies.length > 0 ? 'critical' : 'high';
  if (outcome === 'granted' || (preflight !== null && response !== null))
    return isSafe(plan.method) ? 'medium' : 'high';
  return 'medium';
}

/** Which of the two answers is open: told only where the other one was asked for and refuses. */
function whereOf(open: readonly Tried[], all: readonly Tried[]): Finding['where'] {
  const reads = open.some(({ outcome }) => outcome === 'allowed');
  const passes = open.some(({ preflight }) => preflight !== null);
  if (reads) return passes || !all.some(({ preflight }) => preflight !== null) ? 'both' : 'response';
  return all.some(({ preflight, response }) => preflight === null && response !== null)
    ? 'preflight'
    : 'both';
}

/** Named with a cookie, though not admitted with credentials, and refused without: a policy of its own for sessions. */
function cookieFindings(tried: readonly Tried[]): Finding[] {
  const open = new Set(
    tried.filter((one) => one.plan.credentials === 'omit' && isOpen(one)).map(({ plan }) => plan.origin),
  );
  return tried
    .filter(
      (one) =>
        one.stage === 'screen' &&
        one.outcome === 'blocked' &&
        one.cookies.length > 0 &&
        namesItsOrigin(one) &&
        !open.has(one.plan.origin),
    )
    .map((one) => ({
      id: 'cookie-changes-policy',
      subject: '',
      severity: 'medium',
      where: 'response',
      tried: one,
    }));
}

/** A state-changing request that any page has carried out, with the user's cookies and without a preflight. */
function forgeries(tried: readonly Tried[], { rule }: CheckPlan): Finding[] {
  return tried.flatMap((one): Finding[] => {
    const { plan, preflight, response } = one;
    if (!plan.id.includes('/POST.text-plain') || preflight !== null || response === null) return [];
    if (!isExpected(one, rule) || (statusOf(one) ?? 0) >= 400) return [];
    // An answer that sets a cookie is that of a login, which a forged call gains little by.
    const severity = get(response.headers, 'set-cookie') === null ? 'high' : 'low';
    return [{ id: 'cross-site-post', subject: '', severity, where: 'response', tried: one }];
  });
}

/** What a rule does not declare: credentials, methods and headers of trusted pages, and origins that it names. */
export function judgeRefused(tried: readonly Tried[], known: readonly Mechanism[], check: CheckPlan): Judged {
  const isTrusted = ({ plan }: Tried) => plan.class.startsWith('trusted');
  const own = tried.filter((one) => isTrusted(one) && isOpen(one));
  const named = judgeHostile(
    tried.filter((one) => !isTrusted(one)),
    known,
    check,
  );
  // What needs no preflight and was not sent shows nothing of credentials.
  const answered = own.filter(({ preflight, response }) => preflight !== null || response !== null);
  const credentials = answered.filter(
    ({ plan }) => plan.credentials === 'include' && !check.rule.credentials,
  );
  return {
    findings: [
      ...credentials.map((one): Finding => ({
        id: 'credentials-allowed',
        subject: '',
        severity: 'medium',
        where: 'response',
        tried: one,
      })),
      ...granted(answered.filter((one) => !credentials.includes(one))),
      ...named.findings,
    ],
    notes: named.notes,
  };
}
