/** Draws servers that keep to a policy, in the different ways in which right ones are written. */
import type { HeaderPairs } from '../../../src/plan/http.ts';
import { partsOf, type DrawnPolicy } from './policy.ts';
import type { Random } from './random.ts';
import type { CorsSettings, OriginTest, ServerSpec } from './spec.ts';

const STATUSES: Record<string, number[]> = {
  GET: [200],
  HEAD: [200, 204],
  POST: [200, 201],
  PUT: [200, 204],
  PATCH: [200],
  DELETE: [200, 204],
};

/** Draws a server that admits exactly whom the policy trusts. It may have low faults: grants that nobody declared. */
export function drawRightServer({ rule }: DrawnPolicy, random: Random): ServerSpec {
  const { path, methods, errors } = rule;
  const statuses = Object.fromEntries(methods.map((one) => [one, random.pick(STATUSES[one] ?? [200])]));
  return {
    cors: drawSettings(rule, random),
    exceptions: [],
    routes: [
      { path, statuses },
      ...errors.map(([status, place]) => ({
        path: place,
        statuses: Object.fromEntries(['GET', ...methods].map((one) => [one, status])),
      })),
    ],
    sends: [
      ['Content-Type', 'application/json'],
      ...rule.expose.map((name): [string, string] => [name, '1']),
      ...((random.chance(0.2) ? [['X-Powered-By', 'drawn']] : []) as HeaderPairs),
      ...((random.chance(0.15) ? [['Cache-Control', 'no-store']] : []) as HeaderPairs),
    ],
  };
}

/** The tests that admit exactly the listed origins. */
export function exactTests(origins: readonly string[], random: Random): OriginTest[] {
  const plain = origins.filter((one) => !partsOf(one).pattern);
  const patterns = origins.filter((one) => partsOf(one).pattern);
  const asPatterns = random.chance(0.25);
  return [
    ...(plain.length === 0
      ? []
      : asPatterns
        ? plain.map((one): OriginTest => regexp(`^${escaped(one)}$`))
        : [{ kind: 'exact', texts: plain } as const]),
    ...patterns.map((one) => {
      const { scheme, host, port } = partsOf(one);
      const labels = random.pick(['([a-z0-9-]+\\.)+', '.+\\.', '(?:[^./:]+\\.)+']);
      return regexp(`^${scheme}:\\/\\/${labels}${escaped(host + port)}$`);
    }),
  ];
}

export function regexp(source: string, flags = ''): OriginTest {
  return { kind: 'regexp', source, flags };
}

/** A text as a part of a regular expression. */
export function escaped(text: string): string {
  return text.replace(/[.*+?()[\]{}|\\/]/g, '\\$&');
}

function drawSettings(rule: DrawnPolicy['rule'], random: Random): CorsSettings {
  const { origins, credentials, maxAge } = rule;
  const common = {
    listed: [],
    credentials: credentials ? ('true' as const) : ('absent' as const),
    methods: drawMethods(rule, random),
    headers: drawHeaders(rule, random),
    expose: drawExpose(rule, random),
    maxAge: drawMaxAge(maxAge, random),
    preflightStatus: random.pick([200, 204]),
  };
  const decide = (admit: OriginTest[]) => ({ by: 'origin' as const, admit, missing: 'refused' as const });
  if (origins === 'none')
    return {
      ...common,
      decision: decide([]),
      allowOrigin: 'echo',
      refusal: random.pick(['silent', 'forbidden']),
      preflightStatus: random.pick([204, 404, 405]),
      vary: random.pick(['always', 'never']),
    };
  if (origins === 'any')
    return {
      ...common,
      decision: decide([{ kind: 'everything' }]),
      refusal: 'silent',
      ...random.pick([
        { allowOrigin: 'star', vary: 'never' },
        { allowOrigin: 'star', vary: 'never' },
        { allowOrigin: 'star', vary: 'always', credentials: 'true' },
        { allowOrigin: 'echo', vary: 'always' },
      ] as const),
    };
  const [first = ''] = origins;
  const single = origins.length === 1 && !partsOf(first).pattern;
  if (single && random.chance(0.2))
    return {
      ...common,
      decision: decide([{ kind: 'everything' }]),
      allowOrigin: 'fixed',
      listed: [first],
      refusal: 'silent',
      vary: random.pick(['never', 'always']),
    };
  const plain = origins.filter((one) => !partsOf(one).pattern);
  return {
    ...common,
    decision: decide(exactTests(origins, random)),
    allowOrigin: 'echo',
    listed: plain.slice(0, 1),
    refusal: random.pick(['silent', 'silent', 'forbidden', ...(plain.length > 0 ? ['fixed' as const] : [])]),
    vary: 'always',
  };
}

/** A lifetime that is missing, malformed or another is a low fault. */
function drawMaxAge(maxAge: number | undefined, random: Random): string | null {
  if (maxAge === undefined) return random.pick([null, null, '600']);
  return random.chance(0.15) ? random.pick([null, 'a day', '31536000']) : String(maxAge);
}

function drawMethods({ methods, credentials }: DrawnPolicy['rule'], random: Random): CorsSettings['methods'] {
  const unsafe = methods.filter((one) => !['GET', 'HEAD', 'POST'].includes(one));
  const ways: CorsSettings['methods'][] = [
    methods,
    random.shuffle(methods),
    unsafe,
    [...new Set(['GET', 'HEAD', 'PUT', 'PATCH', 'POST', 'DELETE', ...methods])],
    'echo',
    ...(credentials ? [] : ['star' as const]),
  ];
  return random.pick(ways);
}

function drawHeaders({ headers, credentials }: DrawnPolicy['rule'], random: Random): CorsSettings['headers'] {
  const written = headers.map((name) => name.replace(/(^|-)[a-z]/g, (letter) => letter.toUpperCase()));
  const ways: CorsSettings['headers'][] = [
    headers.length > 0 ? headers : 'absent',
    random.shuffle(written),
    [...headers, 'accept-language', 'x-more'],
    'echo',
    ...(credentials || headers.includes('authorization') ? [] : ['star' as const]),
  ];
  return random.pick(ways);
}

function drawExpose({ expose, credentials }: DrawnPolicy['rule'], random: Random): CorsSettings['expose'] {
  return random.pick([
    expose,
    random.shuffle(expose),
    [...expose, 'etag'],
    ...(credentials ? [] : ['star' as const]),
  ]);
}
