/** The model knows no cookies: what a changed fact does to them follows from what the case expects. */
import type { AnswerPlan, CasePlan, Expectation } from '../plan/types.ts';
import { valueOf } from './answers.ts';
import { placesOf } from './places.ts';

/** Cookies that a case expects to be sent or seen and that no answer sets any longer, each as a sentence. */
export function cookieChanges(plan: CasePlan, changed: CasePlan): string[] {
  const expected = new Set(
    plan.steps.flatMap((step) => (step.kind === 'request' ? namesIn(step.expect) : [])),
  );
  return lostCookies(plan, changed)
    .filter((name) => expected.has(name))
    .map((name) => `the cookie ${name} is set by no answer`);
}

/** Names of the cookies that only the unchanged world sets. */
export function lostCookies(plan: CasePlan, changed: CasePlan): string[] {
  const left = cookiesSet(changed);
  return [...cookiesSet(plan)].filter((name) => !left.has(name));
}

function cookiesSet(plan: CasePlan): Set<string> {
  return new Set(placesOf(plan).flatMap(({ answer }) => namesSetBy(answer)));
}

function namesSetBy(answer: AnswerPlan): string[] {
  const name = valueOf(answer, 'set-cookie')?.split('=')[0]?.trim();
  return name === undefined ? [] : [name];
}

function namesIn({ cookies = [], documentCookies = [], sends, wire = [] }: Expectation): string[] {
  const headers = [sends, ...wire.map((line) => line.sends)].map((one) => one?.['cookie'] ?? '');
  const sent = headers.flatMap((value) => value.split(';')).map((pair) => pair.split('=')[0]?.trim() ?? '');
  return [...cookies, ...documentCookies, ...sent.filter(Boolean)];
}
