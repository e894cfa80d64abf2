/** The words for headers, caches, and what differs from one answer to the next. */
import type { CauseFacts, CauseId } from '../../plan/causes.ts';
import type { ServerKind } from '../../screen/server-kind.ts';
import { inWhat } from './declared.ts';
import { admitTrusted, leaveOut, placeOfCors, setTo, varyOrigin } from './settings.ts';
import { answeredWith, headerName, itemsAnswered, listed, short, withoutQuery } from './values.ts';
import type { Wording } from './wording.ts';

const METHODS = 'Access-Control-Allow-Methods';
const HEADERS = 'Access-Control-Allow-Headers';
const EXPOSE = 'Access-Control-Expose-Headers';

export const HEADERS_AND_CACHES = {
  'blocked-before-cors': ({ method, path }) => ({
    title: `never gets ${method} ${short(withoutQuery(path))}: the browser blocks the call before CORS`,
    fix: [
      'Serve the API over https: a page over https must not call http (mixed content).',
      "If it is https already, the engine's console says why: a Content-Security-Policy of the page, a blocked port, or access to a private network.",
    ],
  }),
  'embedding-blocked': (facts, server) => ({
    title: `answers ${short(withoutQuery(facts.path))} with Cross-Origin-Resource-Policy: ${short(answeredWith(facts, 'cross-origin-resource-policy') ?? 'same-origin')}, so pages of other origins cannot embed it`,
    fix: [resourcePolicy(server)],
  }),
  'unstable-answer': (facts, server) => ({
    title: `answers the same ${facts.method} from ${short(facts.origin)} differently the second time`,
    fix: whyUnstable(server),
  }),
  'not-exposed': (facts, server) => {
    const exposed = itemsAnswered(facts, EXPOSE);
    const star = facts.credentials && exposed.includes('*');
    return {
      title: `sends ${name(facts)} and does not let pages read ${facts.subject.includes(',') ? 'them' : 'it'}: ${exposed.length === 0 ? `there is no ${EXPOSE}` : `${EXPOSE} is ${listed(exposed, 4)}`}`,
      fix: [
        ...(star ? ['With credentials * means nothing: name the headers.'] : []),
        setTo({ header: EXPOSE, values: [...exposed.filter((one) => one !== '*'), name(facts)] }, server),
        'It belongs on the response to the call, not on the one to the preflight.',
      ],
    };
  },
  'exposed-undeclared': (facts, server) => {
    const kept = itemsAnswered(facts, EXPOSE).filter((one) => one !== '*' && !sameName(facts.subject, one));
    return {
      title: `lets pages read ${facts.subject === '' ? 'response headers' : short(headerName(facts.subject))}, which the policy does not name under expose`,
      fix: [
        kept.length === 0 ? leaveOut(EXPOSE, server) : setTo({ header: EXPOSE, values: kept }, server),
        'Or add it to expose in the policy, if pages are meant to read it.',
      ],
    };
  },
  'exposed-missing': (facts) => ({
    title: `sends no ${name(facts)} in the response to ${facts.method} ${short(withoutQuery(facts.path))}, although the policy exposes it`,
    fix: [
      `Send ${name(facts)}, or take it out of expose in the policy.`,
      ...(/^(?:content-range|accept-ranges)$/i.test(facts.subject)
        ? ['It is sent in answer to requests with Range: name range under headers of the rule.']
        : []),
    ],
  }),
  'grants-method': (facts, server) => ({
    title: `allows ${facts.subject === '' ? 'methods' : short(facts.subject)} in preflights, which the policy does not name`,
    fix: [
      setTo({ header: METHODS, values: facts.declaredMethods }, server),
      'Or name it under allows.methods of the rule, if the list is meant for the whole server.',
    ],
  }),
  'grants-header': (facts, server) => ({
    title: `allows ${requestHeader(facts)} in preflights, which the policy does not name`,
    fix: [
      noEcho(facts, server),
      ...(facts.declaredHeaders.length === 0
        ? []
        : [setTo({ header: HEADERS, values: facts.declaredHeaders }, server)]),
      'Or name it under allows.headers of the rule, if the list is meant for the whole server.',
    ],
  }),
  'max-age': (facts, server) => {
    const said = answeredWith(facts, 'access-control-max-age');
    const expected = facts.declaredMaxAge === null ? null : String(facts.declaredMaxAge);
    const fault =
      said === null
        ? 'sends no Access-Control-Max-Age in the preflight response'
        : `answers Access-Control-Max-Age: ${short(said === '' ? 'nothing' : said)}`;
    return {
      title: `${fault}${expected === null ? ageFault(said) : `, and the policy says ${expected}`}`,
      fix: [
        expected === null
          ? 'Send a whole number of seconds, such as 600 (browsers keep a preflight for 7200 to 86400 at most), or write what is meant as max-age into the policy.'
          : setTo({ header: 'Access-Control-Max-Age', values: [expected] }, server),
      ],
    };
  },
  'credentials-allowed': (facts, server) => ({
    title: `answers Access-Control-Allow-Credentials: true ${inWhat(facts)}, although the policy has no credentials here`,
    fix: [
      leaveOut('Access-Control-Allow-Credentials', server),
      'Or write credentials: true into the policy, if pages are meant to call with cookies.',
    ],
  }),
  'missing-vary': (facts, server) => ({
    title: `answers by origin without Vary: Origin${answeredWith(facts, 'vary') === null ? '' : ` (Vary: ${short(answeredWith(facts, 'vary') ?? '')})`}, so caches can give one origin what another one got`,
    fix: [
      varyOrigin(server),
      'On every response: also where the origin is refused, and where no Origin was sent.',
    ],
  }),
  'cookie-changes-policy': (facts, server) => ({
    title: `admits ${short(facts.origin)} or not, depending on whether a cookie is sent`,
    fix: ['Decide by the Origin header alone, with a cookie as without one.', ...admitTrusted(facts, server)],
  }),
  'malformed-header': (facts, server) => malformed(facts, server),
  'answers-differ': (facts) => ({
    title: `answers ${facts.method} ${short(withoutQuery(facts.path))} of a browser otherwise than the same request of a plain client`,
    fix: [
      'See what decides besides Origin: User-Agent, Sec-Fetch-*, a cookie, a cache, a bot filter or a rate limit in front.',
    ],
  }),
  'behaviour-changed': (facts) => ({
    title: `does something else than its baseline says${facts.subject === '' ? '' : `: ${short(facts.subject, 90)}`}`,
    fix: ['Undo the change in the server, or accept it: npx playwright test --update-snapshots'],
  }),
} satisfies Partial<Record<CauseId, Wording>>;

