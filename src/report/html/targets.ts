/** The results of policy runs, target by target: what a reviewer of one server wants to know. */
import { isFailing, VERDICTS } from '../../judge/verdict.ts';
import { QUESTIONS, type RulePlan } from '../../plan/check.ts';
import type { PlanFinder } from '../../plan/sheet.ts';
import type { CaseLine } from '../assemble.ts';
import { causesOf, ruleNames, type JoinedCause } from '../causes.ts';
import type { Failure } from '../failures.ts';
import { groupBy } from '../group.ts';
import { engineWithVersion } from '../places.ts';
import { wireOfTry } from '../try-wire.ts';
import { changesSinceBaseline } from './target-baseline.ts';
import type { Target, TargetCause, TargetQuestion, TargetRule } from './types.ts';
import { countDifferences, whoMay } from './who.ts';

/** A result, with the place of its column and of the part that holds it. */
export interface PlacedResult {
  line: CaseLine;
  column: number;
}

/** One entry per public origin; none if no policy was run. `partOf` is the place of a file's part. */
export function targetsOf(
  results: readonly PlacedResult[],
  plans: PlanFinder,
  failures: readonly Failure[],
  partOf: (file: string) => number,
): Target[] {
  const checks = results.filter(({ line }) => line.target !== undefined);
  const causes = causesOf(checks.map(({ line }) => line));
  return [...groupBy(checks, ({ line }) => line.target ?? '')].map(([origin, own]) => {
    const lines = own.map(({ line }) => line);
    return {
      origin,
      total: own.length,
      failing: lines.filter(({ verdict }) => isFailing(verdict)).length,
      engines: [...new Set(lines.map(engineWithVersion))],
      causes: causes.filter(({ target }) => target === origin).map(targetCause),
      failures: failures.filter(({ target }) => target === origin),
      rules: rulesOf(own, plans, partOf),
      baseline: changesSinceBaseline(lines),
    };
  });
}

function targetCause({ worst: { line, attempt }, ...cause }: JoinedCause): TargetCause {
  const { id, via, engine, project = engine } = line;
  return {
    ...cause,
    worst: {
      id,
      via,
      project,
      attempt,
      ...(attempt ? wireOfTry(attempt, line) : { wire: [], more: 0 }),
    },
  };
}

function rulesOf(
  results: readonly PlacedResult[],
  plans: PlanFinder,
  partOf: (file: string) => number,
): TargetRule[] {
  const nameOf = ruleNames(results.map(({ line }) => line));
  const sorted = [...results].sort(
    (a, b) => byText(a.line.file, b.line.file) || a.line.line - b.line.line || byText(a.line.id, b.line.id),
  );
  return [...groupBy(sorted, ({ line }) => nameOf(line))].map(([id, own]) => {
    const lines = own.map(({ line }) => line);
    const says = declared(
      lines,
      lines.map((line) => plans.get(line.id)?.check?.rule).find((rule) => rule !== undefined),
    );
    const families = whoMay(lines, says.methods);
    const differences = countDifferences(families);
    return {
      id,
      ...says,
      part: partOf(lines[0]?.file ?? ''),
      families,
      differences,
      questions: questionsOf(own),
    };
  });
}

/** `rule-2` before `rule-10`. */
const { compare: byText } = new Intl.Collator('en', { numeric: true });

/** What the policy says of a rule; what its tries tell of that, if the policy is not at hand. */
function declared(
  lines: readonly CaseLine[],
  rule: RulePlan | undefined,
): Pick<TargetRule, 'path' | 'origins' | 'methods' | 'headers' | 'credentials'> {
  if (rule) {
    const { path, origins, methods, headers, credentials } = rule;
    const list = typeof origins === 'string' ? [origins === 'any' ? 'any origin' : 'no origin'] : origins;
    return { path, origins: list, methods, headers, credentials };
  }
  const tries = lines.flatMap((line) => line.tries ?? []);
  const trusted = tries.filter((one) => one.class === 'trusted');
  const known = trusted.length > 0 ? trusted : tries;
  return {
    path: known[0]?.path ?? '',
    origins: [...new Set(trusted.map(({ origin }) => origin))],
    methods: [...new Set(known.map(({ method }) => method))],
    headers: [...new Set(known.flatMap(({ headers }) => headers))],
    credentials: trusted.some(({ credentials }) => credentials === 'include'),
  };
}

function questionsOf(results: readonly PlacedResult[]): TargetQuestion[] {
  const order: readonly string[] = QUESTIONS;
  return [...groupBy(results, ({ line }) => line.id)]
    .map(([id, own]): TargetQuestion => {
      const tries = own.flatMap(({ line }) => line.tries ?? []);
      return {
        id,
        question: own[0]?.line.check ?? '',
        tries: tries.reduce((sum, { count }) => sum + count, 0),
        cells: own.map(({ line, column }) => [
          column,
          line.via,
          VERDICTS.indexOf(line.verdict),
          line.repeat ?? 0,
        ]),
      };
    })
    .sort((a, b) => order.indexOf(a.question) - order.indexOf(b.question));
}
