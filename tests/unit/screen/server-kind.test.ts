/** Which software a server is taken for, and who answered an error. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { answeredBy, serverOf, type ServerKind } from '../../../src/screen/server-kind.ts';
import type { HeaderPairs } from '../../../src/plan/http.ts';
import type { TargetPlan, TargetStart } from '../../../src/plan/target.ts';

const examples = resolve(import.meta.dirname, '../../../examples');
const read = (name: string) => readFileSync(resolve(examples, name), 'utf8');

function target(start: TargetStart, upstream?: TargetStart): TargetPlan {
  const plan = {
    origin: 'https://api.example.com',
    start,
    cwd: '/',
    env: {},
    ready: { path: '/', timeout: 9 },
  };
  return upstream ? { ...plan, upstream } : plan;
}

const module: TargetStart = { kind: 'module', module: '/app.js' };
const command: TargetStart = { kind: 'command', command: 'node app.js' };
const url: TargetStart = { kind: 'url', url: 'http://127.0.0.1:3000' };

describe('the server of each example', () => {
  const shop: TargetStart = { kind: 'command', command: 'node ../shop.js' };
  test.each<[string, TargetPlan, string[], ServerKind]>([
    ['express', target(command), ['express/app.js'], { name: 'express' }],
    ['fastify', target(module), ['fastify/app.js'], { name: 'fastify' }],
    ['koa', target(module), ['koa/app.js'], { name: 'koa' }],
    ['hono', target(module), ['hono/app.js'], { name: 'hono' }],
    ['node:http', target(module), ['node-http/app.js'], { name: 'node' }],
    [
      'nginx',
      target({ kind: 'nginx', config: '/nginx.conf' }, shop),
      ['nginx/nginx.conf', 'shop.js'],
      { name: 'node', behind: 'nginx', corsIn: 'proxy' },
    ],
    [
      'Apache',
      target({ kind: 'apache', config: '/httpd.conf' }, shop),
      ['apache/httpd.conf', 'shop.js'],
      { name: 'node', behind: 'apache', corsIn: 'proxy' },
    ],
    [
      'Caddy',
      target({ kind: 'caddy', config: '/Caddyfile' }, shop),
      ['caddy/Caddyfile', 'shop.js'],
      { name: 'node', behind: 'caddy', corsIn: 'proxy' },
    ],
    [
      'HAProxy',
      target({ kind: 'haproxy', config: '/haproxy.cfg' }, shop),
      ['haproxy/haproxy.cfg', 'shop.js'],
      { name: 'node', behind: 'haproxy', corsIn: 'proxy' },
    ],
  ])('%s', (_, plan, files, kind) => {
    expect(serverOf(plan, [], files.map(read).join('\n'))).toEqual(kind);
  });
});

describe('a server without its source', () => {
  test.each<[string, TargetPlan, HeaderPairs, ServerKind]>([
    ['a node command', target(command), [], { name: 'node' }],
    ['npm start', target({ kind: 'command', command: 'PORT=1 npm start' }), [], { name: 'node' }],
    ['nest start', target({ kind: 'command', command: 'npx nest start' }), [], { name: 'nest' }],
    ['another command', target({ kind: 'command', command: 'java -jar node.jar' }), [], { name: 'unknown' }],
    ['X-Powered-By', target(url), [['X-Powered-By', 'Express']], { name: 'express' }],
    ['another X-Powered-By', target(command), [['X-Powered-By', 'PHP/8.2']], { name: 'unknown' }],
    ['nothing', target(url), [], { name: 'unknown' }],
    ['Server', target(url), [['Server', 'nginx/1.22.1']], { name: 'unknown', behind: 'nginx' }],
    ['Via', target(url), [['via', '1.1 Caddy']], { name: 'unknown', behind: 'caddy' }],
    ['Tomcat', target(url), [['server', 'Apache-Coyote/1.1']], { name: 'unknown' }],
    [
      'Server and X-Powered-By',
      target(url),
      [
        ['server', 'Apache/2.4.62 (Debian)'],
        ['x-powered-by', 'Express'],
      ],
      { name: 'express', behind: 'apache' },
    ],
    ['a web server alone', target({ kind: 'nginx', config: '/n.conf' }), [], { name: 'nginx' }],
    [
      'an upstream',
      target({ kind: 'nginx', config: '/n.conf' }, module),
      [],
      { name: 'node', behind: 'nginx' },
    ],
  ])('%s', (_, plan, headers, kind) => {
    expect(serverOf(plan, [headers])).toEqual(kind);
  });
});

describe('what the source says', () => {
  test.each<[string, ServerKind['name']]>([
    ["import { NestFactory } from '@nestjs/core';\nimport express from 'express';", 'nest'],
    ['const cors = require("cors")', 'express'],
    ["const app = require('fastify')()", 'fastify'],
    ["const { createServer } = require('http');", 'node'],
    ["import { serve } from '@hono/node-server';", 'hono'],
    ["await import('koa')", 'koa'],
    ['// we once used express', 'node'],
  ])('%s', (source, name) => {
    expect(serverOf(target(command), [], source)).toEqual({ name });
  });

  const nginx = target({ kind: 'nginx', config: '/n.conf' }, module);
  test.each<[string, ServerKind['corsIn']]>([
    ['include mime.types;\nproxy_pass http://127.0.0.1:1;', 'application'],
    ["proxy_pass http://127.0.0.1:1;\nimport { a } from './a.js';", 'application'],
    ['proxy_hide_header Access-Control-Allow-Origin;', 'application'],
    ['# add_header Access-Control-Allow-Origin *;', 'application'],
    ['add_header "Access-Control-Allow-Origin" * always;', 'proxy'],
    ['include cors.conf;', undefined],
  ])('CORS headers of nginx with an application: %s', (source, place) => {
    expect(serverOf(nginx, [], source).corsIn).toBe(place);
  });

  const caddy = target({ kind: 'caddy', config: '/Caddyfile' }, module);
  test.each<[string, ServerKind['corsIn']]>([
    ['header @trusted {\n\tAccess-Control-Allow-Origin {re.origin.0}\n}', 'proxy'],
    ['reverse_proxy 127.0.0.1:1 {\n\theader_down -Access-Control-Allow-Origin\n}', 'application'],
    ["reverse_proxy 127.0.0.1:1\n  'access-control-allow-methods': 'GET',", 'application'],
    ['import cors', undefined],
  ])('CORS headers of Caddy with an application: %s', (source, place) => {
    expect(serverOf(caddy, [], source).corsIn).toBe(place);
  });
});

describe('who answered an error', () => {
  const express: ServerKind = { name: 'express', behind: 'nginx' };
  test.each<[ServerKind, number, HeaderPairs, string]>([
    [express, 413, [['server', 'nginx']], 'proxy'],
    [express, 502, [['content-type', 'text/html']], 'proxy'],
    [express, 413, [['x-powered-by', 'Express']], 'application'],
    [express, 429, [['content-type', 'application/json']], 'application'],
    [express, 401, [], 'application'],
    [{ name: 'express' }, 502, [], 'application'],
    [{ name: 'nginx' }, 404, [], 'proxy'],
    [{ name: 'unknown' }, 500, [], 'unknown'],
  ])('%j answers %i', (server, status, headers, who) => {
    expect(answeredBy(server, status, headers)).toBe(who);
  });
});
