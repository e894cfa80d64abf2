/** What pages get to know: preflights and what they grant, exposed headers, and the status of errors. */
import type { RulePlan, TryPlan } from '../../plan/check.ts';
import {
  allHeaders,
  ask,
  headerSets,
  headersFor,
  isSafe,
  mildestMethod,
  nameOf,
  valued,
} from '../requests.ts';
import { makeTry, trustedPages, type Tries } from './make-try.ts';
import { UNDECLARED_HEADER } from './refused.ts';

const SAFELISTED = ['GET', 'HEAD', 'POST'];
/** Methods of the HTTP Method Registry that pages can send, and one that is in no registry. */
const REGISTERED =
  'ACL BASELINE-CONTROL BIND CHECKIN CHECKOUT COPY DELETE LABEL LINK LOCK MERGE MKACTIVITY MKCALENDAR MKCOL MKREDIRECTREF MKWORKSPACE MOVE OPTIONS ORDERPATCH PATCH PRI PROPFIND PROPPATCH PUT QUERY REBIND REPORT SEARCH UNBIND UNCHECKOUT UNLINK UNLOCK UPDATE UPDATEREDIRECTREF VERSION-CONTROL CORSPROOF'.split(
    ' ',
  );
/** Headers whose permission matters, and one that no server knows. */
const TELLING = ['authorization', 'x-admin', 'x-forwarded-for', UNDECLARED_HEADER];

function modeOf({ credentials }: RulePlan): TryPlan['credentials'] {
  return credentials ? 'include' : 'omit';
}

/** Each declared method with all headers, and then, one at a time and together, what is not declared. */
export function preflight(rule: RulePlan): Tries {
  const [page] = trustedPages(rule);
  if (page === undefined) return { screen: [], browser: [] };
  const mode = modeOf(rule);
  const mild = mildestMethod(rule);
  const declared = rule.methods
    .filter((method) => !SAFELISTED.includes(method) || headersFor(rule, method).length > 0)
    .map((method) => {
      const { name, headers } = allHeaders(rule, method);
      return makeTry(page, nameOf(method, name, mode), ask(rule, method, headers, mode), 'allowed');
    });
  const methods = REGISTERED.filter((method) => ![...rule.methods, ...rule.allows.methods].includes(method));
  const headers = TELLING.filter((name) => ![...rule.headers, ...rule.allows.headers].includes(name));
  const grants = [
    ...methods.map((method) => makeTry(page, `grants.${method}`, ask(rule, method, [], mode), 'blocked')),
    ...headers.map((name) =>
      makeTry(page, `grants.${name}`, { ...ask(rule, mild, [], mode), headers: [valued(name)] }, 'blocked'),
    ),
    ...(headers.length > 1
      ? [
          makeTry(
            page,
            'grants.together',
            { ...ask(rule, mild, [], mode), headers: headers.map((name) => valued(name)) },
            'blocked',
          ),
        ]
      : []),
  ];
  return { screen: [...declared, ...grants], browser: declared.slice(0, 1) };
}

/** With a max-age, a second call needs no preflight. */
export function cached(rule: RulePlan): Tries {
  const [page] = trustedPages(rule);
  const mode = modeOf(rule);
  const method = rule.methods.find((one) => headersFor(rule, one).length > 0 || !SAFELISTED.includes(one));
  if (page === undefined || method === undefined || !rule.maxAge) return { screen: [], browser: [] };
  const { headers } = allHeaders(rule, method);
  const call = (name: string) =>
    makeTry(page, name, ask(rule, method, headers, mode), 'allowed', { cache: 'default' });
  return { screen: [], browser: [call('first'), call('second')] };
}

/** Declared response headers can be read, others not; some are only there if a range is asked for. */
export function expose(rule: RulePlan): Tries {
  const [page] = trustedPages(rule);
  if (page === undefined) return { screen: [], browser: [] };
  const method = mildestMethod(rule);
  const mode = modeOf(rule);
  // A POST is made as the application makes it; of what changes nothing, every set of headers is asked for.
  const sets = isSafe(method) ? headerSets(rule, method) : [{ name: '', headers: headersFor(rule, method) }];
  const tries = sets.map(({ name, headers }) =>
    makeTry(page, nameOf(method, name, mode), ask(rule, method, headers, mode), 'allowed'),
  );
  // With no header and with all of them; the sets between are called by the pages of `works`.
  const ends = tries.length > 2 ? [...tries.slice(0, 1), ...tries.slice(-1)] : tries;
  return { screen: tries, browser: ends };
}

/** Pages can read the status of the errors that the rule names. */
export function errors(rule: RulePlan): Tries {
  const pages = trustedPages(rule);
  const mode = modeOf(rule);
  const of = (page: (typeof pages)[number]) =>
    rule.errors.map(([status, path]) =>
      makeTry(page, String(status), ask(rule, 'GET', [], mode, path), 'allowed'),
    );
  return { screen: pages.flatMap(of), browser: pages.slice(0, 1).flatMap(of) };
}
