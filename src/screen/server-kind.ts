/** Which software a server seems to run, so that advice is given in its words. */
import { get } from '../fetch/header-list.ts';
import type { HeaderPairs } from '../plan/http.ts';
import type { TargetPlan, TargetStart } from '../plan/target.ts';

export type ApplicationName = 'express' | 'fastify' | 'koa' | 'hono' | 'nest' | 'node';
export type ProxyName = 'nginx' | 'apache' | 'caddy' | 'haproxy';

export interface ServerKind {
  /** What answers: the application if there is one behind a web server, else the web server. */
  name: ApplicationName | ProxyName | 'unknown';
  /** The web server in front of an application. */
  behind?: ProxyName;
  /** Which of the two sets the CORS headers, if the sources tell. */
  corsIn?: 'proxy' | 'application';
}

/** Software that is told by what a file of JavaScript imports, the most telling first. */
const IMPORTS: [ApplicationName, RegExp][] = [
  ['nest', imports('@nestjs/[\\w-]+')],
  ['fastify', imports('fastify|@fastify/[\\w-]+|fastify-cors')],
  ['koa', imports('koa|@koa/[\\w-]+')],
  ['hono', imports('hono(?:/[\\w/-]+)?|@hono/[\\w-]+')],
  ['express', imports('express|cors')],
  ['node', imports('(?:node:)?https?')],
];

/** How each web server writes a CORS header into its configuration. */
const SETS_CORS: Record<ProxyName, RegExp> = {
  nginx: /^[^#\n]*\b(?:add_header|more_set_headers)\s[^;\n]*Access-Control-/im,
  apache: /^\s*Header\s[^\n#]*Access-Control-/im,
  caddy: /^\s*(?:header(?:_down)?\s+(?:[^\s-]\S*\s+)?)?[+?>]?Access-Control-Allow-/im,
  haproxy: /^[^#\n]*\b(?:set|add)-header\s+Access-Control-/im,
};
/** How each takes another file in, which may hold what this one does not. */
const INCLUDES: Record<ProxyName, RegExp> = {
  nginx: /^\s*include\s+(?!\S*(?:mime\.types|_params)\b)[^;\n]+;/m,
  apache: /^\s*Include(?:Optional)?\s/im,
  caddy: /^\s*import\s+[\w./*-]+\s*$/m,
  haproxy: /^\s*\.include\s/m,
};

/** The statuses that a web server in front of an application answers itself. */
const OWN_ERRORS: Record<ProxyName, number[]> = {
  nginx: [400, 408, 413, 414, 429, 431, 502, 503, 504],
  apache: [400, 408, 413, 414, 431, 502, 503, 504],
  caddy: [413, 502, 503, 504],
  haproxy: [400, 408, 413, 429, 502, 503, 504],
};

/**
 * What a target seems to run: told from how the policy starts it, from the response headers of some answers, and from
 * `source`, the text of its module or configuration (of both, joined, if an application is behind a web server).
 */
export function serverOf(target: TargetPlan, answers: HeaderPairs[], source = ''): ServerKind {
  const { start, upstream } = target;
  const proxy = proxyOfStart(start) ?? proxyOfHeaders(answers);
  const application =
    proxyOfStart(start) && !upstream ? null : applicationOf(upstream ?? start, answers, source);
  if (!proxy) return { name: application ?? 'unknown' };
  // A web server that the policy starts alone, or one that a header names and nothing else is known of.
  if (proxyOfStart(start) && !upstream) return { name: proxy };
  const place = placeOfCors(proxy, start, source);
  return { name: application ?? 'unknown', behind: proxy, ...(place && { corsIn: place }) };
}

/** Which of the two seems to have answered an error: the web server itself, or the application. */
export function answeredBy(
  server: ServerKind,
  status: number,
  headers: HeaderPairs,
): 'proxy' | 'application' | 'unknown' {
  const { name, behind } = server;
  if (!behind) return name === 'unknown' ? 'unknown' : isProxy(name) ? 'proxy' : 'application';
  if (get(headers, 'x-powered-by') !== null) return 'application';
  const type = get(headers, 'content-type');
  if (type !== null && !/^text\/(?:html|plain)\b/i.test(type)) return 'application';
  return OWN_ERRORS[behind].includes(status) ? 'proxy' : 'application';
}

export function isProxy(name: ServerKind['name']): name is ProxyName {
  return Object.hasOwn(OWN_ERRORS, name);
}

function proxyOfStart({ kind }: TargetStart): ProxyName | null {
  return kind === 'command' || kind === 'module' || kind === 'url' ? null : kind;
}

function proxyOfHeaders(answers: HeaderPairs[]): ProxyName | null {
  const said = answers
    .map((headers) => `${get(headers, 'server') ?? ''}, ${get(headers, 'via') ?? ''}`)
    .join(', ')
    .toLowerCase();
  if (/\b(?:nginx|openresty)\b/.test(said)) return 'nginx';
  if (/\bcaddy\b/.test(said)) return 'caddy';
  if (/\bapache(?:\/|\b(?!-))/.test(said)) return 'apache';
  return /\bhaproxy\b/.test(said) ? 'haproxy' : null;
}

function applicationOf(start: TargetStart, answers: HeaderPairs[], source: string): ApplicationName | null {
  const imported = IMPORTS.find(([, pattern]) => pattern.test(source))?.[0] ?? null;
  if (imported !== null && imported !== 'node') return imported;
  const powered = answers.map((headers) => get(headers, 'x-powered-by') ?? '');
  if (powered.some((value) => /\bexpress\b/i.test(value))) return 'express';
  if (powered.some((value) => /\bhono\b/i.test(value))) return 'hono';
  if (powered.some((value) => /\bkoa\b/i.test(value))) return 'koa';
  if (powered.some(Boolean)) return null;
  if (start.kind === 'command') return imported ?? applicationOfCommand(start.command);
  // A module exports a handler of node:http, or an application of one of the above.
  return start.kind === 'module' ? 'node' : imported;
}

function applicationOfCommand(command: string): ApplicationName | null {
  if (/\bnest(?:\.js)? start\b/.test(command)) return 'nest';
  if (/\bfastify start\b/.test(command)) return 'fastify';
  return /(?:^|[\s;&/])(?:node|tsx|ts-node|nodemon|npm|npx|yarn|pnpm)(?:\.exe|\.cmd)?\s/.test(`${command} `)
    ? 'node'
    : null;
}

function placeOfCors(proxy: ProxyName, start: TargetStart, source: string): ServerKind['corsIn'] | null {
  if (!proxyOfStart(start) || source === '') return null;
  if (SETS_CORS[proxy].test(source)) return 'proxy';
  return INCLUDES[proxy].test(source) ? null : 'application';
}

/** A pattern for an import or a require of packages. */
function imports(names: string): RegExp {
  return new RegExp(`(?:\\bfrom|\\bimport|\\brequire\\(|\\bimport\\()\\s*['"](?:${names})['"]`);
}
