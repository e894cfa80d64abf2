/** How each server is told about CORS: the settings that a fix names, as they are written there. */
import type { CauseFacts } from '../../plan/causes.ts';
import type { ServerKind } from '../../screen/server-kind.ts';
import { asPattern, quoted, quotedList, trustedOf } from './values.ts';

export type ServerName = ServerKind['name'];

/** One CORS setting and its value. */
export interface Setting {
  header:
    | 'Access-Control-Allow-Methods'
    | 'Access-Control-Allow-Headers'
    | 'Access-Control-Expose-Headers'
    | 'Access-Control-Max-Age'
    | 'Access-Control-Allow-Credentials';
  values: string[];
}

/** Which of the server's parts sets the CORS headers, as far as is known; `unknown` is told in neutral words. */
export function placeOfCors({ name, behind, corsIn }: ServerKind): ServerName {
  return behind && corsIn === 'proxy' ? behind : name;
}

/** The lines that admit exactly the trusted origins. */
export function admitTrusted(facts: CauseFacts, server: ServerKind): string[] {
  const { texts, patterns } = trustedOf(facts);
  const place = placeOfCors(server);
  if (texts.length + patterns.length === 0)
    return [`Send no Access-Control-Allow-Origin here: the policy admits no origin.${atCorsCall(place)}`];
  const pattern = asPattern([...texts, ...patterns]);
  const list = `[${[...texts.map(quoted), ...patterns.map((one) => `/^${asPattern([one], true)}$/`)].join(', ')}]`;
  const isTrusted = (origin: string) =>
    patterns.length === 0
      ? `${list}.includes(${origin})`
      : `/^${asPattern([...texts, ...patterns], true)}$/.test(${origin})`;
  switch (place) {
    case 'express':
      return [`cors({ origin: ${list}, … })`];
    case 'fastify':
      return [`With @fastify/cors: await app.register(cors, { origin: ${list}, … })`];
    case 'nest':
      return [`app.enableCors({ origin: ${list}, … })`];
    case 'hono':
      return patterns.length === 0
        ? [`With hono/cors: cors({ origin: ${list}, … })`]
        : [`With hono/cors: cors({ origin: (origin) => (${isTrusted('origin')} ? origin : null), … })`];
    case 'koa':
      return [
        `With @koa/cors: cors({ origin: (context) => (${isTrusted("context.get('Origin')")} ? context.get('Origin') : ''), … })`,
      ];
    case 'node':
      return [
        `const { origin = '' } = request.headers; if (${isTrusted('origin')}) response.setHeader('Access-Control-Allow-Origin', origin);`,
      ];
    case 'nginx':
      return [
        ...nginxMap(facts),
        'In place of the line that sets it now: add_header Access-Control-Allow-Origin $trusted always;',
      ];
    case 'apache':
      return [
        `SetEnvIf Origin "^(${pattern})$" TRUSTED=$1`,
        'In place of the line that sets it now: Header always set Access-Control-Allow-Origin "%{TRUSTED}e" env=TRUSTED',
      ];
    case 'caddy':
      return [
        `@trusted header_regexp origin Origin ^${pattern}$`,
        'In place of the line that sets it now: header @trusted Access-Control-Allow-Origin {re.origin.0}',
      ];
    case 'haproxy':
      return [
        `One directive to a line: ${[
          ...texts.map((one) => `acl trusted req.hdr(Origin) -m str ${one}`),
          ...patterns.map((one) => `acl trusted req.hdr(Origin) -m reg ^${asPattern([one])}$`),
          'http-request set-var(txn.origin) req.hdr(Origin) if trusted',
        ].join('; ')}`,
        'In place of the line that sets it now: http-after-response set-header Access-Control-Allow-Origin %[var(txn.origin)] if { var(txn.origin) -m found }',
      ];
    case 'unknown':
      return [
        `Answer with Access-Control-Allow-Origin and the origin that asks, only if it is one of ${[...texts, ...patterns].join(', ')}.`,
      ];
  }
}

/** The map of nginx that makes `$trusted`; none if the policy admits any origin. */
export function nginxMap(facts: CauseFacts): string[] {
  const { texts, patterns } = trustedOf(facts);
  const entries = [
    ...texts.map((one) => `${one} $http_origin;`),
    ...patterns.map((one) => `"~^${asPattern([one])}$" $http_origin;`),
  ];
  return entries.length === 0 ? [] : [`In http { … }: map $http_origin $trusted { ${entries.join(' ')} }`];
}

