/** Everything that a rule does not declare is refused. */
import { CORS_SAFELISTED_METHODS } from '../fetch/methods.ts';
import type { CheckPlan, RulePlan } from '../plan/check.ts';
import { slug } from '../plan/matrix.ts';
import type { CasePlan } from '../plan/types.ts';
import { hostileOrigins, type HostileOrigin } from './hostile.ts';
import {
  UNDECLARED_HEADER,
  firstMethod,
  type Call,
  type Make,
  type PlannedRule,
  type PolicyContext,
} from './make-check.ts';
import { isTrusted, samplesOf } from './origins.ts';

export function refused(
  { rule, refused: origins }: PlannedRule,
  make: Make,
  { target }: PolicyContext,
): CasePlan[] {
  const [page] = samplesOf(rule.origins);
  const method = firstMethod(rule);
  const credentials = rule.credentials ? ('include' as const) : ('omit' as const);
  const cases: CasePlan[] = [];
  const add = (name: string, title: string, call: Call, check: Partial<CheckPlan>, from = page) => {
    if (from !== undefined && from !== target.origin)
      cases.push(make({ kind: 'refused', name, title, page: from, calls: [call], check }));
  };
  // A server that is wrong carries it out: the mildest first.
  const undeclared = ['PATCH', 'PUT', 'DELETE'].find((one) => !rule.methods.includes(one));
  if (undeclared)
    add(
      `method=${undeclared}`,
      `${undeclared}, which the policy does not name, is refused`,
      { method: undeclared, credentials, outcome: 'blocked' },
      { undeclared: { kind: 'method', name: undeclared } },
    );
  add(
    'header',
    'a header that the policy does not name is refused',
    { method, credentials, headers: [[UNDECLARED_HEADER, '1']], outcome: 'blocked' },
    { undeclared: { kind: 'header', name: UNDECLARED_HEADER } },
  );
  if (!rule.headers.includes('authorization'))
    add(
      'header=authorization',
      'Authorization, which the policy does not name, is refused',
      { method, credentials, headers: [['authorization', 'Bearer corsproof']], outcome: 'blocked' },
      { undeclared: { kind: 'header', name: 'authorization' } },
    );
  if (!rule.credentials)
    add(
      'credentials',
      'a call with credentials is refused',
      { method, credentials: 'include', outcome: 'blocked' },
      { undeclared: { kind: 'credentials', name: 'include' } },
    );
  for (const origin of origins)
    add(
      `origin=${slug(origin)}`,
      `${origin} is refused`,
      { method, credentials: 'include', outcome: 'blocked' },
      { undeclared: { kind: 'origin', name: origin }, originClass: 'named in the policy as refused' },
      origin,
    );
  return cases;
}

export function hostile({ rule }: PlannedRule, make: Make, { target }: PolicyContext): CasePlan[] {
  if (rule.origins === 'any') return [];
  const method = firstMethod(rule);
  const unsafe = rule.methods.find((one) => !CORS_SAFELISTED_METHODS.includes(one));
  return hostilePages(rule, target.origin).map(({ id, title, origin, context, reach }) =>
    make({
      kind: 'hostile',
      name: id,
      title: `${title} (${context === 'document' ? origin : 'null'}) is refused`,
      page: origin,
      context,
      calls: [
        { method, credentials: 'omit', outcome: 'blocked' },
        { method, credentials: 'include', outcome: 'blocked' },
        ...(unsafe === undefined || unsafe === method
          ? []
          : [{ method: unsafe, credentials: 'omit', outcome: 'blocked' } satisfies Call]),
      ],
      check: { originClass: title, reach },
    }),
  );
}

function hostilePages(rule: RulePlan, target: string): HostileOrigin[] {
  const trusts = (origin: string) => isTrusted(rule.origins, origin);
  const samples = samplesOf(rule.origins);
  if (samples.length === 0)
    return hostileOrigins('https://app.example.net', target, trusts).filter(({ id }) =>
      ['any', 'null-sandbox'].includes(id),
    );
  const [first = '', ...others] = samples;
  const all = hostileOrigins(first, target, trusts);
  // Of the other trusted origins only what is another page than for the first.
  const known = new Set(all.map(({ origin, context }) => `${origin} ${context}`));
  for (const [index, sample] of others.entries()) {
    for (const page of hostileOrigins(sample, target, trusts)) {
      if (page.context !== 'document' || page.reach === 'proxy-only' || known.has(`${page.origin} document`))
        continue;
      known.add(`${page.origin} document`);
      all.push({ ...page, id: `${page.id}-${index + 2}` });
    }
  }
  return all;
}
