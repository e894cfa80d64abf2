/** One check as a plan: ids, pages, calls and defaults in place. */
import { CORS_SAFELISTED_METHODS } from '../fetch/methods.ts';
import type { CallerPlan, CasePlan, Client, HeaderPairs, RequestPlan, StepPlan } from '../plan/types.ts';
import type { CheckKind, CheckPlan, RulePlan } from '../plan/check.ts';

/** A rule with all that its checks need. */
export interface PlannedRule {
  rule: RulePlan;
  title: string;
  line: number;
  errors: [status: number, path: string][];
  refused: string[];
  body: string;
}

export interface PolicyContext {
  /** `<area>/<file>`, which ids begin with. */
  prefix: string;
  area: string;
  file: string;
  why: string;
  target: CheckPlan['target'];
  ignore: { check: string; reason: string; until: string }[];
}

/** Milliseconds for one call: longer than the stand-in waits for the target. */
export const LIMIT = 12_000;
export const TAKES_BODY = ['POST', 'PUT', 'PATCH'];
/** Whose values in `VALUES` need no permission. */
export const SAFELISTED_HEADERS = ['accept', 'accept-language', 'content-language', 'range'];
export const UNDECLARED_HEADER = 'x-corsproof-undeclared';
export const EVIL = 'https://evil.test';

export const SPEC: Record<CheckKind, string[]> = {
  works: ['fetch#http-cors-protocol'],
  preflight: ['fetch#cors-preflight-fetch'],
  cached: ['fetch#cors-preflight-cache'],
  expose: ['fetch#http-access-control-expose-headers'],
  errors: ['fetch#concept-cors-check'],
  refused: ['fetch#cors-preflight-fetch'],
  hostile: ['fetch#concept-cors-check'],
  hygiene: ['fetch#cors-protocol-and-http-caches'],
  poisoning: ['fetch#cors-protocol-and-http-caches'],
};

/** One call of a check. */
export interface Call {
  method: string;
  path?: string;
  headers?: HeaderPairs;
  credentials?: RequestPlan['credentials'];
  cache?: string;
  outcome: 'allowed' | 'blocked';
  from?: CallerPlan;
}

export interface Made {
  kind: CheckKind;
  /** What follows the kind in the id. */
  name: string;
  title: string;
  /** Serialised origin of the page, or null for checks without a browser. */
  page: string | null;
  /** Origins of further pages. */
  more?: string[];
  context?: CallerPlan['context'];
  via?: Client[];
  calls: Call[];
  check?: Partial<CheckPlan>;
}

export type Make = (made: Made) => CasePlan;

export function maker(planned: PlannedRule, context: PolicyContext): Make {
  const { rule, line, body } = planned;
  return ({
    kind,
    name,
    title,
    page,
    more = [],
    context: frame = 'document',
    via = ['fetch'],
    calls,
    check,
  }) => {
    const id = [context.prefix, rule.id, kind, ...(name === '' ? [] : [name])].join('/');
    const pages = Object.fromEntries(
      [page, ...more].flatMap((origin, index) =>
        origin === null ? [] : [[pageName(index), { origin, pageHeaders: [] }]],
      ),
    );
    const ignored = context.ignore.find((one) => matchesPattern(one.check, id));
    return {
      id,
      title: `${rule.id}: ${title}`,
      why: context.why,
      spec: SPEC[kind],
      covers: [],
      area: context.area,
      file: context.file,
      line,
      via,
      from: { origin: page === null ? 'target' : 'page', context: frame },
      origins: { target: { origin: context.target.origin, pageHeaders: [], target: true }, ...pages },
      routes: {},
      steps: calls.map((call) => stepOf(call, rule, body)),
      divergences: [],
      attribution: 'exclusive',
      exclusiveBecause: 'it tests a target, whose URLs hold no token',
      raw: false,
      limit: LIMIT,
      check: {
        kind,
        target: context.target,
        rule,
        ...check,
        ...(ignored ? { ignore: { reason: ignored.reason, until: ignored.until } } : {}),
      },
    };
  };
}

/** Names of origins hold letters and digits only. */
export function pageName(index: number): string {
  return index === 0 ? 'page' : `page${index + 1}`;
}

export function stepOf(call: Call, rule: RulePlan, body: string): StepPlan {
  const {
    method,
    path = rule.path,
    headers = [],
    credentials = 'omit',
    cache = 'no-store',
    outcome,
    from,
  } = call;
  return {
    kind: 'request',
    request: {
      url: `$target${path}`,
      method,
      headers,
      credentials,
      cache,
      ...(TAKES_BODY.includes(method) ? { body: { kind: 'text', text: body } } : {}),
    },
    expect: { outcome, preflight: 'none' },
    ...(from ? { from } : {}),
  };
}

/** Whether `pattern`, in which `*` stands for anything, matches all of `id`. */
export function matchesPattern(pattern: string, id: string): boolean {
  const source = pattern.split('*').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${source.join('.*')}$`).test(id);
}

/** A method without side effects, if the rule has one. */
export function firstMethod({ methods }: RulePlan): string {
  return CORS_SAFELISTED_METHODS.find((method) => methods.includes(method)) ?? methods[0] ?? 'GET';
}

export const VALUES: Record<string, string> = {
  authorization: 'Bearer corsproof',
  'content-type': 'application/json',
  accept: 'application/json',
  range: 'bytes=0-1',
};

export function withValue(name: string): [string, string] {
  return [name, VALUES[name] ?? 'corsproof'];
}
