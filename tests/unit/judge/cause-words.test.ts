/** The words for causes: each has a title and a fix for each server, and names no other server. */
import { describe, expect, test } from 'vitest';
import { wordCause } from '../../../src/judge/cause-words.ts';
import { HOSTILE } from '../../../src/judge/cause-words/hostile.ts';
import type { ServerKind } from '../../../src/screen/server-kind.ts';
import { CAUSES, isCauseId, type CauseFacts, type CauseId } from '../../../src/plan/causes.ts';
import { APP, factsOf } from './cause-facts.ts';

const IDS = Object.keys(CAUSES).filter(isCauseId);
const HOSTILE_IDS = Object.keys(HOSTILE).filter(isCauseId);
const express: ServerKind = { name: 'express' };
const nginx: ServerKind = { name: 'nginx' };
const behindNginx: ServerKind = { name: 'express', behind: 'nginx', corsIn: 'application' };
const unknown: ServerKind = { name: 'unknown' };

const SERVERS: ServerKind[] = [
  ...(['express', 'fastify', 'koa', 'hono', 'nest', 'node'] as const).map((name) => ({ name })),
  ...(['nginx', 'apache', 'caddy', 'haproxy', 'unknown'] as const).map((name) => ({ name })),
  ...(['nginx', 'apache', 'caddy', 'haproxy'] as const).flatMap((behind): ServerKind[] => [
    { name: 'express', behind, corsIn: 'application' },
    { name: 'node', behind, corsIn: 'proxy' },
    { name: 'unknown', behind },
  ]),
];

