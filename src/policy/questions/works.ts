/** Everything that a rule declares works: origins x methods x header sets x credentials, through fetch and XMLHttpRequest. */
import type { RulePlan, TryPlan } from '../../plan/check.ts';
import { allHeaders, ask, asSimplePost, headerSets, isSafe, mildestMethod, nameOf } from '../requests.ts';
import { makeTry, trustedPages, type From, type Tries } from './make-try.ts';

export function works(rule: RulePlan): Tries {
  const tries = trustedPages(rule).flatMap((page, index) => [
    ...rule.methods.flatMap((method) =>
      isSafe(method) ? readsOf(rule, page, method) : changesOf(rule, page, method, index === 0),
    ),
    ...(index === 0 ? [...progressOf(rule, page), ...embeddedBy(rule, page)] : []),
  ]);
  return { screen: tries.filter(({ via }) => via === 'fetch' || via === 'xhr'), browser: tries };
}

type Credentials = TryPlan['credentials'];

function modesOf({ credentials }: RulePlan): Credentials[] {
  return credentials ? ['include', 'omit'] : ['omit'];
}

function allowed(
  rule: RulePlan,
  page: From,
  method: string,
  set: { name: string; headers: string[] },
  credentials: Credentials,
  via: 'fetch' | 'xhr' = 'fetch',
): TryPlan {
  const name = nameOf(method, set.name, credentials);
  return makeTry(page, name, ask(rule, method, set.headers, credentials), 'allowed', { via });
}

/** A call that changes nothing may be made as often as there is something to see. */
function readsOf(rule: RulePlan, page: From, method: string): TryPlan[] {
  const [first = 'omit'] = modesOf(rule);
  const sets = headerSets(rule, method);
  return [
    ...sets.flatMap((set) => modesOf(rule).map((mode) => allowed(rule, page, method, set, mode))),
    allowed(rule, page, method, { name: '', headers: [] }, first, 'xhr'),
    ...(sets.length > 1 ? [allowed(rule, page, method, allHeaders(rule, method), first, 'xhr')] : []),
  ];
}

/** A call that changes something is made as seldom as possible: with all headers, and once more by the other client. */
function changesOf(rule: RulePlan, page: From, method: string, isFirst: boolean): TryPlan[] {
  const [mode = 'omit'] = modesOf(rule);
  const all = allHeaders(rule, method);
  return [
    allowed(rule, page, method, all, mode),
    ...(isFirst ? [allowed(rule, page, method, all, mode, 'xhr')] : []),
    ...(isFirst && mode === 'include' ? [allowed(rule, page, method, all, 'omit')] : []),
  ];
}

/** A page that listens to upload progress makes a preflight of a POST that needs none. */
function progressOf(rule: RulePlan, page: From): TryPlan[] {
  if (!rule.methods.includes('POST')) return [];
  const [mode = 'omit'] = modesOf(rule);
  const asked = ask(rule, 'POST', allHeaders(rule, 'POST').headers, mode);
  return [makeTry(page, 'POST.upload', asked, 'allowed', { via: 'xhr', upload: true })];
}

/** What any page may read, any page may embed: decided by Cross-Origin-Resource-Policy. */
function embeddedBy(rule: RulePlan, page: From): TryPlan[] {
  if (rule.origins !== 'any' || !rule.methods.includes('GET') || mildestMethod(rule) !== 'GET') return [];
  return [makeTry(page, 'GET.embedded', { ...ask(rule, 'GET', [], 'omit') }, 'allowed', { via: 'img' })];
}

/** Whether any page has a state-changing request carried out without a preflight, with the user's cookies. */
export function crossSitePost(rule: RulePlan, page: From): TryPlan | null {
  const guarded =
    rule.body.type?.includes('json') === true && rule.credentials && rule.methods.includes('POST');
  return guarded
    ? makeTry(page, 'POST.text-plain.credentials', asSimplePost(rule, 'include'), 'blocked')
    : null;
}
