/** Everything that a rule declares works: origins x methods x header sets x credentials, through fetch and XMLHttpRequest. */
import type { RulePlan, TryPlan } from '../../plan/check.ts';
import {
  allHeaders,
  ask,
  asSimplePost,
  headerSets,
  isSafe,
  mildestMethod,
  nameOf,
  postNeedsPreflight,
} from '../requests.ts';
import { makeTry, trustedPages, type From, type Tries } from './make-try.ts';

export function works(rule: RulePlan): Tries {
  const parts = trustedPages(rule).map((page, index) => {
    const isFirst = index === 0;
    const methods = rule.methods.map((method): Tries => {
      if (isSafe(method)) return readsOf(rule, page, method, isFirst);
      const changes = changesOf(rule, page, method, isFirst);
      return { screen: changes, browser: changes };
    });
    const once = isFirst ? [...progressOf(rule, page), ...embeddedBy(rule, page)] : [];
    return [...methods, { screen: once, browser: once }];
  });
  const all = parts.flat();
  return {
    screen: all.flatMap(({ screen }) => screen).filter(({ via }) => via === 'fetch' || via === 'xhr'),
    browser: all.flatMap(({ browser }) => browser),
  };
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

/**
 * A call that changes nothing may be made as often as there is something to see. Pages call with every set of headers;
 * without credentials, and by XMLHttpRequest, with none and with all of them.
 */
function readsOf(rule: RulePlan, page: From, method: string, isFirst: boolean): Tries {
  const [first = 'omit', ...others] = modesOf(rule);
  const none = { name: '', headers: [] };
  const all = allHeaders(rule, method);
  const sets = headerSets(rule, method);
  const ends = sets.length > 1 ? [none, all] : [none];
  const by = (mode: Credentials, some: typeof sets) =>
    some.map((set) => allowed(rule, page, method, set, mode));
  const xhr = ends.map((set) => allowed(rule, page, method, set, first, 'xhr'));
  return {
    screen: [...by(first, sets), ...others.flatMap((mode) => by(mode, sets)), ...xhr],
    browser: [
      ...by(first, sets),
      ...others.flatMap((mode) => by(mode, isFirst ? ends : [none])),
      ...(isFirst ? xhr : xhr.slice(-1)),
    ],
  };
}

/** A call that changes something is made as seldom as possible: with all headers, and once more by the other client. */
function changesOf(rule: RulePlan, page: From, method: string, isFirst: boolean): TryPlan[] {
  const [mode = 'omit'] = modesOf(rule);
  const all = allHeaders(rule, method);
  // Where a POST needs no preflight, only a page that listens to upload progress asks for one.
  const needsNone = method === 'POST' && !postNeedsPreflight(rule, all.headers);
  return [
    allowed(rule, page, method, all, mode),
    ...(!isFirst && needsNone ? progressOf(rule, page) : []),
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
