/** Origins that are not trusted are refused, whatever they ask for. */
import type { RulePlan, TryPlan } from '../../plan/check.ts';
import type { UntrustedOrigin } from '../origin-classes.ts';
import { allHeaders, ask, headerSets, isSafe, mildestMethod, nameOf, type Asked } from '../requests.ts';
import { untrustedOrigins } from '../untrusted.ts';
import { fromUntrusted, makeTry, type From, type Tries } from './make-try.ts';
import { crossSitePost } from './works.ts';

/** Pages that stand for all classes in each engine, whatever the screen has found. */
const IN_PAGES = [
  'any',
  'null-sandbox',
  'null-data',
  'prefix',
  'suffix',
  'sub-domain',
  'unescaped-dot',
  'other-scheme',
  'other-port',
  'localhost-3000',
  'elsewhere',
];
/** Classes from which a POST that needs no preflight is really sent: it is carried out, whoever is refused. */
const POSTS = [
  'any',
  'null-sandbox',
  'prefix',
  'suffix',
  'sub-domain',
  'other-scheme',
  'other-port',
  'unescaped-dot',
  'substring',
  'localhost-3000',
  'elsewhere',
];

export function hostile(rule: RulePlan, target: string): Tries {
  const untrusted = untrustedOrigins(rule, target);
  const pages = untrusted.filter(({ id }) => IN_PAGES.includes(id));
  const forged = untrusted
    .filter(({ id }) => id === 'any')
    .flatMap((one) => crossSitePost(rule, fromUntrusted(one)) ?? []);
  return {
    screen: [...untrusted.flatMap((one) => screened(rule, one)), ...forged],
    browser: [...pages.flatMap((one, index) => inPage(rule, one, index)), ...forged],
  };
}

/** Everything that a page at one origin tries. */
export function screened(rule: RulePlan, one: UntrustedOrigin): TryPlan[] {
  const from = fromUntrusted(one);
  const mild = mildestMethod(rule);
  const add = adder(rule, from);
  if (one.depth === 'light') {
    const unsafe = rule.methods.find((method) => !isSafe(method));
    return [
      ...(isSafe(mild) ? add(mild, '', [], ['include', 'omit']) : []),
      ...(unsafe === undefined ? [] : add(unsafe, ...named(allHeaders(rule, unsafe)), ['include'])),
    ];
  }
  return [
    ...rule.methods.flatMap((method) => {
      const sends = isSafe(method) || POSTS.includes(one.id) || needsPreflight(rule, method, []);
      const all = allHeaders(rule, method);
      return [
        ...(sends ? add(method, '', [], ['include', 'omit']) : []),
        ...(all.name === '' ? [] : add(method, all.name, all.headers, ['include', 'omit'])),
      ];
    }),
    ...headerSets(rule, mild)
      .slice(1, -1)
      .flatMap(({ name, headers }) => add(mild, name, headers, ['include', 'omit'])),
    ...rule.errors.flatMap(([status, path]) =>
      add('GET', '', [], ['include', 'omit'], { path, name: `errors-${status}` }),
    ),
  ];
}

type Credentials = TryPlan['credentials'];

function named({ name, headers }: { name: string; headers: string[] }): [string, string[]] {
  return [name, headers];
}

function adder(rule: RulePlan, from: From) {
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
          from,
          nameOf(method, set, mode, at?.name),
          ask(rule, method, headers, mode, at?.path),
          'blocked',
        ),
      );
}

/** A page calls with and without credentials, and for one of the declared methods and header sets in turn. */
function inPage(rule: RulePlan, one: UntrustedOrigin, turn: number): TryPlan[] {
  const mild = mildestMethod(rule);
  const add = adder(rule, fromUntrusted(one));
  const combinations = rule.methods.flatMap((method) =>
    headerSets(rule, method)
      .filter(({ name }) => !(method === mild && name === ''))
      .filter(({ name }) => isSafe(method) || name === allHeaders(rule, method).name)
      .map((set) => ({ method, set })),
  );
  const own = combinations.filter((_, index) => index % IN_PAGES.length === turn % IN_PAGES.length);
  const [extra] = combinations.length > 0 ? [combinations[turn % combinations.length]] : [];
  const chosen = own.length > 0 ? own : extra === undefined ? [] : [extra];
  return [
    ...(isSafe(mild) || POSTS.slice(0, 2).includes(one.id) ? add(mild, '', [], ['include', 'omit']) : []),
    ...chosen
      .filter(
        ({ method, set }) => isSafe(method) || needsPreflight(rule, method, set.headers) || one.id === 'any',
      )
      .flatMap(({ method, set }) => add(method, set.name, set.headers, ['include'])),
  ];
}

/** Whether the request waits for a preflight, so that refusing it changes nothing. */
function needsPreflight(rule: RulePlan, method: string, headers: readonly string[]): boolean {
  if (method !== 'POST') return true;
  const asked: Asked = ask(rule, method, headers, 'omit');
  return asked.headers.some(
    ([name, value]) => name !== 'content-type' || !/^(text\/plain|application\/x-www-form)/.test(value),
  );
}
