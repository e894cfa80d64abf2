/** The words for errors, redirects and statuses. */
import type { CauseFacts, CauseId } from '../../plan/causes.ts';
import { answeredBy, isProxy, type ProxyName, type ServerKind } from '../../screen/server-kind.ts';
import { errorsOfPlace, errorsOfProxy } from './error-headers.ts';
import { placeOfCors } from './settings.ts';
import { answeredWith, short, withoutQuery } from './values.ts';
import type { Wording } from './wording.ts';

export const ERRORS = {
  'redirect-without-cors': (facts, server) => ({
    title: `redirects ${facts.method} ${short(withoutQuery(facts.path))}${to(facts)} without Access-Control-Allow-Origin, so browsers do not follow`,
    fix: [headersBeforeRedirect(server), callTheFinalUrl(facts)],
  }),
  'redirect-not-followed': (facts) => {
    const isUrl = URL.canParse(answeredWith(facts, 'location') ?? '', 'https://api.example.com');
    const redirects = `redirects ${facts.method} ${short(withoutQuery(facts.path))}${to(facts)}`;
    return isUrl
      ? {
          title: `${redirects} in a circle: browsers give up after 20 redirects`,
          fix: [
            'See where the redirects should end: curl -sIL with the URL shows each of them.',
            'Two rules about a slash at the end often make a circle, as do http and https on either side of a reverse proxy.',
          ],
        }
      : {
          title: `${redirects}, which is no URL`,
          fix: ['Fix the Location header of the redirect: it must be a URL.'],
        };
  },
  'login-redirect': (facts, server) => ({
    title: `redirects the call${to(facts)}, a page of another origin, such as a login`,
    fix: [
      `Answer calls of pages with 401 instead of the redirect${answer401(server)}: they have Sec-Fetch-Mode: cors, navigations have navigate.`,
      'The page then sends the user to the login itself (location.assign), and calls again afterwards.',
    ],
  }),
  'error-without-cors': (facts, server) => {
    const status = facts.status ?? (/^\d{3}$/.test(facts.subject) ? Number(facts.subject) : null);
    const proxy = status === null ? null : proxyThatAnswered(facts, server, status);
    return {
      title: `answers ${status ?? 'errors'} without Access-Control-Allow-Origin${proxy ? ` (${TITLES[proxy]} itself seems to answer)` : ''}, so pages cannot read the status`,
      fix:
        proxy && server.behind && status !== null && server.corsIn !== 'proxy'
          ? errorsOfProxy(proxy, status, facts)
          : errorsOfPlace(facts, server),
    };
  },
  'unexpected-status': (facts, server) => ({
    title: `answers an allowed ${facts.method} ${short(withoutQuery(facts.path))} with ${facts.status ?? 'another status'}, not with what the policy expects`,
    fix: whatIsMissing(facts, server),
  }),
  'wrong-error-status': (facts) => ({
    title: `answers ${short(withoutQuery(facts.path))} with ${facts.status ?? 'another status'}, not with the ${/^\d{3}$/.test(facts.subject) ? facts.subject : 'status'} that the policy's errors name`,
    fix: [
      `Under errors of the policy, name a path that answers ${/^\d{3}$/.test(facts.subject) ? facts.subject : 'that status'}; or make the server do so.`,
      ...(facts.status === 401 || facts.status === 403
        ? ['Authentication seems to come first: pick a path that needs none, or give the rule a session.']
        : []),
    ],
  }),
} satisfies Partial<Record<CauseId, Wording>>;

const TITLES: Record<ProxyName, string> = {
  nginx: 'nginx',
  apache: 'Apache',
  caddy: 'Caddy',
  haproxy: 'HAProxy',
};

function to(facts: CauseFacts): string {
  const location = answeredWith(facts, 'location');
  return location === null ? '' : ` to ${short(withoutQuery(location), 70)}`;
}