const CALLS: Partial<Record<ServerName, [before: string, after: string]>> = {
  express: ['cors({ ', ', … })'],
  fastify: ['With @fastify/cors: app.register(cors, { ', ', … })'],
  nest: ['app.enableCors({ ', ', … })'],
  koa: ['With @koa/cors: cors({ ', ', … })'],
  hono: ['With hono/cors: cors({ ', ', … })'],
};

/** Names of the settings: of `cors`, which Fastify's and NestJS's share, and of Koa's and Hono's. */
const CORS_OPTIONS: Record<Setting['header'], string> = {
  'Access-Control-Allow-Methods': 'methods',
  'Access-Control-Allow-Headers': 'allowedHeaders',
  'Access-Control-Expose-Headers': 'exposedHeaders',
  'Access-Control-Max-Age': 'maxAge',
  'Access-Control-Allow-Credentials': 'credentials',
};
const KOA_OPTIONS: Record<Setting['header'], string> = {
  'Access-Control-Allow-Methods': 'allowMethods',
  'Access-Control-Allow-Headers': 'allowHeaders',
  'Access-Control-Expose-Headers': 'exposeHeaders',
  'Access-Control-Max-Age': 'maxAge',
  'Access-Control-Allow-Credentials': 'credentials',
};

/** One setting as the server's configuration has it; it takes the place of what is set now. */
export function setTo({ header, values }: Setting, server: ServerKind): string {
  const place = placeOfCors(server);
  const call = CALLS[place];
  const isScalar = header === 'Access-Control-Max-Age' || header === 'Access-Control-Allow-Credentials';
  if (call) {
    const option = (place === 'koa' || place === 'hono' ? KOA_OPTIONS : CORS_OPTIONS)[header];
    return `${call[0]}${option}: ${isScalar ? values.join() : quotedList(values)}${call[1]}`;
  }
  const value = values.join(', ');
  switch (place) {
    case 'node':
      return `response.setHeader('${header}', ${quoted(value)});`;
    case 'nginx':
      return header === 'Access-Control-Allow-Credentials'
        ? `In http { … }: map $trusted $credentials { "" ""; default true; } and in the location: add_header ${header} $credentials always;`
        : `In the location that sets the other CORS headers, in place of this header's line: add_header ${header} "${value}" always;`;
    case 'apache':
      return `In place of this header's line: Header always set ${header} "${value}", with the env= of the other CORS lines if they have one`;
    case 'caddy':
      return `In place of this header's line: header ${header} "${value}", with the matcher of the other CORS lines if they have one`;
    case 'haproxy':
      return `In place of this header's line: http-after-response set-header ${header} "${value}", with the condition of the other CORS lines if they have one`;
    default:
      return `Answer with ${header}: ${value}`;
  }
}

/** The option of a library, with a value that takes the setting away; the header's name elsewhere. */
export function leaveOut(header: Setting['header'], server: ServerKind): string {
  const place = placeOfCors(server);
  if (place === 'nginx') return `Take the add_header ${header} line out.`;
  if (CALLS[place]) {
    const option = (place === 'koa' || place === 'hono' ? KOA_OPTIONS : CORS_OPTIONS)[header];
    return `Take ${option} out of the options of ${place === 'nest' ? 'enableCors' : 'cors'}.`;
  }
  return `Leave ${header} out.`;
}

function atCorsCall(place: ServerName): string {
  return CALLS[place] ? ' Mount the CORS middleware only on the paths that pages may read.' : '';
}

/** How `Vary: Origin` is put on every response. */
export function varyOrigin(server: ServerKind): string {
  switch (placeOfCors(server)) {
    case 'express':
      return "Before the routes: app.use((request, response, next) => { response.vary('Origin'); next(); })";
    case 'nest':
      return "In main.ts, before enableCors: app.use((request, response, next) => { response.setHeader('Vary', 'Origin'); next(); })";
    case 'fastify':
      return "Before @fastify/cors: app.addHook('onRequest', async (request, reply) => { reply.header('Vary', 'Origin'); })";
    case 'koa':
      return "Before cors: app.use((context, next) => { context.vary('Origin'); return next(); })";
    case 'hono':
      return "Before cors: app.use(async (context, next) => { await next(); context.header('Vary', 'Origin', { append: true }); })";
    case 'node':
      return "Before anything is decided: response.setHeader('Vary', 'Origin');";
    case 'nginx':
      return 'In every location that sets CORS headers, beside them: add_header Vary Origin always;';
    case 'apache':
      return 'Without env=: Header always merge Vary Origin';
    case 'caddy':
      return 'Outside the matcher of the origins: header Vary Origin';
    case 'haproxy':
      return 'Without a condition on the origin: http-after-response add-header Vary Origin';
    case 'unknown':
      return 'Add Vary: Origin to every response, whoever asks.';
  }
}
