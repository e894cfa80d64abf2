/** The results of policy runs, target by target: what a reviewer of one server wants to know. */
import { VERDICTS } from '../../judge/verdict.ts';
import type { PlanFinder } from '../../plan/sheet.ts';
import type { CaseLine } from '../assemble.ts';
import { groupBy } from '../group.ts';
import type { Target, TargetCheck, TargetRule } from './types.ts';

interface Placed {
  line: CaseLine;
  column: number;
}

/** One entry per public origin; none if no policy was run. */
export function targetsOf(results: readonly Placed[], plans: PlanFinder): Target[] {
  const checks = results.filter(({ line }) => line.target !== undefined);
  return [...groupBy(checks, ({ line }) => line.target ?? '')].map(([origin, own]) => ({
    origin,
    rules: rulesOf(own, plans),
    checks: checksOf(own),
    baseline: [...new Set(own.flatMap(({ line }) => changesOf(line))), ...acceptedOf(own)],
  }));
}

function rulesOf(results: readonly Placed[], plans: PlanFinder): TargetRule[] {
  const rules = new Map<string, TargetRule>();
  for (const { line } of results) {
    if (rules.has(line.rule ?? '')) continue;
    const rule = plans.get(line.id)?.check?.rule;
    if (!rule) continue;
    const { id, path, origins, methods, headers, credentials } = rule;
    const list = typeof origins === 'string' ? [origins === 'any' ? 'any origin' : 'no origin'] : origins;
    rules.set(id, { id, path, origins: list, methods, headers, credentials });
  }
  return [...rules.values()];
}

function checksOf(results: readonly Placed[]): TargetCheck[] {
  const checks = new Map<string, TargetCheck>();
  for (const { line, column } of results) {
    const check = checks.get(line.id) ?? {
      id: line.id,
      title: line.title,
      rule: line.rule ?? '',
      check: line.check ?? '',
      originClass: line.originClass ?? null,
      severity: null,
      fix: null,
      bodyRead: false,
      credentialRode: [],
      differences: [],
      cells: [],
    };
    check.severity ??= line.severity ?? null;
    check.fix ??= line.fix ?? null;
    check.bodyRead ||= line.bodyRead ?? false;
    check.credentialRode = [...new Set([...check.credentialRode, ...(line.credentialRode ?? [])])];
    check.differences = [...new Set([...check.differences, ...line.differences])];
    check.cells.push([column, line.via, VERDICTS.indexOf(line.verdict), line.repeat ?? 0]);
    checks.set(line.id, check);
  }
  return [...checks.values()];
}

/** Sentences about what is otherwise than in the reviewed baseline. */
function changesOf({ id, via, differences }: CaseLine): string[] {
  const check = id.split('/').slice(2).join('/');
  return differences
    .filter((line) => line.startsWith(CHANGED))
    .map((line) => `${check} via ${via}: ${line.slice(CHANGED.length)}`);
}

/** How many results were written into the baseline by this run. */
function acceptedOf(results: readonly Placed[]): string[] {
  const notes = results
    .flatMap(({ line }) => line.notes)
    .filter((note) => /^(?:the baseline is updated|it is new in )/.test(note));
  return [...groupBy(notes, (note) => note)].map(
    ([note, all]) => `${all.length} ${all.length === 1 ? 'result' : 'results'}: ${note}`,
  );
}

/** How a difference from a baseline begins. */
const CHANGED = 'it changed: ';
