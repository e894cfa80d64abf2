/** How a server that compares origins wrongly is told from others that do: one mechanism for one mistake. */
import { describe, expect, test } from 'vitest';
import type { CauseId } from '../../../src/plan/causes.ts';
import { screenTarget } from '../../../src/screen/screen.ts';
import { checkOf, type PolicyChange } from '../target-policy.ts';
import { APP, targetServer, type AskedOfServer, type ServerChange } from '../target-server.ts';

/** What the screen makes of the openings to untrusted pages. */
async function mechanismsOf(admits: NonNullable<ServerChange['admits']>, change: PolicyChange = {}) {
  const { id, check } = checkOf('hostile', change);
  const screened = await screenTarget([{ id, check }], {
    ask: targetServer({ admits }),
    concurrency: 4,
    cookies: 'a=1',
    changes: 'few',
  });
  return (screened[id]?.mechanisms ?? []).map(({ id: cause, subject }) => `${cause} ${subject}`.trim());
}

/** Where origins alone are the subject, one call of each is enough. */
const PLAIN = {
  methods: ['GET'],
  headers: [],
  credentials: false,
  errors: {},
  refused: [],
  'max-age': undefined,
};

type Compares = (origin: string) => boolean;
const orApp =
  (compares: Compares): Compares =>
  (origin) =>
    origin === APP || compares(origin);
const matching =
  (pattern: RegExp): Compares =>
  (origin) =>
    pattern.test(origin);

test('a server that compares as it should has none', async () => {
  expect(await mechanismsOf((origin) => origin === APP)).toEqual([]);
});

