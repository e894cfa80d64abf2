/** Preflights and what they grant, exposed headers, the status of errors, and what keeps a preflight from being asked again. */
import { get } from '../../fetch/header-list.ts';
import { isCorsSafelistedResponseHeaderName } from '../../fetch/filter.ts';
import type { CheckPlan, RulePlan } from '../../plan/check.ts';
import { isOpen, statusOf, type Tried } from '../../screen/tried.ts';
import type { Finding } from './finding.ts';
import { whyBlocked } from './why-blocked.ts';

const MADE_UP_METHOD = 'CORSPROOF';
const MADE_UP_HEADER = 'x-corsproof-undeclared';

export function judgePreflight(tried: readonly Tried[], { rule, target }: CheckPlan): Finding[] {
  const declared = tried.filter(({ plan }) => plan.expected === 'allowed');
  const grants = tried.filter((one) => one.plan.expected === 'blocked' && isOpen(one));
  return [...notAllowed(declared, target.origin), ...granted(grants), ...maxAges(declared, rule)];
}

/** Calls that a page has made and that the standard would have blocked are told too: other engines follow it. */
function notAllowed(declared: readonly Tried[], target: string): Finding[] {
  return declared
    .filter(({ outcome }) => outcome === 'blocked' || outcome === 'not-sent')
    .map((one) => {
      const passes = declared.some(
        ({ plan, stage, outcome }) => plan.id === one.plan.id && stage === 'browser' && outcome === 'allowed',
      );
      return { ...whyBlocked(one, target), severity: passes ? 'medium' : 'high', tried: one };
    });
}

/** What preflights grant beyond the policy, methods and headers apart. */
export function granted(open: readonly Tried[]): Finding[] {
  const [headers, methods] = [
    open.filter(({ plan }) => plan.headers.length > 0),
    open.filter(({ plan }) => plan.headers.length === 0),
  ];
  const namesOf = ({ plan }: Tried) => plan.headers.map(([name]) => name);
  const single = headers.filter((one) => namesOf(one).length === 1).flatMap(namesOf);
  const anyMethod = methods.some(({ plan }) => plan.method === MADE_UP_METHOD);
  const anyHeader = single.includes(MADE_UP_HEADER);
  const listed = [...new Set(methods.map(({ plan }) => plan.method))];
  return [
    ...methods.map((tried): Finding => ({
      id: 'grants-method',
      subject: anyMethod ? 'any method' : listed.join(', '),
      severity: 'low',
      where: 'preflight',
      tried,
    })),
    ...headers.map((tried): Finding => ({
      id: 'grants-header',
      subject: anyHeader
        ? 'any header'
        : [...new Set(single.length > 0 ? single : namesOf(tried))].join(', '),
      severity: 'low',
      where: 'preflight',
      tried,
    })),
  ];
}

/** https://fetch.spec.whatwg.org/#http-access-control-max-age */
function maxAges(declared: readonly Tried[], { maxAge }: RulePlan): Finding[] {
  return declared.flatMap((tried): Finding[] => {
    if (!tried.preflight || tried.outcome === 'blocked') return [];
    const value = get(tried.preflight.headers, 'access-control-max-age');
    const fine =
      value === null
        ? maxAge === undefined
        : /^\d+$/.test(value) && (maxAge === undefined ? Number(value) <= 86_400 : Number(value) === maxAge);
    if (fine) return [];
    return [{ id: 'max-age', subject: value ?? 'missing', severity: 'low', where: 'preflight', tried }];
  });
}

export function judgeCached(tried: readonly Tried[], { target }: CheckPlan): Finding[] {
  return notAllowed(tried, target.origin);
}

export function judgeExpose(tried: readonly Tried[], { rule, target }: CheckPlan): Finding[] {
  const allowed = tried.filter(({ outcome }) => outcome === 'allowed');
  const [first] = allowed;
  // Headers that keep a call from being made are told where calls and preflights are the subject.
  if (!first) return notAllowed(tried, target.origin);
  // A page of the engine knows better than the model what it can read.
  const pages = allowed.filter(({ stage }) => stage === 'browser');
  const decisive = pages.length > 0 ? pages : allowed;
  const readable = new Set(decisive.flatMap(readableOf));
  const sent = new Set(decisive.flatMap(sentIn));
  const worst = decisive.find((one) => hiddenIn(one, rule).length > 0) ?? decisive.at(-1) ?? first;
  const hidden = rule.expose.filter((name) => decisive.some((one) => hiddenIn(one, rule).includes(name)));
  const missing = rule.expose.filter((name) => !sent.has(name) && !readable.has(name));
  const more = [...readable].filter(
    (name) => !isCorsSafelistedResponseHeaderName(name, []) && !rule.expose.includes(name),
  );
  const finding = (id: Finding['id'], names: readonly string[], severity: Finding['severity']): Finding[] =>
    names.length === 0 ? [] : [{ id, subject: names.join(', '), severity, where: 'response', tried: worst }];
  return [
    ...finding('not-exposed', hidden, 'medium'),
    ...finding('exposed-missing', missing, 'low'),
    ...finding('exposed-undeclared', more, 'low'),
  ];
}

/** Declared headers that a response has and its page cannot read. */
export function hiddenIn(tried: Tried, { expose }: Pick<RulePlan, 'expose'>): string[] {
  const [sent, readable] = [sentIn(tried), readableOf(tried)];
  return expose.filter((name) => sent.includes(name) && !readable.includes(name));
}

function sentIn({ response }: Tried): string[] {
  return (response?.headers ?? []).map(([name]) => name.toLowerCase());
}

function readableOf({ readable }: Tried): string[] {
  return readable.map((name) => name.toLowerCase());
}

export function judgeErrors(tried: readonly Tried[], { rule, target }: CheckPlan): Finding[] {
  return tried.flatMap((one): Finding[] => {
    const status = statusOf(one);
    const [declared] = rule.errors.find(([, path]) => path === one.plan.path) ?? [];
    if (one.outcome === 'blocked' || one.outcome === 'not-sent')
      return [{ ...whyBlocked(one, target.origin), severity: 'medium', tried: one }];
    if (one.outcome !== 'allowed' || status === declared || one.plan.path === rule.path) return [];
    return [
      {
        id: 'wrong-error-status',
        subject: `${status ?? 0}, not ${declared ?? 0}`,
        severity: 'low',
        where: 'response',
        tried: one,
      },
    ];
  });
}
