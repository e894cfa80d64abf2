/** One mistake of a server after another: each is found, named by its cause, and as severe as it is. */
import { describe, expect, test } from 'vitest';
import { QUESTIONS, type Question, type Severity } from '../../../src/plan/check.ts';
import type { CauseId } from '../../../src/plan/causes.ts';
import type { Ask } from '../../../src/screen/ask.ts';
import {
  APP,
  having,
  targetServer,
  without,
  type AskedOfServer,
  type ServerChange,
} from '../target-server.ts';
import { checkOf, type PolicyChange } from '../target-policy.ts';
import { judged } from './doctored.ts';

const ORIGIN = 'access-control-allow-origin';
const CREDENTIALS = 'access-control-allow-credentials';

/** Every cause fails, so that a row needs no word about its verdict. */
const STRICT = { policy: { 'fail-on': 'low' } };

describe('a server that does as the policy says', () => {
  test.each(QUESTIONS)('%s', async (question) => {
    expect(await judged(question, {}, STRICT)).toMatchObject({
      verdict: 'conforms',
      differences: [],
      causes: [],
    });
  });
});

type Row = [question: Question, id: CauseId, subject: string, severity: Severity, change: ServerChange];

const edit = (change: NonNullable<ServerChange['edit']>): ServerChange => ({ edit: change });
const ofPreflights = (change: NonNullable<ServerChange['edit']>): ServerChange =>
  edit((answer, asked) => (asked.isPreflight ? change(answer, asked) : answer));
const ofResponses = (change: NonNullable<ServerChange['edit']>): ServerChange =>
  edit((answer, asked) => (asked.isPreflight ? answer : change(answer, asked)));
const statusOfPreflights = (status: number) => ofPreflights(() => ({ status, headers: [] }));

