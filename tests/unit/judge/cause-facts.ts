/** Facts of each cause, as tests of their words need them. */
import type { CauseFacts, CauseId } from '../../../src/plan/causes.ts';

export const APP = 'https://app.example.com';

const FACTS: Omit<CauseFacts, 'id'> = {
  subject: '',
  where: 'both',
  origin: APP,
  method: 'GET',
  path: '/items/1',
  credentials: false,
  headers: [],
  status: 200,
  answered: [],
  trusted: [APP],
  declaredMethods: ['GET', 'PUT'],
  declaredHeaders: ['content-type', 'authorization'],
  declaredMaxAge: null,
  admitsNobody: false,
  only: [],
};

const acao = (value: string): [string, string] => ['Access-Control-Allow-Origin', value];
const CREDENTIALS: [string, string] = ['Access-Control-Allow-Credentials', 'true'];

const admitted = (origin: string, subject = ''): Partial<CauseFacts> => ({
  origin,
  subject,
  answered: [acao(origin)],
});

/** What is particular to each. */
const PARTICULAR: Record<CauseId, Partial<CauseFacts>> = {
  'reflects-origin': {
    ...admitted('https://evil.test'),
    credentials: true,
    answered: [acao('https://evil.test'), CREDENTIALS],
  },
  'allows-any-origin': { origin: 'https://evil.test', answered: [acao('*')] },
  'allows-null': admitted('null'),
  'unanchored-start': admitted('https://evilexample.com', 'example.com'),
  'unanchored-end': admitted('https://app.example.com.evil.test', APP),
  substring: admitted('https://app.example.com.evil.test', 'app.example.com'),
  'partial-match': admitted('https://xample.com'),
  'unescaped-dot': admitted('https://appxexample.com', APP),
  'undeclared-subdomain': admitted('https://evil.example.com', 'example.com'),
  'other-scheme': admitted('http://app.example.com'),
  'other-port': admitted('https://app.example.com:8443'),
  'development-origin': admitted('http://localhost:3000'),
  'application-origin': admitted('capacitor://localhost'),
  'undeclared-origin': admitted('https://old.example.net'),
  'cross-site-post': {
    origin: 'https://evil.test',
    method: 'POST',
    path: '/graphql',
    credentials: true,
    subject: 'text/plain',
  },
  'origin-not-allowed': { admitsNobody: true },
  'duplicate-allow-origin': { answered: [acao(APP), acao('*')] },
  'malformed-allow-origin': { answered: [acao(`${APP}/`)] },
  'credentials-not-allowed': { credentials: true, answered: [acao(APP)] },
  'preflight-status': { where: 'preflight', method: 'PUT', status: 401 },
  'preflight-redirect': {
    where: 'preflight',
    path: '/items',
    status: 301,
    answered: [['Location', 'https://api.example.com/items/']],
  },
  'method-not-allowed': {
    where: 'preflight',
    subject: 'PUT',
    answered: [acao(APP), ['Access-Control-Allow-Methods', 'GET, POST']],
  },
  'header-not-allowed': {
    where: 'preflight',
    subject: 'authorization',
    answered: [acao(APP), ['Access-Control-Allow-Headers', '*']],
  },
  'redirect-without-cors': { path: '/tags/', status: 301, answered: [['Location', '/tags']] },
  'redirect-not-followed': { path: '/tags', status: 302, answered: [['Location', '/tags']] },
  'login-redirect': {
    path: '/orders',
    status: 302,
    answered: [['Location', 'https://sso.login.example/oauth2/start?rd=%2Forders']],
  },
  'error-without-cors': { path: '/upload', status: 413, subject: '413' },
  'unexpected-status': { status: 401, credentials: true },
  'blocked-before-cors': { status: null },
  'embedding-blocked': {
    path: '/images/logo.svg',
    answered: [['Cross-Origin-Resource-Policy', 'same-origin']],
  },
  'unstable-answer': {},
  'not-exposed': { subject: 'x-total', answered: [['Access-Control-Expose-Headers', 'X-Page']] },
  'exposed-undeclared': {
    subject: 'x-debug',
    answered: [['Access-Control-Expose-Headers', 'X-Total, X-Debug']],
  },
  'exposed-missing': { subject: 'content-range' },
  'grants-method': { subject: 'PATCH', where: 'preflight' },
  'grants-header': { subject: 'x-admin', where: 'preflight' },
  'max-age': {
    subject: '10 minutes',
    declaredMaxAge: 600,
    where: 'preflight',
    answered: [['Access-Control-Max-Age', '10 minutes']],
  },
  'wrong-error-status': { subject: '404', path: '/items/none', status: 200 },
  'credentials-allowed': { answered: [acao(APP), CREDENTIALS], where: 'response' },
  'missing-vary': { answered: [acao(APP), ['Vary', 'Accept-Encoding']] },
  'cookie-changes-policy': { origin: 'https://evil.test' },
  'malformed-header': {
    subject: 'access-control-allow-credentials',
    answered: [['Access-Control-Allow-Credentials', 'True']],
  },
  'answers-differ': {},
  'behaviour-changed': { subject: 'PUT from https://app.example.com is blocked now' },
};

/** The facts of a cause as they would be, changed as said. */
export function factsOf(id: CauseId, changes: Partial<CauseFacts> = {}): CauseFacts {
  return { ...FACTS, id, ...PARTICULAR[id], ...changes };
}
