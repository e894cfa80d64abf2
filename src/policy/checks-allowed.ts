/** Everything that a rule declares works. */
import { CORS_SAFELISTED_METHODS } from '../fetch/methods.ts';
import { slug } from '../plan/matrix.ts';
import type { CasePlan, Client, RequestPlan } from '../plan/types.ts';
import {
  SAFELISTED_HEADERS,
  firstMethod,
  withValue,
  type Call,
  type Make,
  type PlannedRule,
} from './make-check.ts';
import { samplesOf } from './origins.ts';

export function works({ rule }: PlannedRule, make: Make): CasePlan[] {
  const modes: RequestPlan['credentials'][] = rule.credentials ? ['include', 'omit'] : ['omit'];
  const sets = rule.headers.length === 0 ? [[]] : [[], rule.headers];
  return samplesOf(rule.origins).flatMap((page) => {
    const name = (rest: string) => `${slug(page)}/${rest}`;
    const common = { kind: 'works' as const, page, via: ['fetch', 'xhr'] as Client[] };
    const methods = rule.methods.map((method) =>
      make({
        ...common,
        name: name(`method=${slug(method)}`),
        title: `${page} may call ${method}`,
        calls: sets.flatMap((names) =>
          modes.map((credentials): Call => ({
            method,
            credentials,
            headers: names.map(withValue),
            outcome: 'allowed',
          })),
        ),
      }),
    );
    const headers = rule.headers.map((header) =>
      make({
        ...common,
        name: name(`header=${slug(header)}`),
        title: `${page} may send ${header}`,
        calls: modes.map((credentials): Call => ({
          method: firstMethod(rule),
          credentials,
          headers: [withValue(header)],
          outcome: 'allowed',
        })),
      }),
    );
    return [...methods, ...headers];
  });
}

export function preflight({ rule }: PlannedRule, make: Make): CasePlan[] {
  const [page] = samplesOf(rule.origins);
  const unsafe = rule.methods.filter((method) => !CORS_SAFELISTED_METHODS.includes(method));
  const asked = rule.headers.filter((name) => !SAFELISTED_HEADERS.includes(name));
  if (page === undefined || (unsafe.length === 0 && asked.length === 0)) return [];
  const credentials = rule.credentials ? ('include' as const) : ('omit' as const);
  const headers = rule.headers.map(withValue);
  const methods = unsafe.length > 0 ? unsafe : [firstMethod(rule)];
  const call = (method: string, cache?: string): Call => ({
    method,
    credentials,
    headers,
    outcome: 'allowed',
    ...(cache === undefined ? {} : { cache }),
  });
  const shape = make({
    kind: 'preflight',
    name: '',
    title: 'the preflight is answered in full, and allows no more than the policy says',
    page,
    calls: methods.map((method) => call(method)),
  });
  if (!rule.maxAge) return [shape];
  const method = methods[0] ?? 'GET';
  const cached = make({
    kind: 'cached',
    name: '',
    title: `the answer to a preflight is kept for ${rule.maxAge} s`,
    page,
    calls: [call(method, 'default'), call(method, 'default')],
  });
  return [shape, cached];
}

export function expose({ rule }: PlannedRule, make: Make): CasePlan[] {
  const [page] = samplesOf(rule.origins);
  if (page === undefined) return [];
  const names = rule.expose.length === 0 ? 'no header beyond the safelisted ones' : rule.expose.join(', ');
  const credentials = rule.credentials ? ('include' as const) : ('omit' as const);
  const calls: Call[] = [{ method: firstMethod(rule), credentials, outcome: 'allowed' }];
  return [make({ kind: 'expose', name: '', title: `pages may read ${names}`, page, calls })];
}

export function errors({ rule, errors: listed }: PlannedRule, make: Make): CasePlan[] {
  const [page] = samplesOf(rule.origins);
  if (page === undefined) return [];
  const credentials = rule.credentials ? ('include' as const) : ('omit' as const);
  return listed.map(([status, path]) =>
    make({
      kind: 'errors',
      name: String(status),
      title: `pages can read that ${path} answers ${status}`,
      page,
      calls: [{ method: 'GET', path, credentials, outcome: 'allowed' }],
      check: { status },
    }),
  );
}