describe('a mistake', () => {
  test.each<Row>([
    ['works', 'origin-not-allowed', '', 'high', { admits: () => false }],
    [
      'works',
      'duplicate-allow-origin',
      '',
      'high',
      ofResponses(({ status, headers }) => ({ status, headers: [...headers, [ORIGIN, APP]] })),
    ],
    ['works', 'malformed-allow-origin', '', 'high', edit((answer) => having(answer, ORIGIN, `${APP}/`))],
    ['works', 'credentials-not-allowed', '', 'high', edit((answer) => without(answer, /credentials/))],
    ['works', 'credentials-not-allowed', '*', 'high', ofResponses((answer) => having(answer, ORIGIN, '*'))],
    ['works', 'preflight-status', '401', 'high', statusOfPreflights(401)],
    ['works', 'preflight-status', '405', 'high', statusOfPreflights(405)],
    ['works', 'preflight-redirect', '', 'high', statusOfPreflights(301)],
    ['works', 'method-not-allowed', 'PUT', 'high', ofPreflights((answer) => without(answer, /methods/))],
    [
      'works',
      'header-not-allowed',
      'content-type',
      'high',
      ofPreflights((answer) => without(answer, /allow-headers/)),
    ],
    [
      'works',
      'login-redirect',
      '',
      'high',
      ofResponses(() => ({ status: 302, headers: [['location', 'https://login.example.com/']] })),
    ],
    [
      'works',
      'redirect-without-cors',
      '',
      'high',
      ofResponses(() => ({ status: 301, headers: [['location', '/items/']] })),
    ],
    [
      'works',
      'redirect-not-followed',
      '',
      'high',
      ofResponses((answer) => ({ status: 302, headers: [...answer.headers, ['location', '/items']] })),
    ],
    [
      'works',
      'origin-not-allowed',
      '',
      'high',
      ofResponses(() => ({
        status: 302,
        headers: [
          ['access-control-allow-origin', 'https://other.example.com'],
          ['location', '/items/'],
        ],
      })),
    ],
    ['works', 'error-without-cors', '502', 'high', ofResponses(() => ({ status: 502, headers: [] }))],
    ['works', 'unexpected-status', '401', 'medium', ofResponses((answer) => ({ ...answer, status: 401 }))],
    ['works', 'unexpected-status', '405', 'medium', onlyFor('PUT', 405)],
    ['preflight', 'preflight-status', '403', 'high', statusOfPreflights(403)],
    [
      'preflight',
      'grants-method',
      'DELETE',
      'low',
      ofPreflights((answer) => having(answer, 'access-control-allow-methods', 'GET, PUT, DELETE')),
    ],
    ['preflight', 'grants-method', 'any method', 'low', ofPreflights(echoing('method', 'methods'))],
    [
      'preflight',
      'grants-header',
      'x-admin',
      'low',
      ofPreflights((answer) => having(answer, 'access-control-allow-headers', 'content-type, X-Admin')),
    ],
    ['preflight', 'grants-header', 'any header', 'low', ofPreflights(echoing('headers', 'headers'))],
    [
      'preflight',
      'max-age',
      '-1',
      'low',
      ofPreflights((answer) => having(answer, 'access-control-max-age', '-1')),
    ],
    ['preflight', 'max-age', 'missing', 'low', ofPreflights((answer) => without(answer, /max-age/))],
    ['cached', 'preflight-status', '500', 'high', statusOfPreflights(500)],
    ['expose', 'not-exposed', 'x-total', 'medium', edit((answer) => without(answer, /expose/))],
    ['expose', 'exposed-missing', 'x-total', 'low', edit((answer) => without(answer, /^x-total/))],
    [
      'expose',
      'exposed-undeclared',
      'x-debug',
      'low',
      ofResponses(({ status, headers }) => ({
        status,
        headers: [...headers, ['x-debug', '1'], ['access-control-expose-headers', 'x-debug']],
      })),
    ],
    [
      'errors',
      'error-without-cors',
      '404',
      'medium',
      edit((answer) => (answer.status === 404 ? { status: 404, headers: [] } : answer)),
    ],
    [
      'errors',
      'wrong-error-status',
      '200, not 404',
      'low',
      edit((answer) => (answer.status === 404 ? { ...answer, status: 200 } : answer)),
    ],
    ['refused', 'grants-method', 'PATCH', 'low', ofPreflights(echoing('method', 'methods'))],
    ['hostile', 'reflects-origin', '', 'critical', { admits: () => true }],
    ['hostile', 'allows-null', '', 'critical', { admits: (origin) => origin === APP || origin === 'null' }],
    [
      'hostile',
      'application-origin',
      'capacitor:',
      'medium',
      { admits: (origin) => origin === APP || origin === 'capacitor://localhost' },
    ],
    [
      'hygiene',
      'unstable-answer',
      '',
      'high',
      { admits: (origin, { count }) => origin === APP && count % 2 === 0 },
    ],
    [
      'hygiene',
      'cookie-changes-policy',
      '',
      'high',
      { admits: (origin, { headers }) => origin === APP || headers.some(([name]) => name === 'Cookie') },
    ],
    [
      'hygiene',
      'malformed-header',
      'Access-Control-Allow-Credentials',
      'low',
      ofResponses(({ status, headers }) => ({ status, headers: [...headers, [CREDENTIALS, 'true']] })),
    ],
    [
      'hygiene',
      'malformed-header',
      'Access-Control-Allow-Origin',
      'low',
      edit((answer, { origin }) => (origin === APP ? answer : having(answer, ORIGIN, 'undefined'))),
    ],
    ['caches', 'missing-vary', '', 'medium', edit((answer) => without(answer, /^vary$/))],
    [
      'caches',
      'missing-vary',
      '',
      'medium',
      edit((answer, { origin }) => (origin === APP ? answer : without(answer, /^vary$/))),
    ],
  ])('%s: %s %s is %s', async (question, id, subject, severity, change) => {
    const { verdict, causes = [] } = await judged(question, { server: targetServer(change) }, STRICT);
    expect(causes.map((one) => `${one.severity} ${one.id} ${one.subject}`.trim())).toContain(
      `${severity} ${id} ${subject}`.trim(),
    );
    expect(verdict).toBe('violates');
    const [cause] = causes.filter((one) => one.id === id);
    expect(cause?.seen).toBeGreaterThan(0);
    expect(cause?.seen).toBeLessThanOrEqual(cause?.of ?? 0);
    expect(cause?.fix.length).toBeGreaterThan(0);
  });

  /** Where one mistake would be several causes, somebody would look for several mistakes. */
  test.each<[Question, ServerChange]>([
    ['hostile', { admits: () => true }],
    ['works', { admits: () => false }],
    ['preflight', statusOfPreflights(401)],
    ['works', statusOfPreflights(401)],
    ['caches', edit((answer) => without(answer, /^vary$/))],
  ])('%s: is one cause %#', async (question, change) => {
    expect((await judged(question, { server: targetServer(change) })).causes).toHaveLength(1);
  });
});