describe('a server that admits', () => {
  test.each<[string, Compares, CauseId, string]>([
    ['whatever asks', () => true, 'reflects-origin', ''],
    ['null', orApp((origin) => origin === 'null'), 'allows-null', ''],
    [
      'what ends with the site',
      (origin) => origin.endsWith('example.com'),
      'unanchored-start',
      'example.com',
    ],
    [
      'what ends with the host',
      (origin) => origin.endsWith('app.example.com'),
      'unanchored-start',
      'app.example.com',
    ],
    [
      'https and what ends with the site',
      matching(/^https:.*example\.com$/),
      'unanchored-start',
      'example.com',
    ],
    ['sub-domains', matching(/^https:\/\/(.+\.)?example\.com$/), 'undeclared-subdomain', 'example.com'],
    [
      'sub-domains of the host',
      orApp((origin) => origin.endsWith('.app.example.com')),
      'undeclared-subdomain',
      'app.example.com',
    ],
    [
      'what begins as the origin',
      (origin) => origin.startsWith(APP),
      'unanchored-end',
      'https://app.example.com',
    ],
    [
      'what begins as the host, over both schemes',
      matching(/^https?:\/\/app\.example\.com/),
      'unanchored-end',
      'https?://app.example.com',
    ],
    [
      'what contains the host',
      (origin) => origin.includes('app.example.com'),
      'substring',
      'app.example.com',
    ],
    ['what contains the site', (origin) => origin.includes('example.com'), 'substring', 'example.com'],
    [
      'what is contained',
      (origin) => origin !== '' && APP.includes(origin.replace(/^https?:\/\//, '')),
      'partial-match',
      APP,
    ],
    [
      'what is contained, over https only',
      (origin) => origin !== '' && APP.includes(origin.replace('https://', '')),
      'partial-match',
      APP,
    ],
    [
      'what the host begins with, over https only',
      (origin) => origin.startsWith('https://') && APP.startsWith(origin),
      'partial-match',
      APP,
    ],
    ['any character for a dot', matching(/^https:\/\/app.example.com$/), 'unescaped-dot', APP],
    [
      'any character for a dot, any port',
      matching(/^https:\/\/app.example.com(:\d+)?$/),
      'unescaped-dot',
      APP,
    ],
    ['the other scheme', matching(/^https?:\/\/app\.example\.com$/), 'other-scheme', 'app.example.com'],
    ['other ports', matching(/^https:\/\/app\.example\.com(:\d+)?$/), 'other-port', 'app.example.com'],
    ['localhost', orApp(matching(/^http:\/\/localhost(:\d+)?$/)), 'development-origin', 'localhost'],
    [
      'one port of localhost',
      orApp((origin) => origin === 'http://localhost:5173'),
      'development-origin',
      'localhost',
    ],
    [
      'loopback in all its forms',
      orApp(matching(/^http:\/\/(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/)),
      'development-origin',
      'loopback',
    ],
    [
      'private addresses',
      orApp(matching(/^http:\/\/(10|172\.16|192\.168)\.[\d.]+(:\d+)?$/)),
      'development-origin',
      'private addresses',
    ],
    ['.local', orApp(matching(/\.local$/)), 'development-origin', '.local'],
    [
      'other top-level domains',
      matching(/^https:\/\/app\.example\.[a-z]+$/),
      'undeclared-origin',
      'app.example.*',
    ],
    [
      'an application',
      orApp((origin) => origin === 'capacitor://localhost'),
      'application-origin',
      'capacitor:',
    ],
    [
      'one origin for no reason',
      orApp((origin) => origin === 'https://evil.test:8443'),
      'undeclared-origin',
      'https://evil.test:8443',
    ],
    ['odd characters', orApp(matching(/[!$']/)), 'undeclared-origin', 'unusual characters'],
  ])('%s', async (_, admits, id, subject) => {
    expect(await mechanismsOf(admits, { rule: PLAIN })).toEqual([`${id} ${subject}`.trim()]);
  });

  test('two things for two reasons', async () => {
    const found = await mechanismsOf(
      orApp((origin) => origin === 'null' || /^http:\/\/localhost(:\d+)?$/.test(origin)),
    );
    expect(found.sort()).toEqual(['allows-null', 'development-origin localhost']);
  });

  test('what ends with a pattern it is given', async () => {
    const rule = { ...PLAIN, origins: ['https://*.example.com'] };
    const suffix = (origin: string) => origin.startsWith('https:') && origin.endsWith('example.com');
    expect(await mechanismsOf(suffix, { rule })).toEqual(['unanchored-start example.com']);
    const right = (origin: string) => /^https:\/\/([\w-]+\.)+example\.com$/.test(origin);
    expect(await mechanismsOf(right, { rule })).toEqual([]);
  });
});

describe('a server that is only open', () => {
  const only =
    (when: (asked: AskedOfServer) => boolean) =>
    (origin: string, asked: AskedOfServer): boolean =>
      origin === APP || when(asked);

  test.each<[string, (asked: AskedOfServer) => boolean]>([
    ['for one method', ({ wanted }) => wanted === 'PUT'],
    ['for one header', ({ headers }) => headers.some(([, value]) => value.includes('content-type'))],
    ['for one path', ({ path }) => path === '/none'],
    ['in its responses', ({ isPreflight }) => !isPreflight],
    ['in its preflights', ({ isPreflight }) => isPreflight],
    ['with a cookie', ({ headers }) => headers.some(([name]) => name === 'Cookie')],
  ])('%s', async (_, when) => {
    expect(await mechanismsOf(only(when))).toEqual(['reflects-origin']);
  });
});

test('a star is told apart from what compares', async () => {
  const { id, check } = checkOf('hostile', { rule: { credentials: false } });
  const screened = await screenTarget([{ id, check }], {
    ask: targetServer({
      edit: ({ status, headers }, { path }) => ({
        status,
        headers: path === '/none' ? [...headers] : [['access-control-allow-origin', '*']],
      }),
      admits: (origin, { path }) => origin === APP || (path === '/none' && origin === 'null'),
    }),
    concurrency: 1,
    cookies: '',
    changes: 'few',
  });
  expect(screened[id]?.mechanisms.map((one) => one.id).sort()).toEqual(['allows-any-origin', 'allows-null']);
});
