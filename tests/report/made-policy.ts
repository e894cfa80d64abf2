/** Policy runs made up for the report: servers whose decision is known, and the tries that would show it. */
import { QUESTIONS, type Question } from '../../src/plan/check.ts';
import type { CaseLine } from '../../src/report/assemble.ts';
import type { TryLine, WireLine } from '../../src/report/lines.ts';
import { exchange, resultLine } from './made.ts';

type CauseLine = NonNullable<CaseLine['causes']>[number];

const ENGINES = ['chromium', 'firefox', 'webkit'] as const;
const METHODS = ['GET', 'PUT', 'DELETE'];
export const TARGET = 'https://api.example.com';
export const TRUSTED = ['https://app.example.com', 'https://admin.example.com'];

/** Class to the origin of its page. */
const CLASSES: readonly [name: string, origin: string][] = [
  ['any', 'https://evil.test'],
  ['null-sandbox', 'null'],
  ['null-data', 'null'],
  ['prefix', 'https://app.example.com.evil.test'],
  ['suffix', 'https://evilexample.com'],
  ['suffix-host', 'https://evilapp.example.com'],
  ['concatenation', 'https://app.example.comevil.test'],
  ['unescaped-dot', 'https://appxexample.com'],
  ['cut-end', 'https://app.example.co'],
  ['sub-domain', 'https://evil.example.com'],
  ['sub-domain-of-host', 'https://evil.app.example.com'],
  ['other-scheme', 'http://app.example.com'],
  ['other-port', 'https://app.example.com:8443'],
  ['port-3000', 'https://app.example.com:3000'],
  ['localhost', 'http://localhost:3000'],
  ['private-10', 'http://192.168.0.10'],
  ['stage-staging', 'https://staging.example.com'],
  ['app-capacitor', 'capacitor://localhost'],
  ['named', 'https://old.example.com'],
];

/** Whether a server admits an origin. */
export type Admits = (origin: string) => boolean;

const admitsTrusted: Admits = (origin) => TRUSTED.includes(origin);

interface MadeRule {
  rule: string;
  engine: (typeof ENGINES)[number];
  admits: Admits;
}

/** A server that admits whatever origin asks: two rules, three engines. */
export function reflecting(): CaseLine[] {
  return ['items', 'orders'].flatMap((rule) =>
    ENGINES.flatMap((engine) => testsOf({ rule, engine, admits: () => true })),
  );
}

/** A server that does what its policy says: so many rules, three engines. */
export function green(rules: number): CaseLine[] {
  return Array.from({ length: rules }, (_, index) => `rule-${index + 1}`).flatMap((rule) =>
    ENGINES.flatMap((engine) => testsOf({ rule, engine, admits: admitsTrusted })),
  );
}

/** What a policy run can hold besides: accepted and low causes, tests without evidence, changes since the baseline. */
export function mixed(): CaseLine[] {
  const low = madeCause({
    id: 'max-age',
    severity: 'low',
    title: 'Access-Control-Max-Age is missing.',
    seen: 2,
    of: 6,
    worst: 'trusted-0/PUT/include',
    fix: ['send Access-Control-Max-Age: 600 with preflight responses'],
  });
  return reflecting()
    .filter(({ check }) => check !== 'hostile')
    .concat(green(2))
    .map((line): CaseLine => {
      if (line.check === 'hygiene') return { ...line, causes: [low] };
      if (line.check === 'preflight' && line.engine === 'firefox')
        return { ...line, verdict: 'violates', causes: [changed()], differences: [CHANGE] };
      if (line.check === 'caches')
        return {
          ...line,
          verdict: 'inconclusive',
          differences: ['the server answered 429 to trusted pages'],
        };
      return line;
    });
}

const CHANGE = 'it changed: OPTIONS is answered with 200, not 204';

function changed(): CauseLine {
  return madeCause({
    id: 'behaviour-changed',
    title: 'The server does something else than its baseline says.',
    severity: 'medium',
    seen: 1,
    of: 6,
    worst: 'trusted-0/GET/include',
    fix: ['run with --update-snapshots if the change is intended'],
  });
}

