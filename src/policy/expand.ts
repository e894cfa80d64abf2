/** Policy file -> checks, or located problems; contradictions are explained. */
import { basename, dirname, resolve } from 'node:path';
import { CAUSES, isCauseId, type Severity } from '../plan/causes.ts';
import type { CheckPlan, RulePlan } from '../plan/check.ts';
import type { CasePlan } from '../plan/types.ts';
import type { Parsed } from '../scenario/parse.ts';
import { didYouMean, type Problem, type ReportProblem } from '../scenario/problems.ts';
import { checkCase, type PolicyContext } from './check-case.ts';
import { isTrusted } from './origins.ts';
import { matchesPattern } from './pattern.ts';
import { planRule } from './rule.ts';
import type { PolicyFile } from './schema.ts';
import { planTarget } from './target.ts';
import { questionsOf, triesOf } from './tries.ts';

export interface ExpandOptions {
  /** YYYY-MM-DD, the day on which `ignore` is judged. */
  today: string;
  /** Overrides the policy's own `fail-on`. */
  failOn?: Severity;
}

/** Expands a parsed policy: one plan for each rule and question. */
export function expandPolicy(
  { file, data, locate }: Parsed<PolicyFile>,
  { today, failOn }: ExpandOptions,
): { plans: CasePlan[]; problems: Problem[] } {
  const problems: Problem[] = [];
  const report: ReportProblem = (path, message, hint) =>
    void problems.push({ file, ...locate(path), message, ...(hint === undefined ? {} : { hint }) });
  if (!data) return { plans: [], problems };
  const target = planTarget(data.target, file, report);
  const area = basename(dirname(resolve(file)));
  const context: PolicyContext = {
    prefix: `${area}/${basename(file).replace(/\.ya?ml$/, '')}`,
    area,
    file,
    why: data.why ?? data.title,
  };
  const ids = new Set<string>();
  const rules = data.rules.flatMap((written, index) => {
    const path = ['rules', index];
    if (ids.has(written.id)) report([...path, 'id'], `duplicate id ${written.id}`);
    ids.add(written.id);
    const rule = planRule({ ...data.defaults, ...written }, path, target.origin, report);
    return rule ? [{ rule, title: written.title ?? written.id, line: locate(path).line }] : [];
  });
  // Reported above; the origins beside a target without one are unknown.
  if (!URL.canParse(target.origin)) return { plans: [], problems };
  const trusted = new Set(rules.flatMap(({ rule: { origins } }) => (Array.isArray(origins) ? origins : [])));
  const plans = rules.flatMap(({ rule: own, title, line }) => {
    const rule = { ...own, elsewhere: elsewhereOf(own, trusted, target.origin) };
    return questionsOf(rule, target.origin).map((question) => {
      const check: CheckPlan = {
        question,
        target,
        rule,
        failOn: failOn ?? data['fail-on'] ?? 'medium',
        ignore: [],
      };
      return checkCase(check, { ...context, title, line });
    });
  });
  checkIgnored(data.ignore ?? [], plans, today, report);
  return { plans: plans.map((plan) => withIgnored(plan, data.ignore ?? [])), problems };
}

/** Origins that other rules trust; patterns say nothing of one origin. */
function elsewhereOf({ origins, refused }: RulePlan, trusted: ReadonlySet<string>, target: string): string[] {
  return [...trusted].filter(
    (one) => !one.includes('*') && one !== target && !isTrusted(origins, one) && !refused.includes(one),
  );
}

type Ignored = NonNullable<PolicyFile['ignore']>[number];

function checkIgnored(
  ignored: readonly Ignored[],
  plans: readonly CasePlan[],
  today: string,
  report: ReportProblem,
): void {
  for (const [index, { check, cause, until }] of ignored.entries()) {
    const path = ['ignore', index];
    if (check === undefined && cause === undefined)
      report(path, 'an exception needs a check or a cause', 'add check: or cause:');
    if (cause !== undefined && !isCauseId(cause))
      report([...path, 'cause'], `${cause} is no cause`, didYouMean(cause, Object.keys(CAUSES)));
    if (check !== undefined && !plans.some((plan) => concerns(check, plan)))
      report([...path, 'check'], `${check} matches no check`, 'npx corsproof list prints their ids');
    if (until < today)
      report(
        [...path, 'until'],
        `the exception for ${check ?? cause ?? 'this check'} ended on ${until}`,
        'fix the server, or give a new date and reason',
      );
  }
}

/** Whether a pattern names a check or one of its tries. */
function concerns(pattern: string, { id, check }: CasePlan): boolean {
  if (matchesPattern(pattern, id)) return true;
  if (!check || !mayName(pattern, id)) return false;
  const { screen, browser } = triesOf(check);
  return [...screen, ...browser].some(
    (one) => matchesPattern(pattern, `${id}/${one.id}`) || matchesPattern(pattern, `${id}/${one.class}`),
  );
}

/** Whether the part before the first star goes with the id: tries are only made of checks that a pattern can mean. */
function mayName(pattern: string, id: string): boolean {
  const [fixed = ''] = pattern.split('*');
  return fixed.length > id.length ? fixed.startsWith(`${id}/`) : `${id}/`.startsWith(fixed);
}

function withIgnored(plan: CasePlan, ignored: readonly Ignored[]): CasePlan {
  const { check } = plan;
  if (!check) return plan;
  const own = ignored.filter((one) => one.check === undefined || concerns(one.check, plan));
  return own.length === 0 ? plan : { ...plan, check: { ...check, ignore: own.map(toException) } };
}

function toException({ check, cause, reason, until }: Ignored): CheckPlan['ignore'][number] {
  return {
    ...(check === undefined ? {} : { check }),
    ...(cause === undefined ? {} : { cause }),
    reason,
    until,
  };
}
