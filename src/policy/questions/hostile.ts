/** Origins that are not trusted are refused, whatever they ask for. */
import type { RulePlan, TryPlan } from '../../plan/check.ts';
import type { UntrustedOrigin } from '../origin-classes.ts';
import { samplesOf } from '../origins.ts';
import {
  allHeaders,
  ask,
  headerSets,
  isSafe,
  mildestMethod,
  nameOf,
  postNeedsPreflight,
} from '../requests.ts';
import { untrustedOrigins } from '../untrusted.ts';
import { fromUntrusted, makeTry, type Tries } from './make-try.ts';
import { crossSitePost } from './works.ts';

/** Pages that stand for all classes in each engine, whatever the screen has found. */
const IN_PAGES = ['any', 'null-sandbox', 'prefix', 'suffix', 'other-scheme', 'elsewhere'];
/** Classes from which everything is tried: also a POST that needs no preflight, which is carried out whoever is refused. */
const EVERYTHING = [
  ...IN_PAGES,
  'sub-domain',
  'unescaped-dot',
  'other-port',
  'localhost-3000',
  'substring',
  'beside-target',
  'named',
];

export function hostile(rule: RulePlan, target: string): Tries {
  const untrusted = untrustedOrigins(rule, target);
  const pages = untrusted.filter(({ id }) => IN_PAGES.includes(id));
  const foreign = untrusted.find(({ id }) => id === 'any');
  const forged = foreign ? (crossSitePost(rule, fromUntrusted(foreign)) ?? []) : [];
  const referred = foreign ? byReferrer(rule, foreign) : [];
  return {
    screen: [...untrusted.flatMap((one) => screened(rule, one)), ...referred, ...[forged].flat()],
    browser: [...pages.flatMap((one, index) => inPage(rule, one, index)), ...[forged].flat()],
  };
}

/** Everything that a page at one origin tries. */
export function screened(rule: RulePlan, one: UntrustedOrigin): TryPlan[] {
  const add = adder(rule, one);
  if (one.depth === 'mild') {
    const reading = reads(rule, add);
    return reading.length > 0 ? reading : oneOfEachKind(rule, add);
  }
  if (one.depth === 'light') return oneOfEachKind(rule, add);
  const everything = EVERYTHING.includes(one.id);
  const mild = mildestMethod(rule);
  return [
    ...(everything || rule.methods.some(isSafe) ? [] : reads(rule, add)),
    ...rule.methods.flatMap((method) => {
      const all = allHeaders(rule, method);
      const sets =
        method === mild
          ? headerSets(rule, method)
          : [{ name: '', headers: [] }, ...(all.name === '' ? [] : [all])];
      const asked = everything || isSafe(method) ? sets : guarded(rule, method, sets);
      return asked.flatMap(({ name, headers }) => add(method, name, headers, ['include', 'omit']));
    }),
    ...rule.errors.flatMap(([status, path]) => {
      const at = { path, name: `errors-${status}` };
      const others = everything ? rule.methods.filter((method) => method !== 'GET') : [];
      return [
        ...add('GET', '', [], ['include', 'omit'], at),
        ...others.flatMap((method) =>
          guarded(rule, method, [allHeaders(rule, method)]).flatMap(({ name, headers }) =>
            add(method, name, headers, ['include', 'omit'], at),
          ),
        ),
      ];
    }),
  ];
}

/** A call of each kind that changes nothing, or that a preflight guards. */
function oneOfEachKind(rule: RulePlan, add: Adder): TryPlan[] {
  const guardedOf = (method: string) => guarded(rule, method, [allHeaders(rule, method)]);
  const changes = rule.methods
    .filter((method) => !isSafe(method))
    .flatMap((method) => guardedOf(method).map((set) => ({ method, set })));
  // A preflight may be answered by the method that it asks for. Whom it grants credentials, it grants the call without them.
  const modes: Credentials[] = changes.length > 0 ? ['omit'] : ['include', 'omit'];
  const safe = rule.methods
    .filter(isSafe)
    .map((method) => ({ method, all: allHeaders(rule, method) }))
    .filter(({ all }) => all.name !== '');
  return [
    ...reads(rule, add),
    ...changes.flatMap(({ method, set }) => add(method, set.name, set.headers, ['include', 'omit'])),
    ...safe.flatMap(({ method, all }) => add(method, all.name, all.headers, modes)),
    ...rule.errors.flatMap(([status, path]) =>
      add('GET', '', [], rule.credentials ? ['include'] : ['include', 'omit'], {
        path,
        name: `errors-${status}`,
      }),
    ),
  ];
}

