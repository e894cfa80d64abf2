/** The causes of a policy run, each told once for all rules, questions and engines that show it. */
import { isFailing } from '../judge/verdict.ts';
import { SEVERITIES, causeKey, type Cause, type Severity } from '../plan/causes.ts';
import type { CaseLine } from './assemble.ts';
import { groupBy } from './group.ts';
import type { TryLine } from './lines.ts';
import { engineWithVersion, listInWords } from './places.ts';

/** Rules that show a cause in the same questions and engines. */
export interface CausePlace {
  /** Ids; with the name of the policy file if the target has several. */
  rules: string[];
  questions: string[];
  /** With their versions. */
  engines: string[];
}

/** One mistake of one target. */
export interface JoinedCause extends Omit<Cause, 'worst'> {
  key: string;
  /** Origin of the target. */
  target: string;
  /** Whether a test fails because of it; a cause below `fail-on`, or an accepted one, is told and passes. */
  failing: boolean;
  where: CausePlace[];
  /** All engines that show it, with their versions. */
  engines: string[];
  /** The result to look at first, and its try; `null` if the result does not hold it. */
  worst: { line: CaseLine; attempt: TryLine | null };
}

interface Shown {
  line: CaseLine;
  cause: Cause;
}

/** Joins the causes of all results by target and `causeKey`: worst first, then those that most tries show. */
export function causesOf(results: readonly CaseLine[]): JoinedCause[] {
  const shown = results.flatMap((line) => (line.causes ?? []).map((cause): Shown => ({ line, cause })));
  const groups = groupBy(shown, ({ line, cause }) => JSON.stringify([line.target, causeKey(cause)]));
  const ruleName = ruleNames(results);
  return [...groups.values()]
    .flatMap((group) => joined(group, ruleName))
    .sort(
      (a, b) =>
        Number(b.failing) - Number(a.failing) || rank(a.severity) - rank(b.severity) || b.seen - a.seen,
    );
}

/** Whether the causes of a result say why it fails: nothing else needs to be told of it. */
export function isToldByCauses({ verdict, causes = [] }: CaseLine): boolean {
  return verdict === 'violates' && causes.some(({ accepted }) => accepted === undefined);
}

/** `items, orders and 4 more rules (hostile, refused)`, a line for each set of questions and engines. */
export function placesInWords({ where, engines }: Pick<JoinedCause, 'where' | 'engines'>): string[] {
  return where.map(({ rules, questions, engines: own }) => {
    const only = own.length < engines.length ? `, only in ${listInWords(own)}` : '';
    return `${listInWords(rules)} (${questions.join(', ')})${only}`;
  });
}

function joined(group: readonly Shown[], ruleName: (line: CaseLine) => string): JoinedCause[] {
  const [first, ...others] = [...group].sort(
    (a, b) => rank(a.cause.severity) - rank(b.cause.severity) || byProof(a) - byProof(b),
  );
  if (!first) return [];
  const { line, cause } = first;
  const { worst, accepted, ...facts } = cause;
  const isAccepted = accepted !== undefined && others.every((other) => other.cause.accepted !== undefined);
  return [
    {
      ...facts,
      key: causeKey(cause),
      target: line.target ?? '',
      failing: group.some((one) => one.cause.accepted === undefined && isFailing(one.line.verdict)),
      seen: sum(group.map((one) => one.cause.seen)),
      of: sum(group.map((one) => one.cause.of)),
      proof: group.some((one) => one.cause.proof === 'browser') ? 'browser' : 'screen',
      fix: unique([first, ...others].flatMap((one) => one.cause.fix)),
      ...(isAccepted ? { accepted } : {}),
      where: whereOf(group, ruleName),
      engines: unique(group.map((one) => engineWithVersion(one.line))),
      worst: { line, attempt: line.tries?.find(({ id }) => id === worst) ?? null },
    },
  ];
}

function whereOf(group: readonly Shown[], ruleName: (line: CaseLine) => string): CausePlace[] {
  const rules = [...groupBy(group, ({ line }) => ruleName(line))].map(([rule, own]) => ({
    rule,
    questions: unique(own.map(({ line }) => line.check ?? '')),
    engines: unique(own.map(({ line }) => engineWithVersion(line))),
  }));
  return [...groupBy(rules, ({ questions, engines }) => JSON.stringify([questions, engines])).values()].map(
    (alike) => ({
      rules: alike.map(({ rule }) => rule),
      questions: alike[0]?.questions ?? [],
      engines: alike[0]?.engines ?? [],
    }),
  );
}

/** How the rule of a result is called: with its file if several policies test the target. */
export function ruleNames(results: readonly CaseLine[]): (line: CaseLine) => string {
  const fileOf = ({ id }: CaseLine) => id.split('/').slice(0, 2).join('/');
  const policies = results.filter(({ target }) => target !== undefined);
  const files = new Map(
    [...groupBy(policies, ({ target }) => target)].map(([target, own]) => [
      target,
      new Set(own.map(fileOf)).size,
    ]),
  );
  return (line) => {
    const rule = line.rule ?? '';
    return (files.get(line.target) ?? 0) > 1 ? `${line.id.split('/')[1] ?? ''}/${rule}` : rule;
  };
}

function rank(severity: Severity): number {
  return SEVERITIES.indexOf(severity);
}

function byProof({ cause }: Shown): number {
  return cause.proof === 'browser' ? 0 : 1;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0);
}

function unique(items: readonly string[]): string[] {
  return [...new Set(items)];
}
