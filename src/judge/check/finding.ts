/** What one try shows to be wrong, and the causes that many such findings come to. */
import { causeKey, type Cause, type CauseFacts, type CauseId, type Severity } from '../../plan/causes.ts';
import { SEVERITIES, type CheckPlan } from '../../plan/check.ts';
import type { HeaderPairs } from '../../plan/http.ts';
import { matchesPattern } from '../../policy/pattern.ts';
import type { ServerKind } from '../../screen/server-kind.ts';
import { isOpen, statusOf, type Tried } from '../../screen/tried.ts';
import { wordCause } from '../cause-words.ts';

export interface Finding {
  id: CauseId;
  subject: string;
  severity: Severity;
  where: CauseFacts['where'];
  tried: Tried;
}

/** Joins findings of one cause; worst first. `id` is the check's, `of` the number of its tries. */
export function causesOf(
  findings: readonly Finding[],
  tried: readonly Tried[],
  { id, check, server }: { id: string; check: CheckPlan; server: ServerKind },
): Cause[] {
  const groups = new Map<string, Finding[]>();
  for (const finding of findings)
    groups.set(causeKey(finding), [...(groups.get(causeKey(finding)) ?? []), finding]);
  const of = tried.reduce((sum, { count }) => sum + count, 0);
  return [...groups.values()]
    .map((group) => causeOf(group, tried, of, { id, check, server }))
    .sort((a, b) => rank(a.severity) - rank(b.severity));
}

function causeOf(
  group: readonly Finding[],
  all: readonly Tried[],
  of: number,
  { id, check, server }: { id: string; check: CheckPlan; server: ServerKind },
): Cause {
  const sorted = [...group].sort(
    (a, b) => rank(a.severity) - rank(b.severity) || proofRank(a) - proofRank(b),
  );
  // A group is never empty.
  const worst = sorted[0] as Finding;
  const own = new Set(group.map(({ tried }) => tried));
  const facts = factsOf(worst, group, all, check);
  const { title, fix } = wordCause(facts, server);
  const accepted = acceptanceOf(id, worst, group, check);
  return {
    id: worst.id,
    subject: worst.subject,
    severity: worst.severity,
    title,
    seen: [...own].reduce((sum, { count }) => sum + count, 0),
    of,
    worst: worst.tried.plan.id,
    proof: group.some(({ tried }) => tried.stage === 'browser') ? 'browser' : 'screen',
    fix,
    ...(accepted ? { accepted } : {}),
  };
}

/** An exception holds if it names the check, the cause, or every try that shows the cause. */
function acceptanceOf(
  id: string,
  { id: cause }: Finding,
  group: readonly Finding[],
  { ignore }: CheckPlan,
): Cause['accepted'] {
  const names = (pattern: string) =>
    matchesPattern(pattern, id) ||
    group.every(
      ({ tried: { plan } }) =>
        matchesPattern(pattern, `${id}/${plan.id}`) || matchesPattern(pattern, `${id}/${plan.class}`),
    );
  const found = ignore.find(
    (one) =>
      (one.cause === undefined || one.cause === cause) && (one.check === undefined || names(one.check)),
  );
  return found && { reason: found.reason, until: found.until };
}

function factsOf(
  { id, subject, tried }: Finding,
  group: readonly Finding[],
  all: readonly Tried[],
  { rule, question }: CheckPlan,
): CauseFacts {
  const { plan } = tried;
  const places = new Set(group.map((one) => one.where));
  const where = places.size === 1 ? ([...places][0] as CauseFacts['where']) : 'both';
  return {
    id,
    subject,
    where,
    origin: plan.origin,
    method: plan.method,
    path: plan.path,
    credentials: plan.credentials === 'include',
    headers: plan.headers.map(([name]) => name),
    status: statusOf(tried),
    answered: answeredBy(tried, where),
    trusted: Array.isArray(rule.origins) ? rule.origins : [],
    declaredMethods: rule.methods,
    declaredHeaders: rule.headers,
    declaredMaxAge: rule.maxAge ?? null,
    admitsNobody: question === 'works' && !all.some((one) => one.plan.expected === 'allowed' && isOpen(one)),
    only: onlyOf(group, all),
  };
}

/** Headers of the answer that decides. */
function answeredBy({ response, preflight }: Tried, where: CauseFacts['where']): HeaderPairs {
  const [decisive, other] = where === 'preflight' ? [preflight, response] : [response, preflight];
  return (decisive ?? other)?.headers ?? [];
}

/** Methods and paths to which a cause is confined, if others were tried by the same pages. */
function onlyOf(group: readonly Finding[], all: readonly Tried[]): string[] {
  const classes = new Set(group.map(({ tried }) => tried.plan.class));
  const beside = all.filter(
    ({ plan, outcome }) => classes.has(plan.class) && outcome !== 'no-answer' && outcome !== 'no-page',
  );
  return [...confined(group, beside, ({ method }) => method), ...confined(group, beside, ({ path }) => path)];
}

function confined(
  group: readonly Finding[],
  beside: readonly Tried[],
  valueOf: (plan: Tried['plan']) => string,
): string[] {
  const shown = new Set(group.map(({ tried }) => valueOf(tried.plan)));
  const tried = new Set(beside.map(({ plan }) => valueOf(plan)));
  return tried.size > shown.size ? [...shown] : [];
}

function rank(severity: Severity): number {
  return SEVERITIES.indexOf(severity);
}

function proofRank({ tried }: Finding): number {
  return tried.stage === 'browser' ? 0 : 1;
}