/** What shows whether responses can be read; a POST that needs no preflight would be carried out, so a GET stands for it. */
function reads(rule: RulePlan, add: Adder): TryPlan[] {
  const safe = rule.methods.filter(isSafe);
  const methods = safe.length === 0 && rule.methods.includes('POST') ? ['GET'] : safe;
  return methods.flatMap((method) => add(method, '', [], ['include', 'omit']));
}

interface HeaderSet {
  name: string;
  headers: string[];
}

/** The sets with which a preflight stands before the request: refusing it changes nothing. */
function guarded(rule: RulePlan, method: string, sets: readonly HeaderSet[]): HeaderSet[] {
  return sets.filter(
    ({ headers }) => isSafe(method) || method !== 'POST' || postNeedsPreflight(rule, headers),
  );
}

type Credentials = TryPlan['credentials'];
type Adder = ReturnType<typeof adder>;

function adder(rule: RulePlan, one: UntrustedOrigin, more: { referrer?: string; suffix?: string } = {}) {
  const { suffix = '', ...extra } = more;
  return (
    method: string,
    set: string,
    headers: readonly string[],
    modes: readonly Credentials[],
    at?: { path: string; name: string },
  ): TryPlan[] =>
    modes
      // Whoever may read without credentials still may not with them.
      .filter((mode) => rule.origins !== 'any' || mode === 'include')
      .map((mode) =>
        makeTry(
          fromUntrusted(one),
          nameOf(method, set, mode, at?.name) + suffix,
          ask(rule, method, headers, mode, at?.path),
          'blocked',
          extra,
        ),
      );
}

/** A server may look at Referer instead of Origin, and a page can leave it out or put a trusted text into it. */
function byReferrer(rule: RulePlan, foreign: UntrustedOrigin): TryPlan[] {
  const [trusted = ''] = samplesOf(rule.origins);
  const variants = [
    { referrer: '', suffix: '.no-referrer' },
    ...(trusted === '' ? [] : [{ referrer: `/?${trusted}/`, suffix: '.quoting-referrer' }]),
  ];
  return variants.flatMap((variant) => {
    const add = adder(rule, foreign, variant);
    return rule.methods.flatMap((method) => {
      const all = allHeaders(rule, method);
      const sets = isSafe(method)
        ? [{ name: '', headers: [] }, ...(all.name === '' ? [] : [all])]
        : guarded(rule, method, [all]);
      return sets.flatMap(({ name, headers }) => add(method, name, headers, ['include', 'omit']));
    });
  });
}

/** A page calls with and without credentials, and for one of the declared methods and header sets in turn. */
function inPage(rule: RulePlan, one: UntrustedOrigin, turn: number): TryPlan[] {
  const mild = mildestMethod(rule);
  const add = adder(rule, one);
  const sends = isSafe(mild) || ['any', 'null-sandbox'].includes(one.id);
  const combinations = rule.methods.flatMap((method) => {
    const all = allHeaders(rule, method);
    const sets = isSafe(method) ? headerSets(rule, method) : guarded(rule, method, [all]);
    return sets.filter(({ name }) => !(method === mild && name === '')).map((set) => ({ method, set }));
  });
  const share = combinations.filter((_, index) => index % IN_PAGES.length === turn % IN_PAGES.length);
  const again = combinations.slice(turn % Math.max(combinations.length, 1)).slice(0, 1);
  return [
    ...(sends ? add(mild, '', [], ['include', 'omit']) : []),
    ...(share.length > 0 ? share : again).flatMap(({ method, set }) =>
      add(method, set.name, set.headers, ['include']),
    ),
  ];
}
