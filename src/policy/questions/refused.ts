/** What a rule does not declare is refused: credentials, methods, headers, and the origins that it names as refused. */
import type { RulePlan } from '../../plan/check.ts';
import type { UntrustedOrigin } from '../origin-classes.ts';
import { ask, mildestMethod, nameOf, valued } from '../requests.ts';
import { screened } from './hostile.ts';
import { makeTry, trustedPages, type Tries } from './make-try.ts';

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
          ...(rule.credentials || rule.origins === 'any'
            ? []
            : [makeTry(page, nameOf(mild, '', 'include'), ask(rule, mild, [], 'include'), 'blocked')]),
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
  return { screen: [...own, ...tries], browser: [...own, ...tries.filter(({ method }) => method === mild)] };
}

function asUntrusted(origin: string, index: number): UntrustedOrigin {
  const id = index === 0 ? 'named' : `named-${index + 1}`;
  return { id, origin, page: { origin, context: 'document' }, reach: 'real-dns', depth: 'full' };
}