function requestHeader({ subject }: CauseFacts): string {
  if (subject === '' || subject === 'any header') return 'any request header that is asked for';
  return `the request header${subject.includes(',') ? 's' : ''} ${short(headerName(subject))}`;
}

function name({ subject }: CauseFacts): string {
  return subject === '' ? 'a declared header' : short(headerName(subject));
}

function sameName(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

function resourcePolicy(server: ServerKind): string {
  const value = 'Cross-Origin-Resource-Policy: cross-origin';
  switch (server.name) {
    case 'express':
    case 'nest':
      return "app.use(helmet({ crossOriginResourcePolicy: { policy: 'cross-origin' } })): the default of helmet is same-origin.";
    case 'fastify':
      return "app.register(helmet, { crossOriginResourcePolicy: { policy: 'cross-origin' } }): the default of @fastify/helmet is same-origin.";
    case 'koa':
      return "app.use(helmet({ crossOriginResourcePolicy: { policy: 'cross-origin' } })): the default of koa-helmet is same-origin.";
    case 'hono':
      return "app.use(secureHeaders({ crossOriginResourcePolicy: 'cross-origin' })): the default of hono/secure-headers is same-origin.";
    case 'node':
      return "response.setHeader('Cross-Origin-Resource-Policy', 'cross-origin');";
    case 'nginx':
      return 'In place of the line that sets it: add_header Cross-Origin-Resource-Policy cross-origin always;';
    case 'apache':
      return 'In place of the line that sets it: Header always set Cross-Origin-Resource-Policy cross-origin';
    case 'caddy':
      return 'In place of the line that sets it: header Cross-Origin-Resource-Policy cross-origin';
    case 'haproxy':
      return 'In place of the line that sets it: http-after-response set-header Cross-Origin-Resource-Policy cross-origin';
    case 'unknown':
      return `Answer with ${value} where other origins may embed it, or leave the header out.`;
  }
}

function whyUnstable(server: ServerKind): string[] {
  const several = 'If there are several instances, see whether all have the same configuration.';
  return ['express', 'fastify', 'koa', 'hono', 'nest', 'node'].includes(placeOfCors(server))
    ? [
        'Take the flag g (or y) off the pattern of the origins: test() keeps lastIndex, and fails every other time.',
        several,
      ]
    : ['Decide by the Origin header alone: nothing that is kept from one request to the next.', several];
}

/** How the libraries are kept from allowing what is asked for. */
function noEcho({ declaredHeaders }: CauseFacts, server: ServerKind): string {
  const none = declaredHeaders.length === 0;
  switch (placeOfCors(server)) {
    case 'express':
    case 'nest':
    case 'fastify':
      return `Left out, allowedHeaders allows whatever is asked for${none ? ': write allowedHeaders: []' : ''}.`;
    case 'koa':
    case 'hono':
      return `Left out or empty, allowHeaders allows whatever is asked for${none ? ": write allowHeaders: ['Accept'], which needs no permission" : ''}.`;
    default:
      return `Do not send Access-Control-Request-Headers back, nor *${none ? ': leave Access-Control-Allow-Headers out' : ''}.`;
  }
}

function malformed(facts: CauseFacts, server: ServerKind): ReturnType<Wording> {
  const header = headerName(facts.subject) || 'a CORS header';
  const said = facts.subject === '' ? null : answeredWith(facts, facts.subject);
  const title = `sends ${said === null ? header : `${header}: ${short(said === '' ? 'nothing' : said)}`}, which browsers cannot use`;
  switch (header.toLowerCase()) {
    case 'access-control-allow-credentials':
      return said?.toLowerCase() === 'true'
        ? answeredWith(facts, 'access-control-allow-origin') === '*' && said === 'true'
          ? {
              title:
                'sends Access-Control-Allow-Credentials: true beside Access-Control-Allow-Origin: *, which admits nobody with credentials',
              fix: [
                leaveOut('Access-Control-Allow-Credentials', server),
                'Or answer with the origin that asks, if it is on the list.',
              ],
            }
          : { title, fix: [setTo({ header: 'Access-Control-Allow-Credentials', values: ['true'] }, server)] }
        : {
            title,
            fix: [
              'Only true in lower case means anything: leave the header out where credentials are not allowed.',
            ],
          };
    case 'access-control-allow-origin':
      return {
        title,
        fix: [
          said === '' || said === null
            ? 'Leave the header out where nobody is admitted.'
            : 'Send one origin, as browsers write it, or *.',
          ...admitTrusted(facts, server),
        ],
      };
    case 'access-control-max-age':
      return { title, fix: ['Send a whole number of seconds, such as 600.'] };
    default:
      return {
        title,
        fix: [`Write ${header} as tokens with commas between them, without quotes, on one line.`],
      };
  }
}

function ageFault(said: string | null): string {
  return said !== null && /^\d+$/.test(said)
    ? ', longer than any browser keeps a preflight'
    : ', which is no number of seconds';
}
