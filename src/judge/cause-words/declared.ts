/** The words for declared calls whose answers do not admit them: origins and credentials. */
import type { CauseFacts, CauseId } from '../../plan/causes.ts';
import { linesOf } from '../../fetch/header-list.ts';
import { isProxy, type ServerKind } from '../../screen/server-kind.ts';
import { admitTrusted, nginxMap, placeOfCors, setTo } from './settings.ts';
import { answeredWith, itemsAnswered, listed, quotedList, short } from './values.ts';
import type { Wording } from './wording.ts';

const ACAO = 'access-control-allow-origin';

export const DECLARED = {
  'origin-not-allowed': (facts, server) => ({
    title: `${whomNot(facts)}: ${saysOfOrigin(facts)}`,
    fix: [...uploadFirst(facts), ...admitted(facts, server)],
  }),
  'duplicate-allow-origin': (facts, server) => ({
    title: `sends Access-Control-Allow-Origin ${timesOf(facts)} (${listed(linesOf(facts.answered, ACAO)) || 'in one response'}), which no browser accepts`,
    fix: oneOnly(server),
  }),
  'malformed-allow-origin': (facts, server) => ({
    title: `answers Access-Control-Allow-Origin: ${short(originSaid(facts))}, ${whatIsWrong(originSaid(facts))}`,
    fix: [howToWrite(facts), ...admitTrusted(facts, server)],
  }),
  'credentials-not-allowed': (facts, server) => {
    const said = answeredWith(facts, 'access-control-allow-credentials');
    if (originSaid(facts) === '*')
      return {
        title: `answers calls with credentials with Access-Control-Allow-Origin: *, which browsers reject`,
        fix: [
          'With credentials, answer with the origin that asks, not with *.',
          ...admitTrusted(facts, server),
          setTo({ header: 'Access-Control-Allow-Credentials', values: ['true'] }, server),
        ],
      };
    const title =
      said === null
        ? `sends no Access-Control-Allow-Credentials: true ${inWhat(facts)}, so calls with credentials are blocked`
        : `answers Access-Control-Allow-Credentials: ${short(said)} ${inWhat(facts)}, and only true in lower case, sent once, counts`;
    return {
      title,
      fix: [
        ...(placeOfCors(server) === 'nginx' ? nginxMap(facts) : []),
        setTo({ header: 'Access-Control-Allow-Credentials', values: ['true'] }, server),
        'It is needed in the response to the preflight and in the response to the call.',
      ],
    };
  },
} satisfies Partial<Record<CauseId, Wording>>;

/** Which answer it is: "in the preflight". */
export function inWhat({ where }: CauseFacts): string {
  return where === 'preflight'
    ? 'in the preflight'
    : where === 'response'
      ? 'in the response'
      : 'in any response';
}

function originSaid(facts: CauseFacts): string {
  return answeredWith(facts, ACAO) ?? '';
}

function whomNot({ subject, admitsNobody, origin }: CauseFacts): string {
  if (subject === 'upload')
    return `does not admit the trusted origin ${short(origin)} in the preflight of a page that listens to upload progress`;
  return admitsNobody
    ? 'admits no trusted origin at all'
    : `does not admit the trusted origin ${short(origin)}`;
}

function uploadFirst({ subject, path }: CauseFacts): string[] {
  return subject === 'upload'
    ? [
        'A listener to upload progress (xhr.upload, onUploadProgress) makes even a simple POST preflighted.',
        `Set the CORS headers for OPTIONS ${short(path)} too, not for POST alone.`,
      ]
    : [];
}

function saysOfOrigin(facts: CauseFacts): string {
  const said = answeredWith(facts, ACAO);
  const what = facts.where === 'preflight' ? 'the preflight response' : 'the response';
  return said === null
    ? `${what} has no Access-Control-Allow-Origin`
    : `${what} says Access-Control-Allow-Origin: ${short(said === '' ? 'nothing' : said)}`;
}