export function madeCause(change: Partial<CauseLine> = {}): CauseLine {
  return {
    id: 'reflects-origin',
    subject: '',
    severity: 'critical',
    title: 'The server admits whatever origin asks.',
    seen: 0,
    of: 0,
    worst: 'any/GET/include',
    proof: 'browser',
    fix: [
      'compare Origin with a list of exact origins before it is sent back in Access-Control-Allow-Origin',
      'cors() of Express: pass the list as `origin: [...]`, not `origin: true`',
    ],
    ...change,
  };
}

function testsOf(made: MadeRule): CaseLine[] {
  return QUESTIONS.map((question) => testOf(made, question));
}

function testOf({ rule, engine, admits }: MadeRule, question: Question): CaseLine {
  const tries = triesOf(rule, question, admits);
  const wrong = tries.filter(({ cause }) => cause !== null);
  const causes = wrong.length > 0 ? [madeCause({ seen: wrong.length, of: tries.length })] : [];
  return resultLine({
    id: `policies/api/${rule}/${question}`,
    title: `Rule ${rule}: ${question}`,
    file: 'policies/api.yaml',
    engine,
    verdict: causes.length > 0 ? 'violates' : 'conforms',
    target: TARGET,
    rule,
    check: question,
    tries,
    causes,
    ...(causes.length > 0 ? { severity: 'critical' } : {}),
    differences: causes.map(({ title }) => title),
    steps: [],
    wire: wireOf(rule, wrong),
  });
}

function triesOf(rule: string, question: Question, admits: Admits): TryLine[] {
  const isHostile = question === 'hostile' || question === 'refused';
  const trusted = TRUSTED.map((origin): [string, string] => ['trusted', origin]);
  const classes = isHostile
    ? CLASSES.filter(([name]) => (name === 'named') === (question === 'refused'))
    : trusted;
  return classes.flatMap(([name, origin], at) =>
    METHODS.flatMap((method) =>
      (['omit', 'include'] as const).map((credentials) => {
        const allowed = admits(origin);
        const shortId = name === 'trusted' ? `trusted-${at}` : name;
        return madeTry({
          id: `${shortId}/${method}/${credentials}`,
          class: name,
          origin,
          method,
          path: `/${rule}`,
          credentials,
          expected: isHostile ? 'blocked' : 'allowed',
          outcome: allowed ? 'allowed' : 'blocked',
          ...(allowed ? {} : { at: method === 'GET' ? 'response' : 'preflight' }),
          status: allowed ? 200 : null,
          bodyRead: allowed,
          credentialRode: credentials === 'include' && allowed ? ['session'] : [],
          stage: name.startsWith('app-') ? 'screen' : 'browser',
          cause: isHostile && allowed ? 'reflects-origin' : null,
        });
      }),
    ),
  );
}

export function madeTry(change: Partial<TryLine> = {}): TryLine {
  return {
    id: 'any/GET/omit',
    class: 'any',
    origin: 'https://evil.test',
    via: 'fetch',
    method: 'GET',
    path: '/items',
    headers: [],
    credentials: 'omit',
    identity: null,
    stage: 'browser',
    expected: 'blocked',
    outcome: 'blocked',
    status: null,
    bodyRead: false,
    credentialRode: [],
    carriedOut: true,
    cause: null,
    count: 1,
    ...change,
  };
}

/** A step for each try, as many as are kept. */
function wireOf(rule: string, tries: readonly TryLine[]): WireLine[] {
  return tries.slice(0, 30).flatMap(({ origin, method, credentials }, step) => {
    const answered: [string, string][] = [
      ['access-control-allow-origin', origin],
      ['access-control-allow-credentials', 'true'],
    ];
    const common = { step, from: origin, to: TARGET, path: `/${rule}`, responseHeaders: answered };
    const preflight = exchange({
      ...common,
      role: 'preflight',
      method: 'OPTIONS',
      requestHeaders: [
        ['Origin', origin],
        ['Access-Control-Request-Method', method],
      ],
      status: 204,
    });
    const cookie: [string, string][] = credentials === 'include' ? [['Cookie', 'session=…']] : [];
    const request = exchange({ ...common, method, requestHeaders: [['Origin', origin], ...cookie] });
    return method === 'GET' ? [request] : [preflight, request];
  });
}
