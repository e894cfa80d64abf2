/** Servers as people write them, with what is true of them. */
import { expect, test } from 'vitest';
import type { RulePlan } from '../../../src/plan/check.ts';
import type { DrawnPolicy } from './policy.ts';
import type { CorsSettings, OriginTest, ServerSpec } from './spec.ts';
import { truthOf } from './truth.ts';

const APP = 'https://app.example.com';

const RULE: RulePlan = {
  id: 'items',
  path: '/items/1',
  origins: [APP],
  methods: ['GET', 'PUT'],
  headers: ['authorization'],
  credentials: true,
  expose: ['x-total'],
  statuses: [],
  errors: [[401, '/items/secret']],
  refused: [],
  elsewhere: [],
  body: { text: '{}', type: null },
  allows: { methods: [], headers: [] },
};

const CORS: CorsSettings = {
  decision: { by: 'origin', admit: [{ kind: 'exact', texts: [APP] }], missing: 'refused' },
  allowOrigin: 'echo',
  listed: [],
  refusal: 'silent',
  credentials: 'true',
  methods: ['GET', 'PUT'],
  headers: ['authorization'],
  expose: ['x-total'],
  maxAge: null,
  preflightStatus: 204,
  vary: 'always',
};

/** Kinds and severities of what is wrong with a server that differs from a right one in these settings. */
function wrongWith(
  set: Partial<CorsSettings>,
  { rule = {}, ...more }: Partial<Omit<ServerSpec, 'cors'>> & { rule?: Partial<RulePlan> } = {},
): string[] {
  const policy: DrawnPolicy = { target: 'https://api.example.com', rule: { ...RULE, ...rule } };
  const spec: ServerSpec = {
    cors: { ...CORS, ...set },
    exceptions: [],
    routes: [
      { path: '/items/1', statuses: { GET: 200, PUT: 204 } },
      { path: '/items/secret', statuses: { GET: 401, PUT: 401 } },
    ],
    sends: [['X-Total', '1']],
    ...more,
  };
  return truthOf(spec, policy).reasons.map(({ kind, severity }) => `${severity} ${kind}`);
}

const admitting = (...admit: OriginTest[]): Partial<CorsSettings> => ({
  decision: { by: 'origin', admit, missing: 'refused' },
});
const READ_AND_SENT = [
  'critical hostile-reads',
  'high hostile-reads',
  'high hostile-sends',
  'medium hostile-sends',
];

test('a right server is green, and so is one that writes its only origin whoever asks', () => {
  expect(wrongWith({})).toEqual([]);
  const everybody = admitting({ kind: 'everything' });
  expect(wrongWith({ ...everybody, allowOrigin: 'fixed', listed: [APP], vary: 'never' })).toEqual([]);
});

test.each<[string, OriginTest]>([
  ['every origin', { kind: 'everything' }],
  ['a suffix', { kind: 'suffix', texts: ['example.com'] }],
  ['a suffix with a dot', { kind: 'suffix', texts: ['.example.com'] }],
  ['a prefix', { kind: 'prefix', texts: [APP], of: 'origin' }],
  ['an unescaped dot', { kind: 'regexp', source: '^https://app.example.com$', flags: '' }],
  ['no end', { kind: 'regexp', source: '^https://app\\.example\\.com', flags: '' }],
  ['the other scheme', { kind: 'regexp', source: '^https?://app\\.example\\.com$', flags: '' }],
  ['any port', { kind: 'regexp', source: '^https://app\\.example\\.com(:\\d+)?$', flags: '' }],
  ['a part', { kind: 'part-of', texts: [APP], of: 'origin' }],
])('hostile pages read and send where a server admits %s', (_, lax) => {
  const wrong = wrongWith(admitting({ kind: 'exact', texts: [APP] }, lax));
  expect(wrong).toEqual(expect.arrayContaining(READ_AND_SENT));
});

test('an open preflight is enough to send, an open response to read', () => {
  const open = admitting({ kind: 'everything' });
  const at = (stage: 'preflight' | 'response') => ({ exceptions: [{ when: { stage }, set: open }] });
  expect(wrongWith({}, at('preflight'))).toEqual([
    'high hostile-sends',
    'medium application-admitted',
    'medium hostile-sends',
  ]);
  expect(wrongWith({}, at('response'))).toEqual(
    expect.arrayContaining(['critical hostile-reads', 'medium hostile-reads']),
  );
});

test('without credentials a hostile page that reads is medium', () => {
  const rule = { credentials: false, methods: ['GET'], headers: [] };
  const star = { ...admitting({ kind: 'everything' }), allowOrigin: 'star', credentials: 'absent' } as const;
  expect(wrongWith(star, { rule })).toContain('medium hostile-reads');
  expect(wrongWith(star, { rule: { ...rule, origins: 'any' } })).toEqual(['low grants-more']);
});

test('pages of the application that are blocked are high, answers that they cannot use are medium', () => {
  expect(wrongWith({ credentials: 'True' })).toContain('high declared-blocked');
  expect(wrongWith({ preflightStatus: 401 })).toEqual(['high declared-blocked']);
  expect(wrongWith({ headers: 'star' })).toContain('high declared-blocked');
  expect(wrongWith({ expose: 'star' })).toEqual(['medium exposed-hidden']);
  expect(wrongWith({}, { routes: [{ path: '/items/1', statuses: { GET: 200 } }] })).toContain(
    'medium never-answered',
  );
  const exceptions = [{ when: { path: '/items/secret' }, set: admitting() }];
  expect(wrongWith({}, { exceptions })).toEqual(['medium error-unreadable']);
});

test('caches, cookies and applications are medium', () => {
  expect(wrongWith({ vary: 'never' })).toEqual(['medium missing-vary']);
  expect(wrongWith({ vary: 'admitted' })).toEqual(['medium missing-vary']);
  expect(wrongWith({ vary: 'never' }, { sends: [['Cache-Control', 'no-store']] })).toEqual([]);
  const capacitor: OriginTest = { kind: 'exact', texts: [APP, 'capacitor://localhost'] };
  expect(wrongWith(admitting(capacitor))).toEqual(['medium application-admitted']);
  const exceptions = [{ when: { cookie: true as const }, set: admitting() }];
  expect(wrongWith({}, { exceptions })).toContain('medium cookie-changes');
});

test('credentials that nobody declared are medium, for any origin critical', () => {
  const rule = { credentials: false };
  expect(wrongWith({}, { rule })).toEqual(['medium credentials-undeclared']);
  const reflects = admitting({ kind: 'everything' });
  expect(wrongWith(reflects, { rule: { ...rule, origins: 'any' } })).toContain(
    'critical credentials-undeclared',
  );
});

test('what is granted beyond the policy is low', () => {
  expect(wrongWith({ methods: 'echo', headers: 'echo' })).toEqual(['low grants-more']);
});
