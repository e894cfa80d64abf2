/** How errors come to have CORS headers, whoever makes them. */
import type { CauseFacts } from '../../plan/causes.ts';
import type { ProxyName, ServerKind } from '../../screen/server-kind.ts';
import { admitTrusted, nginxMap, placeOfCors } from './settings.ts';
import { trustedOf } from './values.ts';

/** Errors that a web server in front of an application makes itself: the application's headers are not on them. */
export function errorsOfProxy(proxy: ProxyName, status: number, facts: CauseFacts): string[] {
  const isOpen = Object.values(trustedOf(facts)).every((origins) => origins.length === 0);
  const credentials = facts.credentials && !isOpen;
  if (isOpen && proxy !== 'nginx') return [openErrors(proxy)];
  switch (proxy) {
    case 'nginx': {
      const map = nginxMap(facts);
      const lines = [
        `add_header Access-Control-Allow-Origin ${map.length === 0 ? '*' : '$trusted'} always;`,
        ...(credentials ? ['add_header Access-Control-Allow-Credentials $credentials always;'] : []),
        ...(map.length === 0 ? [] : ['add_header Vary Origin always;']),
      ];
      return [
        ...map.map((line) =>
          credentials ? `${line} map $trusted $credentials { "" ""; default true; }` : line,
        ),
        `In the server: error_page ${status} = @cors_${status}; location @cors_${status} { ${lines.join(' ')} return ${status}; }`,
        'Do not add it in the location that passes requests on: the application sets it there, and browsers reject two.',
      ];
    }
    case 'apache':
      return [
        ...admitTrusted(facts, { name: 'apache' }).slice(0, 1),
        'Let Apache set it on every response, and drop what the application sets: Header always set Access-Control-Allow-Origin "%{TRUSTED}e" env=TRUSTED and, beside it, Header unset Access-Control-Allow-Origin; and Header always merge Vary Origin',
        ...(credentials
          ? [
              'Then the same for Access-Control-Allow-Credentials: Header always set … true env=TRUSTED, and Header unset ….',
            ]
          : []),
      ];
    case 'caddy':
      return [
        `In handle_errors { … }, one directive to a line: ${admitTrusted(facts, { name: 'caddy' })[0] ?? ''}; header @trusted Access-Control-Allow-Origin {re.origin.0};${credentials ? ' header @trusted Access-Control-Allow-Credentials true;' : ''} header Vary Origin; respond "{err.status_code}"`,
        'Not outside of it: the application sets the header on its own responses, and browsers reject two.',
      ];
    case 'haproxy':
      return [
        ...admitTrusted(facts, { name: 'haproxy' }),
        'http-after-response holds for the errors of HAProxy too, and set-header replaces what the application sets.',
      ];
  }
}

/** Errors of the part that sets the CORS headers on everything else. */
export function errorsOfPlace({ status }: CauseFacts, server: ServerKind): string[] {
  const limiter = status === 429 ? ', the rate limiter included' : '';
  switch (placeOfCors(server)) {
    case 'express':
      return [
        `app.use(cors(…)) before all that can answer an error${limiter}: authentication, body parsers, routes.`,
        'An error handler must keep the headers that are set: response.status(…), not response.writeHead with headers of its own.',
      ];
    case 'fastify':
      return [
        `Register @fastify/cors before the hooks and plugins that can answer an error${limiter}.`,
        ...(status === 404
          ? [
              'An unknown path below the prefix of a plugin is answered outside of it, unless the plugin has a setNotFoundHandler.',
            ]
          : []),
      ];
    case 'nest':
      return [`Call app.enableCors(…) in main.ts before any app.use(…) that can answer an error${limiter}.`];
    case 'koa':
      return [
        `app.use(cors(…)) before all that can answer an error${limiter}, and without keepHeadersOnError: false.`,
      ];
    case 'hono':
      return [`app.use(cors(…)) before all that can answer an error${limiter}, and for its path too.`];
    case 'node':
      return [
        'Set the CORS headers by response.setHeader before anything can answer, so that error paths have them too.',
      ];
    case 'nginx':
      return [
        'Put always at the end of each add_header of the CORS headers: without it they are left out on errors.',
        'A location (or named location of error_page) with an add_header of its own inherits none from outside: repeat the lines there.',
      ];
    case 'apache':
      return [
        'Header always set in place of Header set, not beside it: beside it the header is sent twice on other responses.',
      ];
    case 'caddy':
      return [
        'The header lines have to match the path of the error, and to come before what answers it (within route); repeat them in handle_errors { … } if there is one.',
      ];
    case 'haproxy':
      return [
        'http-after-response set-header in place of http-response set-header: it holds for the errors of HAProxy too.',
      ];
    case 'unknown':
      return [
        'Set the CORS headers on every status, before authentication, limits and routes can answer.',
        ...(server.behind
          ? []
          : [
              'If a proxy in front answers the error, the headers have to be set there, for its own errors only.',
            ]),
      ];
  }
}

/** The same where the policy admits any origin. */
function openErrors(proxy: Exclude<ProxyName, 'nginx'>): string {
  switch (proxy) {
    case 'apache':
      return 'Let Apache set it on every response, and drop what the application sets: Header always set Access-Control-Allow-Origin * and, beside it, Header unset Access-Control-Allow-Origin';
    case 'caddy':
      return 'In handle_errors { … }, one directive to a line: header Access-Control-Allow-Origin *; respond "{err.status_code}"';
    case 'haproxy':
      return 'http-after-response set-header Access-Control-Allow-Origin *: it holds for the errors of HAProxy too, and replaces what the application sets.';
  }
}
