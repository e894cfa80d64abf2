/** The words for preflights, and for requests that should have had one. */
import type { CauseFacts, CauseId } from '../../plan/causes.ts';
import { answeredBy, type ServerKind } from '../../screen/server-kind.ts';
import { placeOfCors, setTo } from './settings.ts';
import { answeredWith, asPattern, headerName, itemsAnswered, listed, short, withoutQuery } from './values.ts';
import type { Wording } from './wording.ts';

export const PREFLIGHTS = {
  'preflight-status': (facts, server) => ({
    title: `answers ${facts.subject === 'upload' ? 'the preflight of a page that listens to upload progress' : 'the preflight'} with ${facts.status ?? 'no 2xx status'}${facts.subject === 'upload' ? ', so the upload is never sent' : ''}`,
    fix: [...whyOfStatus(facts, server), ...answerOptions(facts, server)],
  }),
  'preflight-redirect': (facts, server) => {
    const location = answeredWith(facts, 'location');
    const to = location === null ? '' : ` to ${short(withoutQuery(location), 70)}`;
    return {
      title: `redirects the preflight${to}, and browsers follow no redirect of a preflight`,
      fix: [whyRedirected(facts, location), ...answerOptions(facts, server)],
    };
  },
  'method-not-allowed': (facts, server) => {
    const method = facts.subject || facts.method;
    const allowed = itemsAnswered(facts, 'access-control-allow-methods');
    const other = allowed.find((one) => one !== method && one.toUpperCase() === method.toUpperCase());
    return {
      title: `does not allow ${short(method)} in the preflight: ${saysList('Access-Control-Allow-Methods', allowed)}`,
      fix: [
        ...(other === undefined
          ? []
          : [`Methods are compared letter by letter: write ${method}, not ${other}.`]),
        ...starIsNoHelp(facts, allowed, 'name the methods'),
        setTo(
          { header: 'Access-Control-Allow-Methods', values: withItem(facts.declaredMethods, method) },
          server,
        ),
      ],
    };
  },
  'header-not-allowed': (facts, server) => {
    const name = facts.subject || (facts.headers[0] ?? 'a declared header');
    const allowed = itemsAnswered(facts, 'access-control-allow-headers');
    const isAuthorization = name.toLowerCase() === 'authorization' && allowed.includes('*');
    return {
      title: `does not allow the request header ${short(headerName(name))} in the preflight: ${saysList('Access-Control-Allow-Headers', allowed)}`,
      fix: [
        ...(isAuthorization
          ? ['* does not cover Authorization: name it.']
          : starIsNoHelp(facts, allowed, 'name the headers')),
        setTo(
          { header: 'Access-Control-Allow-Headers', values: withItem(facts.declaredHeaders, name) },
          server,
        ),
      ],
    };
  },
  'cross-site-post': (facts, server) => ({
    title: `carries out a ${facts.method} that a page of any origin sends without a preflight${facts.subject === '' ? '' : `, as ${short(facts.subject)}`}${facts.credentials ? ", with the user's cookie" : ''}`,
    fix: [
      `Answer 415 unless Content-Type is application/json, before anything is carried out${refuse415(server)}; browsers send that only after a preflight.`,
      'Or require a header that pages cannot set without a preflight, such as a CSRF token, and make the session cookie SameSite=Lax or Strict if the pages are of the same site.',
    ],
  }),
} satisfies Partial<Record<CauseId, Wording>>;

function whyOfStatus({ status, subject }: CauseFacts, server: ServerKind): string[] {
  const upload =
    subject === 'upload'
      ? ['A listener to upload progress (xhr.upload, onUploadProgress) makes even a simple POST preflighted.']
      : [];
  if (status === 401 || status === 403)
    return [
      ...upload,
      'Answer OPTIONS before authentication: a preflight carries no cookie and no Authorization.',
    ];
  if (status === 404 || status === 405)
    return [
      ...upload,
      'Handle OPTIONS at this path: nothing does so now, or a route is there for other methods only.',
    ];
  if (status === 429) return [...upload, 'Leave preflights out of the rate limit, or answer them before it.'];
  if (status !== null && status >= 500)
    return [
      ...upload,
      `The server fails on OPTIONS: see its log, and answer preflights before ${server.behind ? 'they are passed on' : 'the code that fails'}.`,
    ];
  return [...upload, 'Answer OPTIONS with 204 before the request is validated: a preflight has no body.'];
}

