/** What a rule does not declare is refused: credentials, methods, headers, and the origins that it names as refused. */
import type { RulePlan, TryPlan } from '../../plan/check.ts';
import type { UntrustedOrigin } from '../origin-classes.ts';
import { allHeaders, ask, isSafe, mildestMethod, nameOf, valued } from '../requests.ts';
import { screened } from './hostile.ts';
import { makeTry, trustedPages, type From, type Tries } from './make-try.ts';

/** A server that is wrong carries it out: the mildest first. */
const UNDECLARED_METHODS = ['PATCH', 'PUT', 'DELETE'];
export const UNDECLARED_HEADER = 'x-corsproof-undeclared';

export function refused(rule: RulePlan): Tries {
  const [page] = trustedPages(rule);
  const mild = mildestMethod(rule);
  const mode = rule.credentials ? ('include' as const) : ('omit' as const);
  const undeclared = UNDECLARED_METHODS.find((method) => !rule.methods.includes(method));
  const own =
    page === undefined
      ? []
      : [
          ...withCredentials(rule, page),
          ...(undeclared === undefined
            ? []
            : [makeTry(page, `method.${undeclared}`, ask(rule, undeclared, [], mode), 'blocked')]),
          makeTry(
            page,
            'header',
            { ...ask(rule, mild, [], mode), headers: [valued(UNDECLARED_HEADER, '1')] },
            'blocked',
          ),
        ];
  const named = rule.refused.map(asUntrusted);
  const tries = named.flatMap((one) => screened(rule, one));
  // What a server that is wrong would carry out, pages try with the mildest method only.
  const harmless = own.filter(
    ({ id, method }) => method === mild || isSafe(method) || id.includes('/method.'),
  );
  return {
    screen: [...own, ...tries],
    browser: [...harmless, ...tries.filter(({ method }) => method === mild)],
  };
}

/** Of a rule without credentials: every declared call, and those that show errors. `any` is tried with all other origins. */
function withCredentials(rule: RulePlan, page: From): TryPlan[] {
  if (rule.credentials || rule.origins === 'any') return [];
  return [
    ...rule.methods.flatMap((method) => {
      const all = allHeaders(rule, method);
      const sets = [{ name: '', headers: [] }, ...(all.name === '' ? [] : [all])];
      return sets.map(({ name, headers }) =>
        makeTry(page, nameOf(method, name, 'include'), ask(rule, method, headers, 'include'), 'blocked'),
      );
    }),
    ...rule.errors.map(([status, path]) =>
      makeTry(page, `errors-${status}.credentials`, ask(rule, 'GET', [], 'include', path), 'blocked'),
    ),
  ];
}

function asUntrusted(origin: string, index: number): UntrustedOrigin {
  const id = index === 0 ? 'named' : `named-${index + 1}`;
  return { id, origin, page: { origin, context: 'document' }, reach: 'real-dns', depth: 'full' };
}
