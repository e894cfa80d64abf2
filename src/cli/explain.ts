/** `corsproof explain ID`: the standard's decision for a case, step by step, without a browser. */
import { tellExplanation } from '../judge/explain.ts';
import { loadCorpus } from '../plan/corpus.ts';
import type { CasePlan, Client } from '../plan/types.ts';
import { formatProblem } from '../scenario/problems.ts';
import { findCase } from './find-case.ts';

/** `what` is the id of a case, or a scenario file, of which all cases are explained. */
export function explain(what: string, { via }: { via?: Client }): void {
  const plans = /\.ya?ml$/.test(what) ? casesOfFile(what) : caseOfId(what);
  if (typeof plans === 'string') {
    fail(plans);
    return;
  }
  const told = plans.filter((plan) => via === undefined || plan.via.includes(via));
  if (told.length === 0) fail(`${what} is not run via ${via ?? 'any client'}`);
  else console.log(told.map((plan) => tell(plan, via)).join('\n\n\n'));
}

function tell(plan: CasePlan, via: Client = plan.via[0] ?? 'fetch'): string {
  return tellExplanation(plan, via).join('\n');
}

/** The plans, or what is wrong. */
function casesOfFile(file: string): CasePlan[] | string {
  const { plans, problems } = loadCorpus([file]);
  return problems.length > 0 ? problems.map(formatProblem).join('\n') : plans;
}

function caseOfId(id: string): CasePlan[] | string {
  const found = findCase(id);
  return typeof found === 'string' ? found : [found];
}

function fail(message: string): void {
  console.error(message);
  process.exitCode = 1;
}