/** How each server is told by its words. */
const NAMES: Partial<Record<ServerKind['name'], RegExp>> = {
  nginx: /nginx|add_header|\$http_origin|error_page/i,
  apache: /\bapache\b|Header always|SetEnvIf|RewriteRule/i,
  caddy: /caddy|header_regexp|\breverse_proxy\b/i,
  haproxy: /haproxy|http-after-response|http-request/i,
  express: /express|app\.options\(/i,
  fastify: /fastify/i,
  koa: /koa/i,
  hono: /hono/i,
  nest: /nest|enableCors/i,
};

/** Facts that lead to other words of the same id. */
const VARIANTS: Partial<CauseFacts>[] = [
  {},
  { trusted: [APP, 'https://*.partner.example'] },
  { trusted: [] },
  { answered: [] },
  { subject: '' },
  { status: null },
  ...[301, 400, 401, 403, 404, 405, 413, 415, 429, 500, 502].map((status) => ({ status })),
  { credentials: true },
  { declaredHeaders: [], headers: ['x-one'] },
  { where: 'preflight', only: ['PUT', '/items/none'] },
  { where: 'response', only: ['DELETE'] },
];

describe.each(SERVERS)('for %j', (server) => {
  const said = IDS.flatMap((id) =>
    VARIANTS.map((variant) => ({
      ...wordCause(factsOf(id, variant), server),
      case: `${id} ${JSON.stringify(variant)}`,
      longest: 'only' in variant ? 240 : 165,
    })),
  );

  test('each cause has a title and a fix', () => {
    for (const { title, fix, ...words } of said) {
      expect(title, words.case).toMatch(/^[a-z]\S.*[^\s.,:;]$/);
      expect(title.length, `${words.case}: ${title}`).toBeLessThanOrEqual(words.longest);
      expect(fix.length, words.case).toBeGreaterThan(0);
      expect(fix.length, words.case).toBeLessThanOrEqual(4);
      for (const line of [title, ...fix])
        expect(line, words.case).not.toMatch(/undefined|\bNaN\b|\[object|\n|\s$|^\s|\s\s/);
    }
  });

  test('no other server is named', () => {
    const others = Object.entries(NAMES).filter(([name]) => name !== server.name && name !== server.behind);
    for (const { title, fix, ...words } of said)
      for (const [, name] of others) expect([title, ...fix].join('\n'), words.case).not.toMatch(name);
  });

  test('the fix of a cause of origins has the trusted one', () => {
    for (const id of [
      ...HOSTILE_IDS,
      'origin-not-allowed',
      'malformed-allow-origin',
      'cookie-changes-policy',
    ] as const)
      expect(wordCause(factsOf(id), server).fix.join('\n').replaceAll('\\', ''), id).toContain(APP);
  });
});

describe('titles', () => {
  test.each<[CauseId, Partial<CauseFacts>, string]>([
    ['reflects-origin', {}, 'sends back whatever origin asks, such as https://evil.test, with credentials'],
    [
      'unanchored-start',
      {},
      'admits every origin that ends with example.com, such as https://evilexample.com',
    ],
    [
      'unanchored-end',
      { where: 'preflight' },
      'admits every origin that begins with https://app.example.com, in the preflight only; the response refuses them, but the request has been carried out by then',
    ],
    [
      'allows-null',
      { only: ['PUT', 'DELETE'] },
      'admits the origin null, which every sandboxed frame and data: document has, for PUT and DELETE only',
    ],
    ['preflight-status', {}, 'answers the preflight with 401'],
    [
      'preflight-status',
      { subject: 'upload', status: 400 },
      'answers the preflight of a page that listens to upload progress with 400, so the upload is never sent',
    ],
    [
      'login-redirect',
      {},
      'redirects the call to https://sso.login.example/oauth2/start, a page of another origin, such as a login',
    ],
    [
      'origin-not-allowed',
      {},
      'admits no trusted origin at all: the response has no Access-Control-Allow-Origin',
    ],
    [
      'origin-not-allowed',
      { admitsNobody: false, only: ['/items/none'] },
      'does not admit the trusted origin https://app.example.com: the response has no Access-Control-Allow-Origin, on /items/none only',
    ],
    [
      'credentials-not-allowed',
      { answered: [['Access-Control-Allow-Origin', '*']] },
      'answers calls with credentials with Access-Control-Allow-Origin: *, which browsers reject',
    ],
    [
      'method-not-allowed',
      { only: ['PUT'] },
      'does not allow PUT in the preflight: Access-Control-Allow-Methods is GET and POST',
    ],
    [
      'malformed-allow-origin',
      { answered: [['Access-Control-Allow-Origin', `${APP}, https://b.example`]] },
      'answers Access-Control-Allow-Origin: https://app.example.com, https://b.example, a list, and browsers accept one origin only',
    ],
    [
      'malformed-header',
      {
        answered: [
          ['Access-Control-Allow-Origin', '*'],
          ['Access-Control-Allow-Credentials', 'true'],
        ],
      },
      'sends Access-Control-Allow-Credentials: true beside Access-Control-Allow-Origin: *, which admits nobody with credentials',
    ],
  ])('%s %j', (id, changes, title) => {
    expect(wordCause(factsOf(id, changes), express).title).toBe(title);
  });

  test('values of the server are shortened, and their control characters escaped', () => {
    const { title } = wordCause(
      factsOf('preflight-redirect', { answered: [['Location', `/\u001b[31m${'a'.repeat(9000)}`]] }),
      express,
    );
    expect(title.length).toBeLessThan(200);
    expect(title).toContain('\\u001b[31m');
  });
});

describe('fixes', () => {
  test.each<[string, CauseId, Partial<CauseFacts>, ServerKind, string[]]>([
    ['cors', 'reflects-origin', {}, express, [`cors({ origin: ['${APP}'], … })`, 'origin: true']],
    [
      '@fastify/cors with a pattern',
      'reflects-origin',
      { trusted: [APP, 'https://*.partner.example'] },
      { name: 'fastify' },
      [`origin: ['${APP}', /^https:\\/\\/([a-z0-9-]+\\.)+partner\\.example$/]`],
    ],
    ['a list for nginx', 'substring', {}, nginx, [`map $http_origin $trusted { ${APP} $http_origin; }`]],
    [
      'Apache',
      'allows-null',
      {},
      { name: 'apache' },
      ['SetEnvIf Origin "^(https://app\\.example\\.com)$" TRUSTED=$1', 'env=TRUSTED'],
    ],
    ['a missing dot', 'unanchored-start', {}, express, ["endsWith('.example.com')", 'list is better']],
    [
      'a missing dot in a pattern',
      'unanchored-start',
      {},
      nginx,
      ['^https://([a-z0-9-]+\\.)*example\\.com$'],
    ],
    ['sub-domains', 'undeclared-subdomain', {}, unknown, ['https://*.example.com']],
    ['development', 'development-origin', {}, express, ['out of production', 'process.env.NODE_ENV']],
    ['the spelling of the list', 'origin-not-allowed', {}, express, ['without a slash at its end']],
    [
      'a fixed origin',
      'origin-not-allowed',
      { answered: [['Access-Control-Allow-Origin', 'https://b.example']] },
      express,
      ['not always with https://b.example'],
    ],
    ['any origin', 'origin-not-allowed', { trusted: [] }, unknown, ['Access-Control-Allow-Origin: *']],
    ['a stream of Fastify', 'origin-not-allowed', {}, { name: 'fastify' }, ['...reply.getHeaders()']],
    ['text/plain', 'cross-site-post', {}, express, ['Answer 415', 'CSRF token', 'SameSite', 'request.is']],
    ['one place', 'duplicate-allow-origin', {}, behindNginx, ['proxy_hide_header']],
    ['two lists', 'duplicate-allow-origin', {}, { name: 'apache' }, ['keep the line with always']],
    ['authentication first', 'preflight-status', {}, express, ['before authentication', 'no cookie']],
    ['a password of nginx', 'preflight-status', {}, behindNginx, ['limit_except OPTIONS']],
    ['OPTIONS in nginx', 'preflight-status', {}, nginx, ['return 204']],
    ['no route', 'preflight-status', { status: 405 }, express, ["app.options('/items/1'"]],
    ['upload', 'preflight-status', { subject: 'upload', status: 400 }, unknown, ['upload progress']],
    ['a slash', 'preflight-redirect', {}, express, ['slash at the end: let pages call /items/']],
    [
      'https',
      'preflight-redirect',
      { answered: [['Location', 'https://api.example.com/items']] },
      unknown,
      ['from http to https'],
    ],
    [
      'a login',
      'preflight-redirect',
      { answered: [['Location', '/login?next=%2Fitems']] },
      unknown,
      ['such as a login'],
    ],
    ['Authorization and *', 'header-not-allowed', {}, express, ['* does not cover Authorization']],
    [
      'methods and * with credentials',
      'method-not-allowed',
      { credentials: true, answered: [['Access-Control-Allow-Methods', '*']] },
      express,
      ['* means nothing', "methods: ['GET', 'PUT']"],
    ],
    [
      'lower case of a method',
      'method-not-allowed',
      { answered: [['Access-Control-Allow-Methods', 'get, put']] },
      express,
      ['write PUT, not put'],
    ],
    ['a redirect', 'redirect-without-cors', {}, express, ['before the middleware that redirects', '/tags']],
    ['a circle', 'redirect-not-followed', {}, express, ['curl -sIL', 'a slash at the end']],
    [
      'a redirect to no URL',
      'redirect-not-followed',
      { answered: [['Location', 'https://']] },
      express,
      ['Fix the Location header'],
    ],
    ['401 instead', 'login-redirect', {}, express, ['with 401', 'sends the user to the login']],
    [
      'errors of nginx itself',
      'error-without-cors',
      {},
      behindNginx,
      [
        'error_page 413 = @cors_413; location @cors_413 { add_header Access-Control-Allow-Origin $trusted always; add_header Vary Origin always; return 413; }',
        'browsers reject two',
        APP,
      ],
    ],
    [
      'errors where nginx sets CORS',
      'error-without-cors',
      { status: 404 },
      { name: 'node', behind: 'nginx', corsIn: 'proxy' },
      ['always'],
    ],
    ['errors of Apache', 'error-without-cors', {}, { name: 'apache' }, ['not beside it']],
    [
      'a cookie that is not sent',
      'unexpected-status',
      { credentials: true },
      unknown,
      ['session', 'SameSite=None; Secure'],
    ],
    ['a path', 'unexpected-status', { status: 404 }, unknown, ['/items/1']],
    ['a content type', 'unexpected-status', { status: 415 }, unknown, ['content type']],
    [
      'a limit',
      'unexpected-status',
      { status: 429, answered: [['Retry-After', '60']] },
      unknown,
      ['Retry-After: 60'],
    ],
    ['no application', 'unexpected-status', { status: 502 }, behindNginx, ['nginx got no answer']],
    ['mixed content', 'blocked-before-cors', {}, unknown, ['mixed content']],
    ['helmet', 'embedding-blocked', {}, express, ["crossOriginResourcePolicy: { policy: 'cross-origin' }"]],
    ['lastIndex', 'unstable-answer', {}, express, ['lastIndex']],
    ['what is exposed stays', 'not-exposed', {}, express, ["exposedHeaders: ['X-Page', 'X-Total']"]],
    ['Koa', 'not-exposed', {}, { name: 'koa' }, ["exposeHeaders: ['X-Page', 'X-Total']"]],
    ['Range', 'exposed-missing', {}, unknown, ['requests with Range']],
    ['Vary', 'missing-vary', {}, nginx, ['add_header Vary Origin always', 'no Origin was sent']],
    ['the policy', 'grants-method', {}, unknown, ['allows.methods']],
    ['max-age', 'max-age', {}, express, ['maxAge: 600']],
  ])('%s', (_, id, changes, server, said) => {
    const text = wordCause(factsOf(id, changes), server).fix.join('\n');
    for (const part of said) expect(text).toContain(part);
  });

  test('advice for an application never adds a header in nginx where requests are passed on', () => {
    for (const id of IDS) {
      const text = wordCause(factsOf(id), behindNginx).fix.join('\n');
      const outside = text.replaceAll(/location @cors_\d+ \{[^}]*\}/g, '');
      expect(outside).not.toMatch(/add_header Access-Control-\S+ \S+ always/);
    }
  });
});