/** How a preflight is answered, where the CORS headers are set. */
function answerOptions(facts: CauseFacts, server: ServerKind): string[] {
  const path = withoutQuery(facts.path) || '/';
  const isPassedOn =
    server.behind === 'nginx' &&
    placeOfCors(server) !== 'nginx' &&
    (facts.status === 401 || answeredBy(server, facts.status ?? 0, facts.answered) === 'proxy');
  if (isPassedOn && (facts.status === 401 || facts.status === 403))
    return [
      'If nginx asks for the password: limit_except OPTIONS { auth_basic …; auth_basic_user_file …; } lets preflights through to the application.',
    ];
  switch (placeOfCors(server)) {
    case 'express':
      return [
        `app.use(cors(options)) before authentication and the routes answers OPTIONS itself; cors(options) on one route does not: app.options('${path}', cors(options)).`,
      ];
    case 'fastify':
      return [
        'Register @fastify/cors before authentication hooks, in the plugin that has the route, and without preflight: false or preflightContinue: true.',
      ];
    case 'nest':
      return [
        'In main.ts, app.enableCors({ … }) before any app.use(…) that authenticates or limits, and without preflightContinue: true.',
      ];
    case 'koa':
      return [
        'app.use(cors({ … })) before authentication and the router: @koa/cors answers preflights itself.',
      ];
    case 'hono':
      return [
        `app.use('${path}', cors({ … })) before authentication and the routes: hono/cors answers preflights itself.`,
      ];
    case 'node':
      return [
        "After the CORS headers are set and before all else: if (request.method === 'OPTIONS' && request.headers['access-control-request-method']) return response.writeHead(204).end();",
      ];
    case 'nginx':
      return [
        'In the location that sets the CORS headers (with always): if ($request_method = OPTIONS) { return 204; } It answers before auth_basic and proxy_pass.',
      ];
    case 'apache':
      return [
        `One directive to a line: RewriteEngine On; RewriteCond %{REQUEST_METHOD} =OPTIONS; RewriteRule ^${asPattern([path])} - [R=204,L]. It answers before authentication, with the Header always set lines.`,
      ];
    case 'caddy':
      return [
        `@preflight { method OPTIONS; path ${path} } and respond @preflight 204, one directive to a line${facts.status === 401 || facts.status === 403 ? '; give authentication a matcher with not method OPTIONS' : ''}.`,
      ];
    case 'haproxy':
      return [
        `Before http-request auth and deny: http-request return status 204 if METH_OPTIONS { path ${path} }, with the CORS headers by http-after-response.`,
      ];
    case 'unknown':
      return [
        `Answer OPTIONS ${path} with 204 and the CORS headers, before authentication, limits, redirects and routes.`,
      ];
  }
}

function whyRedirected({ path }: CauseFacts, location: string | null): string {
  if (location === null) return 'Answer OPTIONS at the URL itself, without a redirect.';
  const target = location.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/]*/i, '');
  const [from, to] = [withoutQuery(path), withoutQuery(target)];
  if (from !== to && from.replace(/\/$/, '') === to.replace(/\/$/, ''))
    return `The redirect is about the slash at the end: let pages call ${short(to, 70)}, or answer both without a redirect.`;
  if (from === to && location.startsWith('https:'))
    return 'The redirect leads from http to https: let pages call the https URL.';
  if (from === to) return 'The redirect leads to another host: let pages call it there.';
  return 'Answer OPTIONS before whatever redirects, such as a login: a preflight carries no session.';
}

function saysList(header: string, items: readonly string[]): string {
  return items.length === 0 ? `it has no ${header}` : `${header} is ${listed(items, 4)}`;
}

function starIsNoHelp({ credentials }: CauseFacts, allowed: string[], instead: string): string[] {
  return credentials && allowed.includes('*') ? [`With credentials * means nothing: ${instead}.`] : [];
}

function withItem(items: readonly string[], item: string): string[] {
  return items.some((one) => one.toLowerCase() === item.toLowerCase()) ? [...items] : [...items, item];
}

function refuse415(server: ServerKind): string {
  switch (server.name) {
    case 'express':
      return " (if (!request.is('application/json')) return response.sendStatus(415))";
    case 'fastify':
      return " (app.removeContentTypeParser('text/plain') does so for text)";
    case 'koa':
      return " (if (!context.is('application/json')) context.throw(415))";
    case 'hono':
      return " (if (!context.req.header('Content-Type')?.startsWith('application/json')) return context.body(null, 415))";
    case 'nest':
      return ' (throw new UnsupportedMediaTypeException())';
    case 'node':
      return " (if (!request.headers['content-type']?.startsWith('application/json')) return response.writeHead(415).end())";
    default:
      return '';
  }
}
