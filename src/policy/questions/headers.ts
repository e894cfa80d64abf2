/** The headers themselves, and the caches that act on them. */
import type { RulePlan, TryPlan } from '../../plan/check.ts';
import { FOREIGN } from '../origin-classes.ts';
import { ask, isSafe, mildestMethod } from '../requests.ts';
import { NOBODY, makeTry, trustedPages, type From, type Tries } from './make-try.ts';

const FOREIGNER: From = {
  class: 'any',
  origin: FOREIGN,
  page: { origin: FOREIGN, context: 'document' },
  reach: 'real-dns',
};

/** An application's origin, which no page has and a server may admit all the same. */
const APPLICATION: From = {
  class: 'app-capacitor',
  origin: 'capacitor://localhost',
  page: { origin: '', context: 'document' },
  reach: 'no-page',
};

/** The same request more than once, with and without a cookie, and without an origin. */
export function hygiene(rule: RulePlan): Tries {
  const pages = trustedPages(rule);
  const askers = [...pages, FOREIGNER, APPLICATION];
  const mild = isSafe(mildestMethod(rule)) ? mildestMethod(rule) : 'GET';
  const asked: { name: string; method: string; path: string }[] = [
    { name: '', method: mild, path: rule.path },
    ...rule.methods
      .filter((method) => method !== mild)
      .map((method) => ({ name: `${method}.`, method, path: rule.path })),
    ...rule.errors.map(([status, path]) => ({ name: `errors-${status}.`, method: 'GET', path })),
  ];
  const expected = (from: From) => (pages.includes(from) || rule.origins === 'any' ? 'allowed' : 'blocked');
  const tries = askers.flatMap((from) =>
    asked
      .filter(({ method }) => isSafe(method) || pages.includes(from))
      .flatMap(({ name, method, path }) =>
        (['omit', 'include'] as const).flatMap((mode) =>
          (name === '' ? ['first', 'again'] : ['first']).map((time) =>
            makeTry(
              from,
              `${name}${mode === 'include' ? 'cookie' : 'plain'}.${time}`,
              ask(rule, method, [], mode, path),
              expected(from),
            ),
          ),
        ),
      ),
  );
  return {
    screen: [...tries, makeTry(NOBODY, 'plain', ask(rule, mild, [], 'omit'), 'allowed')],
    browser: [],
  };
}

/** What differs by origin says so to caches; and a shared cache in front of the target proves it. */
export function caches(rule: RulePlan): Tries {
  const pages = trustedPages(rule);
  const refused = rule.refused.slice(0, 2).map((origin, index): From => ({
    class: index === 0 ? 'named' : `named-${index + 1}`,
    origin,
    page: { origin, context: 'document' },
    reach: 'real-dns',
  }));
  const askers = [...pages, ...refused, FOREIGNER];
  const hasGet = rule.methods.includes('GET');
  const paths: [name: string, path: string][] = [
    ...(hasGet ? [['GET', rule.path] as [string, string]] : []),
    ...rule.errors.map(([status, path]): [string, string] => [`errors-${status}`, path]),
  ];
  const screen = paths.flatMap(([name, path]) =>
    [...askers, NOBODY].map((from) =>
      makeTry(from, name, ask(rule, 'GET', [], 'omit', path), expectedOf(rule, from, pages)),
    ),
  );
  return { screen, browser: hasGet ? throughCache(rule, pages) : [] };
}

/** Whoever is refused, then the others that are allowed, then the one that wants to read. */
function throughCache(rule: RulePlan, pages: readonly From[]): TryPlan[] {
  const [first, second] = pages;
  if (first === undefined) return [];
  const all = [FOREIGNER, ...(second === undefined ? [] : [second]), first];
  return all.map((from) =>
    makeTry(from, 'cached', ask(rule, 'GET', [], 'omit'), expectedOf(rule, from, pages)),
  );
}

function expectedOf(rule: RulePlan, from: From, trusted: readonly From[]): TryPlan['expected'] {
  return rule.origins === 'any' || trusted.includes(from) ? 'allowed' : 'blocked';
}
