/** A check -> its tries: what is asked of the target to answer one question about one rule. Pure and deterministic. */
import { QUESTIONS, type CheckPlan, type Question, type RulePlan } from '../plan/check.ts';
import { cached, errors, expose, preflight } from './questions/declared.ts';
import { caches, hygiene } from './questions/headers.ts';
import { hostile } from './questions/hostile.ts';
import type { Tries } from './questions/make-try.ts';
import { refused } from './questions/refused.ts';
import { works } from './questions/works.ts';

export type { Tries } from './questions/make-try.ts';

const MAKE: Record<Question, (rule: RulePlan, target: string) => Tries> = {
  works,
  preflight,
  cached,
  expose,
  errors,
  refused,
  hostile,
  hygiene,
  caches,
};

/** Tries that were made, by rule, then by question and target: thousands, of which each is wanted several times. */
const made = new WeakMap<RulePlan, Map<string, Tries>>();

/** Everything that a check tries; of a run that was asked for some of its tries, those. */
export function triesOf({ question, rule, target, only }: CheckPlan): Tries {
  const { screen, browser } = madeOnce(question, rule, target.origin);
  if (only === undefined) return { screen, browser };
  const wanted = new Set(only);
  const chosen = ({ id, class: own }: { id: string; class: string }) => wanted.has(id) || wanted.has(own);
  return { screen: screen.filter(chosen), browser: browser.filter(chosen) };
}

/** The questions that there is something to try for. */
export function questionsOf(rule: RulePlan, target: string): Question[] {
  return QUESTIONS.filter((question) => {
    const { screen, browser } = madeOnce(question, rule, target);
    return screen.length + browser.length > 0;
  });
}

function madeOnce(question: Question, rule: RulePlan, target: string): Tries {
  const ofRule = made.get(rule) ?? new Map<string, Tries>();
  made.set(rule, ofRule);
  const key = `${question} ${target}`;
  const tries = ofRule.get(key) ?? MAKE[question](rule, target);
  ofRule.set(key, tries);
  return tries;
}
