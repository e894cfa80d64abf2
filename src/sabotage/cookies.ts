/** The model knows no cookies: a jar beside it says what a changed fact does to those that a case expects. */
import { predict } from '../fetch/predict.ts';
import type { AnswerPlan, CasePlan, Client, Expectation, StepPlan } from '../plan/types.ts';
import { linesOf } from './answers.ts';
import { placesOf } from './places.ts';
import { namesFor, stored, type Cookie } from './set-cookie.ts';

type RequestStep = Extract<StepPlan, { kind: 'request' }>;

/** Names of cookies at one step: what its request carries, and what its page sees in document.cookie. */
export interface StepCookies {
  sent: string[];
  seen: string[];
}

/** What another world does to the cookies that a case expects to be sent or seen, or not to be; each as a sentence. */
export function cookieChanges(plan: CasePlan, changed: CasePlan, via: Client): string[] {
  const lost = lostCookies(plan, changed);
  const none = plan.steps
    .flatMap((step) => (step.kind === 'request' ? namesIn(step.expect) : []))
    .filter((name, place, all) => lost.includes(name) && all.indexOf(name) === place);
  if (none.length > 0) return none.map((name) => `the cookie ${name} is set by no answer`);
  const before = cookiesAt(plan, via);
  const after = cookiesAt(changed, via);
  return plan.steps.flatMap((step, index) => {
    const [was, is] = [before.get(index), after.get(index)];
    if (step.kind !== 'request' || !was || !is) return [];
    const { cookies, documentCookies } = step.expect;
    return [
      ...differences('sends', cookies, was.sent, is.sent),
      ...differences('sees', documentCookies, was.seen, is.seen),
    ].map((text) => `step ${index + 1} ${text}`);
  });
}

/** Where the jar bears out what the case expects, what is otherwise. */
function differences(verb: string, expected: string[] | undefined, was: string[], is: string[]): string[] {
  if (!expected || list(expected) !== list(was) || list(was) === list(is)) return [];
  return [`${verb} ${list(is)}, not ${list(was)}`];
}

function list(names: readonly string[]): string {
  return names.length === 0 ? 'no cookie' : `the cookies ${[...names].sort().join(', ')}`;
}

/** Names of the cookies that only the unchanged world sets. */
export function lostCookies(plan: CasePlan, changed: CasePlan): string[] {
  const left = cookiesSet(changed);
  return [...cookiesSet(plan)].filter((name) => !left.has(name));
}

/** Cookies by step, where all goes as predicted. What goes to another site is left out: each engine has its own policy. */
export function cookiesAt(plan: CasePlan, via: Client): Map<number, StepCookies> {
  const at = new Map<number, StepCookies>();
  let jar: Cookie[] = [];
  for (const { index, wire } of predict(plan, via).steps) {
    const step = plan.steps[index];
    if (step?.kind !== 'request') continue;
    const caller = new URL(plan.origins[(step.from ?? plan.from).origin]?.origin ?? '');
    let sent: string[] = [];
    for (const { url: text, answered } of wire.filter(({ preflight }) => !preflight)) {
      const url = new URL(text);
      const carries = hasCredentials(step, caller, url);
      sent = carries && siteOf(caller) === siteOf(url) ? namesFor(jar, url) : [];
      if (!carries) continue;
      for (const [name, value] of answered)
        if (name.toLowerCase() === 'set-cookie') jar = stored(jar, url, value);
    }
    const visible = jar.filter(({ httpOnly }) => !httpOnly);
    at.set(index, { sent, seen: namesFor(visible, new URL('/', caller)) });
  }
  return at;

  function hasCredentials({ request: { credentials } }: RequestStep, caller: URL, url: URL): boolean {
    return credentials === 'include' || (credentials === 'same-origin' && caller.origin === url.origin);
  }
}

/** All names of the corpus are a label below a domain that anybody can register. */
function siteOf({ hostname }: URL): string {
  return hostname.split('.').slice(-2).join('.');
}

function cookiesSet(plan: CasePlan): Set<string> {
  return new Set(placesOf(plan).flatMap(({ answer }) => namesSetBy(answer)));
}

function namesSetBy(answer: AnswerPlan): string[] {
  return linesOf(answer, 'set-cookie').map((line) => line.split('=')[0]?.trim() ?? '');
}

function namesIn({ cookies = [], documentCookies = [], sends, wire = [] }: Expectation): string[] {
  const headers = [sends, ...wire.map((line) => line.sends)].map((one) => one?.['cookie'] ?? '');
  const sent = headers.flatMap((value) => value.split(';')).map((pair) => pair.split('=')[0]?.trim() ?? '');
  return [...cookies, ...documentCookies, ...sent.filter(Boolean)];
}