function headersBeforeRedirect(server: ServerKind): string {
  switch (placeOfCors(server)) {
    case 'express':
      return 'app.use(cors(…)) before the middleware that redirects (slashes, https, express.static): it answers before the headers are set.';
    case 'fastify':
      return 'Register @fastify/cors before the hook or plugin that redirects, and in the same scope.';
    case 'nest':
      return 'Call app.enableCors(…) before the middleware that redirects.';
    case 'koa':
    case 'hono':
      return 'app.use(cors(…)) before the middleware that redirects (slashes, https): it answers before the headers are set.';
    case 'node':
      return 'Set the CORS headers by response.setHeader before the code that redirects.';
    case 'nginx':
      return 'The location that answers the redirect (return, rewrite, a folder without its slash) needs the add_header … always lines too.';
    case 'apache':
      return 'Header always set, in a section that covers the redirect too (Redirect, RewriteRule, a folder without its slash).';
    case 'caddy':
      return 'The header lines have to match the path of the redirect too (redir, or file_server for a folder).';
    case 'haproxy':
      return 'http-after-response set-header, in place of http-response: it holds for http-request redirect too.';
    case 'unknown':
      return 'Set the CORS headers before the redirect is answered, on the redirect too.';
  }
}

function callTheFinalUrl(facts: CauseFacts): string {
  const location = answeredWith(facts, 'location');
  return location === null
    ? 'Or let pages call the final URL.'
    : `Or let pages call the final URL: ${short(withoutQuery(location), 70)}.`;
}

function answer401(server: ServerKind): string {
  switch (placeOfCors(server)) {
    case 'express':
      return ' (response.sendStatus(401))';
    case 'fastify':
      return ' (reply.code(401).send())';
    case 'nest':
      return ' (throw new UnauthorizedException())';
    case 'koa':
      return ' (context.throw(401))';
    case 'hono':
      return ' (context.body(null, 401))';
    case 'node':
      return ' (response.writeHead(401).end(), after the CORS headers)';
    case 'nginx':
      return ' (with auth_request: no error_page 401 that redirects in the locations of the API)';
    case 'apache':
      return ' (with mod_auth_openidc: OIDCUnAuthAction 401 for the paths of the API)';
    default:
      return '';
  }
}

/** The web server that made the answer; null if it seems to be the application's. */
function proxyThatAnswered(facts: CauseFacts, server: ServerKind, status: number): ProxyName | null {
  if (answeredBy(server, status, facts.answered) !== 'proxy') return null;
  return server.behind ?? (isProxy(server.name) ? server.name : null);
}

/** What a status says is missing from a call that CORS allows. */
function whatIsMissing(facts: CauseFacts, server: ServerKind): string[] {
  const { status, method, path } = facts;
  switch (status) {
    case 401:
    case 403:
      return [
        `A session or a token is likely missing from the call; write status: ${status} if that answer is meant.`,
        ...(facts.credentials
          ? [
              'If there is a session cookie, it may not be sent: from a page of another site it needs SameSite=None; Secure.',
            ]
          : []),
      ];
    case 404:
    case 410:
      return [
        `Check the path in the policy: the server seems to have nothing at ${short(withoutQuery(path), 70)}.`,
      ];
    case 405:
    case 501:
      return [
        `Check the methods of the rule: ${method} seems not to be handled here${allowHeader(facts)}; or add the route.`,
      ];
    case 415:
      return [
        'Check the content type of the request: write the body as { json: … } for JSON, or name the Content-Type in headers.',
      ];
    case 400:
    case 422:
      return ['Check the body in the policy (and the query): the server does not accept what was sent.'];
    case 413:
      return ["The body is larger than the server's limit: raise the limit, or send less in the policy."];
    case 429:
      return [
        `A rate limit was reached${retryAfter(facts)}: set pace in the target, or raise the limit where it is tested.`,
      ];
    default:
      return whatFailed(facts, server);
  }
}

function whatFailed(facts: CauseFacts, server: ServerKind): string[] {
  const { status } = facts;
  if (status !== null && status >= 500) {
    const proxy = proxyThatAnswered(facts, server, status);
    return proxy && server.behind
      ? [`${TITLES[proxy]} got no answer from the application behind it: see whether it runs, and its log.`]
      : ['The server failed, whatever CORS says: see its log.'];
  }
  if (status !== null && status >= 300 && status < 400)
    return [`Let the rule name the URL that answers, not one that redirects${to(facts)}.`];
  return [
    `If ${status ?? 'the status'} is right, write it as the status of the rule; else see the server's log.`,
  ];
}

function allowHeader(facts: CauseFacts): string {
  const allow = answeredWith(facts, 'allow');
  return allow === null ? '' : ` (Allow: ${short(allow)})`;
}

function retryAfter(facts: CauseFacts): string {
  const after = answeredWith(facts, 'retry-after');
  return after === null ? '' : ` (Retry-After: ${short(after)})`;
}