/** What to look at, then the setting. */
function admitted(facts: CauseFacts, server: ServerKind): string[] {
  const said = answeredWith(facts, ACAO);
  if (facts.trusted.every((one) => !one.includes('://')))
    return [
      `Answer with Access-Control-Allow-Origin: * on every status (the policy admits any origin)${placeOfCors(server) === 'nginx' ? ': add_header Access-Control-Allow-Origin * always;' : '.'}`,
    ];
  const spelling = `Check how the list is spelt: an origin is scheme, host and port, as in ${short(facts.origin)}, without a slash at its end or a path.`;
  const fixed = `Answer with the origin that asks, not always with ${short(said ?? '')}.`;
  const first =
    facts.admitsNobody && (said === null || said === '')
      ? [spelling]
      : said !== null && said !== '' && said !== facts.origin
        ? [fixed]
        : [];
  return [...first, ...pastTheLibrary(facts, server), ...admitTrusted(facts, server)];
}

/** Responses that are written past the middleware; only for those where some calls are admitted. */
function pastTheLibrary(facts: CauseFacts, server: ServerKind): string[] {
  if (facts.where === 'preflight' || answeredWith(facts, ACAO) !== null) return [];
  switch (placeOfCors(server)) {
    case 'fastify':
      return [
        'No headers come on a route outside the plugin that registers @fastify/cors, nor on a response written to reply.raw without ...reply.getHeaders().',
      ];
    case 'express':
    case 'koa':
    case 'hono':
      return [`cors has to come before the route of ${short(facts.path)}, and before whatever else answers.`];
    case 'nginx':
      return [
        'A location with an add_header of its own inherits none from outside: repeat the CORS lines in it, with always.',
      ];
    default:
      return [];
  }
}

function timesOf(facts: CauseFacts): string {
  const times = linesOf(facts.answered, ACAO).length;
  return times <= 2 ? 'twice' : `${times} times`;
}

function oneOnly(server: ServerKind): string[] {
  const { name, behind } = server;
  const proxy = behind ?? (isProxy(name) ? name : null);
  switch (proxy) {
    case 'nginx':
      return behind
        ? [
            'nginx and the application behind it both set it. Let one do it: take the add_header line out of nginx,',
            'or keep it and drop the other: proxy_hide_header Access-Control-Allow-Origin; in that location.',
          ]
        : ['Keep one add_header Access-Control-Allow-Origin for each location.'];
    case 'apache':
      return [
        'Header set and Header always set are two lists: keep the line with always, and take the other one out.',
        ...(behind
          ? [
              'If the application behind Apache sets it too: Header unset Access-Control-Allow-Origin, beside Header always set.',
            ]
          : []),
      ];
    case 'caddy':
      return behind
        ? [
            'Caddy and the application behind it both set it. Let one do it: take the header line out of the Caddyfile,',
            'or keep it and drop the other, in reverse_proxy: header_down -Access-Control-Allow-Origin',
          ]
        : ['Keep one header line that sets it (without +, which adds).'];
    case 'haproxy':
      return [
        'http-after-response set-header, which replaces, in place of add-header; or let the application alone set it.',
      ];
    case null:
      return [
        'Let one place set it: the application or the proxy in front of it, not both.',
        ...(['express', 'koa', 'fastify', 'hono', 'nest', 'node'].includes(name)
          ? ['In the code, set the header, do not append it; and mount one CORS middleware for each path.']
          : []),
      ];
  }
}

function whatIsWrong(said: string): string {
  if (/[,\s]/.test(said)) return 'a list, and browsers accept one origin only';
  if (said !== '*' && said.includes('*')) return 'a pattern, and browsers compare it letter by letter';
  if (/^[a-z][a-z0-9+.-]*:\/\/[^/]+\/$/i.test(said))
    return 'with a slash at its end, which matches no origin';
  if (/[A-Z]/.test(said)) return 'in upper case, which matches no origin';
  return said === '' ? 'which is empty' : 'which is no origin as browsers send it';
}

function howToWrite(facts: CauseFacts): string {
  const said = originSaid(facts);
  if (/[,\s]/.test(said)) {
    const items = itemsAnswered(facts, ACAO);
    return `Keep the list in the server (${short(quotedList(items), 90)}), and answer with the one origin that asks, if it is on it.`;
  }
  if (said.includes('*')) return 'Match the pattern in the server, and answer with the one origin that asks.';
  if (!said.includes('://')) return 'Leave the header out where nobody is admitted.';
  return `Write ${short(said.toLowerCase().replace(/^([a-z][a-z0-9+.-]*:\/\/[^/]+).*$/s, '$1'))}: scheme, host and port in lower case, without a slash or a path.`;
}
