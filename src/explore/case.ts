/** A draft -> the case that runs: valid against the language, planned, and with the standard's prediction. */
import type { Prediction } from '../fetch/prediction.ts';
import { predict } from '../fetch/predict.ts';
import { expandFile } from '../plan/expand.ts';
import { lintReferences } from '../plan/lint.ts';
import type { CasePlan } from '../plan/types.ts';
import { scenarioFile, type ScenarioFile } from '../scenario/schema.ts';
import { fileOf, type Draft, type StepExpectation } from './draft.ts';
import { expectationOf } from './expectation.ts';

export interface ExploredCase {
  draft: Draft;
  file: ScenarioFile;
  plan: CasePlan;
  prediction: Prediction;
}

/** Why a draft is no case. */
export interface Unfit {
  unfit: 'invalid' | 'not modelled' | 'not planned' | 'exclusive';
  why: string;
}

const WORDING = {
  title: 'Found by exploring',
  why: 'A random search met an answer that is not the one of the standard.',
  spec: ['fetch#concept-main-fetch'],
};

/** `name` tells the case from the others of a run. */
export function caseOf(draft: Draft, name: string): ExploredCase | Unfit {
  const first = planOf(fileOf(draft, [], WORDING), draft, name);
  if ('unfit' in first) return first;
  const prediction = predict(first, draft.via);
  const expects: StepExpectation[] = [];
  for (const step of prediction.steps) {
    if (step.evicted) return { unfit: 'not modelled', why: 'a stored response, which may have been dropped' };
    const expect = expectationOf(first, draft.via, step);
    if (!expect)
      return step.outcome === 'unknown'
        ? { unfit: 'not modelled', why: step.decidedBy.step }
        : { unfit: 'not planned', why: step.wire.map(({ method, url }) => `${method} ${url}`).join(', ') };
    expects.push(expect);
  }
  const file = fileOf(draft, expects, WORDING);
  const plan = planOf(file, draft, name);
  return 'unfit' in plan ? plan : { draft, file, plan, prediction };
}

export function isFit(made: ExploredCase | Unfit): made is ExploredCase {
  return !('unfit' in made);
}

function planOf(file: ScenarioFile, { area }: Draft, name: string): CasePlan | Unfit {
  const checked = scenarioFile.safeParse(file);
  if (!checked.success) return { unfit: 'invalid', why: checked.error.message };
  const place = { line: 1, col: 1 };
  const parsed = { file: `explore/${area}.yaml`, data: checked.data, problems: [], locate: () => place };
  const { plans, problems } = expandFile(parsed);
  const [plan] = plans;
  const wrong = [...problems, ...(plan ? lintReferences(plan) : [])][0];
  if (wrong || !plan) return { unfit: 'invalid', why: wrong?.message ?? 'it has no plan' };
  if (plan.attribution === 'exclusive')
    return { unfit: 'exclusive', why: plan.exclusiveBecause ?? 'it needs a context of its own' };
  return { ...plan, id: `${plan.id}/${name}` };
}
