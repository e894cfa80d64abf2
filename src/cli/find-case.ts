/** A case by its id, or the sentence that says which one was perhaps meant. */
import { loadCorpus } from '../plan/corpus.ts';
import type { CasePlan } from '../plan/types.ts';
import { scenarioPlaces } from '../playwright/run.ts';
import { nearest } from '../scenario/problems.ts';

export function findCase(id: string): CasePlan | string {
  const { plans } = loadCorpus(scenarioPlaces());
  const ids = plans.map((plan) => plan.id);
  const near = nearest(id, ids);
  const hint = near === undefined ? 'corsproof list prints what there is' : `did you mean ${near}?`;
  return plans.find((plan) => plan.id === id) ?? `no case is called ${id}: ${hint}`;
}