describe('an origin that the policy refuses by name, and the server admits', () => {
  const beside = [checkOf('hostile')];
  const judgedBeside = async (admits: (origin: string) => boolean) => {
    const { causes = [] } = await judged('refused', { server: targetServer({ admits }), beside });
    return causes.map(({ id, subject, severity, worst }) => `${severity} ${id} ${subject} ${worst}`);
  };

  test('is told by its name where it is alone', async () => {
    const old = 'https://old.example.com';
    expect(await judgedBeside((origin) => origin === APP || origin === old)).toEqual([
      `critical undeclared-origin ${old} named/GET.credentials`,
    ]);
  });

  test('has the cause that all the others have', async () => {
    expect(await judgedBeside(() => true)).toEqual(['critical reflects-origin  named/GET.credentials']);
  });
});

/** Answers one method with another status, its preflight as ever. */
function onlyFor(method: string, status: number): ServerChange {
  return ofResponses((answer, asked) => (asked.method === method ? { ...answer, status } : answer));
}

/** Grants whatever a preflight asks for. */
function echoing(wanted: string, granted: string): NonNullable<ServerChange['edit']> {
  return (answer, { headers }) => {
    const name = `access-control-request-${wanted}`;
    const value = headers.find(([own]) => own.toLowerCase() === name)?.[1];
    return value === undefined ? answer : having(answer, `access-control-allow-${granted}`, value);
  };
}

describe('a policy of its own for who has a cookie', () => {
  const hasCookie = ({ headers }: AskedOfServer) => headers.some(([name]) => name === 'Cookie');
  const names = (when: (asked: AskedOfServer) => boolean) =>
    targetServer(
      ofResponses((answer, asked) =>
        asked.origin !== null && asked.origin !== APP && when(asked)
          ? having(answer, ORIGIN, asked.origin)
          : answer,
      ),
    );
  const causesOf = async (server: Ask, change: PolicyChange = {}) =>
    ((await judged('hostile', { server }, change)).causes ?? []).map(
      ({ id, severity }) => `${severity} ${id}`,
    );

  test('is medium where it admits untrusted origins by name', async () => {
    expect(await causesOf(names(hasCookie))).toEqual(['medium cookie-changes-policy']);
  });

  test('is none where they are admitted without a cookie as well', async () => {
    const causes = await causesOf(names(() => true));
    expect(causes.length).toBeGreaterThan(0);
    expect(causes).not.toContain('medium cookie-changes-policy');
  });

  test('is none where anybody is trusted', async () => {
    const anybody = { rule: { origins: 'any', credentials: false, refused: [] } };
    expect(await causesOf(names(hasCookie), anybody)).toEqual([]);
  });
});

describe('a 401 to a token that is made up', () => {
  const answering401 = (when: (asked: AskedOfServer) => boolean) =>
    targetServer(ofResponses((answer, asked) => (when(asked) ? { ...answer, status: 401 } : answer)));
  const sendsToken = ({ headers }: AskedOfServer) => headers.some(([name]) => name === 'authorization');
  const rule = { headers: ['authorization'], methods: ['GET', 'HEAD', 'DELETE'] };
  const allowing =
    (server: Ask): Ask =>
    async (request) => {
      const answer = await server(request);
      if (!('status' in answer) || request.method !== 'OPTIONS') return answer;
      const methods = having(answer, 'access-control-allow-methods', 'GET, HEAD, DELETE');
      return having(methods, 'access-control-allow-headers', 'authorization');
    };
  const works = async (server: Ask) => {
    const { verdict, causes = [] } = await judged('works', { server: allowing(server) }, { rule });
    return { verdict, causes: causes.map(({ id, subject }) => `${id} ${subject}`) };
  };

  const red = { verdict: 'violates', causes: ['unexpected-status 401'] };

  test('is excused where the same call works without it', async () => {
    const server = answering401((asked) => asked.method !== 'DELETE' && sendsToken(asked));
    expect(await works(server)).toEqual({ verdict: 'conforms', causes: [] });
  });

  test('is a finding where the call is never made without it: nothing shows that it works', async () => {
    const server = answering401(({ method }) => method === 'DELETE');
    expect(await works(server)).toMatchObject(red);
  });

  test('is a finding where the call answers so without it too, though others work', async () => {
    const server = answering401(({ method }) => method === 'HEAD');
    expect(await works(server)).toMatchObject(red);
  });
});
