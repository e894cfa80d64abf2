/** What a target was seen to do in a check, in words that stay the same as long as it does the same; pure. */
import {
  ALLOW_CREDENTIALS,
  ALLOW_HEADERS,
  ALLOW_METHODS,
  ALLOW_ORIGIN,
  MAX_AGE,
  varyNames,
} from '../fetch/cors-headers.ts';
import { isCorsSafelistedResponseHeaderName } from '../fetch/filter.ts';
import { get } from '../fetch/header-list.ts';
import type { Observation } from '../lab/observation.ts';
import { CONTROL_CLASS, type RulePlan } from '../plan/check.ts';
import { isOpen, statusOf, type Answer, type Tried } from '../screen/tried.ts';
import type { CheckedPlan } from './check/judge-check.ts';
import { triedOf } from './check/tried-in-pages.ts';
import { isExpected } from './check/works.ts';

/** The class of all classes that have no line of their own. */
export const EVERY_CLASS = '*';

/**
 * One line per class of callers. What depends on the engine's cookie rules, on its caches or on how often something was
 * asked before is left out, so that engines say the same of one server.
 */
export function behavioursOf(
  plan: CheckedPlan,
  observation: Pick<Observation, 'checked'>,
): Map<string, string> {
  const { check } = plan;
  const all = triedOf(plan, observation).filter(
    (one) => one.plan.class !== CONTROL_CLASS && one.outcome !== 'no-page' && one.outcome !== 'no-answer',
  );
  const lines = new Map<string, string>();
  for (const [name, own] of byClass(all)) {
    const text = describe(check.question, own, check.rule);
    if (text !== '') lines.set(name, text);
  }
  return lines;
}

function byClass(tried: readonly Tried[]): Map<string, Tried[]> {
  const groups = new Map<string, Tried[]>();
  for (const one of tried) groups.set(one.plan.class, [...(groups.get(one.plan.class) ?? []), one]);
  return groups;
}

function describe(question: CheckedPlan['check']['question'], own: readonly Tried[], rule: RulePlan): string {
  const answered = own.filter(({ response }) => response !== null);
  switch (question) {
    case 'works':
      return callsOf(inPagesIfAny(own), rule);
    case 'errors':
      return unique(own.map((one) => `${one.plan.id.split('/')[1] ?? ''} ${readable(one)}`));
    case 'preflight':
      return preflightsOf(own);
    case 'cached':
      return unique(own.map((one) => (one.outcome === 'allowed' ? 'allowed' : 'blocked')));
    case 'expose':
      return unique(
        inPagesIfAny(own).map(
          (one) =>
            one.readable.filter((name) => !isCorsSafelistedResponseHeaderName(name, [])).join(', ') ||
            'nothing',
        ),
      );
    case 'refused':
    case 'hostile':
      return openingsOf(own);
    case 'hygiene':
      return unique(
        answered
          .filter(({ stage }) => stage === 'screen')
          .map(({ response, plan }) => policyOf(response, plan.origin)),
      );
    case 'caches':
      return unique(
        answered
          .filter(({ stage }) => stage === 'screen')
          .map(({ response }) =>
            varyNames(response?.headers ?? []).includes('origin') ? 'Vary: Origin' : 'no Vary: Origin',
          ),
      );
  }
}

function inPagesIfAny(own: readonly Tried[]): readonly Tried[] {
  const pages = own.filter(({ stage }) => stage === 'browser');
  return pages.length > 0 ? pages : own;
}

/** `GET 200, PUT 204`: each method with the first status that the policy expects, else its first. */
function callsOf(own: readonly Tried[], rule: RulePlan): string {
  const methods = [...new Set(own.filter(({ plan }) => plan.via !== 'img').map(({ plan }) => plan.method))];
  return methods
    .map((method) => {
      const calls = own.filter(({ plan }) => plan.method === method && plan.via !== 'img');
      const blocked = calls.filter(({ outcome }) => outcome === 'blocked' || outcome === 'not-sent');
      const allowed = calls.filter(({ outcome }) => outcome === 'allowed');
      const right = allowed.find((one) => isExpected(one, rule)) ?? allowed[0];
      const parts = [
        ...(right ? [String(statusOf(right) ?? 0)] : []),
        ...(blocked.length > 0 ? [`blocked at the ${blocked[0]?.at ?? 'request'}`] : []),
      ];
      return `${method} ${parts.join(' and ') || 'allowed'}`;
    })
    .join(', ');
}

function readable(one: Tried): string {
  return one.outcome === 'allowed' ? `readable (${statusOf(one) ?? 0})` : 'not readable';
}

function preflightsOf(own: readonly Tried[]): string {
  const answers = own.flatMap(({ preflight, plan, stage }) =>
    preflight && plan.expected === 'allowed' && stage === 'screen' ? [preflight] : [],
  );
  const [first] = answers;
  const extra = own.filter((one) => one.plan.expected === 'blocked' && isOpen(one));
  const grants = extra.map(({ plan }) => plan.id.split('grants.')[1] ?? plan.method);
  const said = first
    ? [ALLOW_METHODS, ALLOW_HEADERS, MAX_AGE].flatMap((name) => {
        const value = get(first.headers, name);
        return value === null ? [] : [`${name.replace(/^access-control-(allow-)?/, '')} ${value}`];
      })
    : [];
  return [
    ...(first ? [String(first.status)] : []),
    ...said,
    ...(grants.length > 0 ? [`also grants ${grants.join(', ')}`] : []),
  ].join('; ');
}

/** `refused`, or what got through: reading, with credentials, and methods that are carried out. */
function openingsOf(own: readonly Tried[]): string {
  const open = own.filter(isOpen);
  if (open.length === 0) return 'refused';
  const reads = open.filter(({ outcome }) => outcome === 'allowed');
  const grants = [
    ...new Set(open.filter(({ outcome }) => outcome !== 'allowed').map(({ plan }) => plan.method)),
  ];
  return [
    ...(reads.length > 0 ? ['reads'] : []),
    ...(reads.some(({ plan }) => plan.credentials === 'include') ? ['with credentials'] : []),
    ...(grants.length > 0 ? [`preflight grants ${grants.sort().join(', ')}`] : []),
  ].join(', ');
}

function policyOf(answer: Answer | null, origin: string): string {
  const headers = answer?.headers ?? [];
  const allowed = get(headers, ALLOW_ORIGIN);
  const shown =
    allowed === null ? 'no Allow-Origin' : `Allow-Origin ${allowed === origin ? '(the origin)' : allowed}`;
  const credentials = get(headers, ALLOW_CREDENTIALS);
  return credentials === null ? shown : `${shown}, Allow-Credentials ${credentials}`;
}

function unique(texts: readonly string[]): string {
  return [...new Set(texts)].join(', ');
}
