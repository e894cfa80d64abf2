/** The words for origins that a server admits and the policy does not. */
import { admitTrusted, placeOfCors, varyOrigin } from './settings.ts';
import { answeredWith, asPattern, hostOf, listed, short, trustedOf } from './values.ts';
import type { CauseFacts, CauseId } from '../../plan/causes.ts';
import type { ServerKind } from '../../screen/server-kind.ts';
import type { Wording } from './wording.ts';

export const HOSTILE = {
  'reflects-origin': (facts, server) => ({
    title: `sends back whatever origin asks${such(facts)}${credentials(facts)}`,
    fix: [
      `Compare the whole Origin header with the list; do not send it back unseen${itsName(server, REFLECTING)}.`,
      ...admitTrusted(facts, server),
    ],
  }),
  'allows-any-origin': (facts, server) => ({
    title: `answers Access-Control-Allow-Origin: * to everybody, and the policy ${facts.trusted.length > 0 ? `admits ${listed(facts.trusted)} only` : 'admits no origin'}`,
    fix: [...noStar(server), ...admitTrusted(facts, server), ...varyIfByHand(facts, server)],
  }),
  'allows-null': (facts, server) => ({
    title: `admits the origin null, which every sandboxed frame and data: document has${credentials(facts)}`,
    fix: [
      'Take null off the list; a page that needs the API has an origin of its own.',
      ...admitTrusted(facts, server),
    ],
  }),
  'unanchored-start': (facts, server) => ({
    title: `admits every origin that ends with ${of(facts, 'a trusted text')}${such(facts)}${credentials(facts)}`,
    fix: [missingDot(facts, server), ...admitTrusted(facts, server)],
  }),
  'unanchored-end': (facts, server) => ({
    title: `admits every origin that begins with ${of(facts, 'a trusted text')}${such(facts)}${credentials(facts)}`,
    fix: [
      `Compare the whole origin, not its beginning; a pattern needs $ at its end: ${anchored(facts)}.`,
      ...admitTrusted(facts, server),
    ],
  }),
  substring: (facts, server) => ({
    title: `admits every origin that contains ${of(facts, 'a trusted text')}${such(facts)}${credentials(facts)}`,
    fix: [
      `Compare the whole origin, not a part of it; a pattern needs ^, $ and escaped dots: ${anchored(facts)}.`,
      ...admitTrusted(facts, server),
    ],
  }),
  'partial-match': (facts, server) => ({
    title: `admits origins that are only a part of a trusted one${such(facts)}${credentials(facts)}`,
    fix: [
      `The comparison seems to be the wrong way round: the list is searched for the origin as a text${isScript(server) ? " ('…'.includes(origin))" : ''}. Compare it with each entry as a whole.`,
      ...admitTrusted(facts, server),
    ],
  }),
  'unescaped-dot': (facts, server) => ({
    title: `takes the dots of ${of(facts, 'a trusted origin')} for any character and admits ${short(facts.origin)}${credentials(facts)}`,
    fix: [
      `In a pattern, . stands for any character: write \\. for each dot (${anchored(facts)}), or list the origins.`,
      ...admitTrusted(facts, server),
    ],
  }),
  'undeclared-subdomain': (facts, server) => ({
    title: `admits sub-domains of ${of(facts, 'a trusted domain')} that the policy does not list${such(facts)}${credentials(facts)}`,
    fix: [
      ...admitTrusted(facts, server),
      `If all sub-domains are meant to be trusted, add ${wildcardOf(facts)} to the origins of the policy.`,
    ],
  }),
  'other-scheme': (facts, server) => ({
    title: `admits a trusted host over ${scheme(facts)} too, as ${short(facts.origin)}${credentials(facts)}`,
    fix: [
      `Compare the whole origin, scheme included (no s? in a pattern)${scheme(facts) === 'http' ? ': whoever can change http traffic becomes that origin' : ''}.`,
      ...admitTrusted(facts, server),
    ],
  }),
  'other-port': (facts, server) => ({
    title: `admits a trusted host on any port${such(facts)}${credentials(facts)}`,
    fix: [
      'Compare the whole origin, port included (no (:\\d+)? in a pattern, no comparison of host names).',
      ...admitTrusted(facts, server),
    ],
  }),
  'development-origin': (facts, server) => ({
    title: `admits origins of development machines${such(facts)}${credentials(facts)}`,
    fix: [
      `Keep ${short(facts.origin)} out of production: read the list from the environment, and add it where you develop only${isScript(server) ? " (process.env.NODE_ENV !== 'production')" : ''}.`,
      ...admitTrusted(facts, server),
    ],
  }),
  'application-origin': (facts, server) => ({
    title: `admits ${short(facts.origin)}, an origin of applications, extensions or files${credentials(facts)}`,
    fix: [
      `Take ${short(facts.origin)} off the list, or add it to the origins of the policy if an application of yours has it.`,
      ...admitTrusted(facts, server),
    ],
  }),
  'undeclared-origin': (facts, server) => ({
    title: `admits ${short(facts.origin)}, which the policy does not list${credentials(facts)}`,
    fix: [
      ...admitTrusted(facts, server),
      `If ${short(facts.origin)} is meant to be trusted, add it to the origins of the policy.`,
    ],
  }),
} satisfies Partial<Record<CauseId, Wording>>;

/** How each library is told to reflect, by mistake. */
const REFLECTING: Partial<Record<ServerKind['name'], string>> = {
  express: 'origin: true reflects',
  fastify: 'origin: true reflects',
  nest: 'origin: true reflects',
  koa: 'without origin, @koa/cors reflects',
  hono: 'origin: (origin) => origin reflects',
  nginx: 'add_header Access-Control-Allow-Origin $http_origin reflects',
  apache: '%{Origin}i, or SetEnvIf Origin with a pattern for all, reflects',
  caddy: '{header.Origin} reflects',
  haproxy: '%[req.hdr(Origin)] without a condition reflects',
};

function itsName(server: ServerKind, names: Partial<Record<ServerKind['name'], string>>): string {
  const name = names[placeOfCors(server)];
  return name === undefined ? '' : ` (${name})`;
}

function noStar(server: ServerKind): string[] {
  const place = placeOfCors(server);
  if (place === 'node' || !isScript(server)) return [];
  const call = place === 'nest' ? 'enableCors()' : place === 'fastify' ? '@fastify/cors' : 'cors()';
  return [`${call} without origin answers * to everybody: name the origins.`];
}

/** The libraries add `Vary: Origin` themselves as soon as there is a list. */
function varyIfByHand(facts: CauseFacts, server: ServerKind): string[] {
  const place = placeOfCors(server);
  const isByHand = place === 'node' || place === 'unknown' || !isScript(server);
  return isByHand && facts.trusted.length > 0 ? [varyOrigin(server)] : [];
}

/** What a text that origins end with lacks: the dot before a domain, or the anchor before a host. */
function missingDot(facts: CauseFacts, server: ServerKind): string {
  const { subject } = facts;
  if (subject === '' || subject.includes('://')) return `A pattern needs ^ at its start: ${anchored(facts)}.`;
  const text = subject.replace(/^\./, '');
  const test = isScript(server)
    ? `origin.endsWith('.${text}')`
    : `a pattern such as ^https://([a-z0-9-]+\\.)*${asPattern([text])}$`;
  return `The dot before ${short(text)} is missing, or ^ at the start of a pattern: a list is better, and ${test} if all sub-domains are meant.`;
}

function anchored(facts: CauseFacts): string {
  const { texts, patterns } = trustedOf(facts);
  const [origin = 'https://app.example.com'] = [...texts, ...patterns];
  return `^${asPattern([origin])}$`;
}

/** An example; left out where the title says more of the answers. */
function such({ origin, where }: CauseFacts): string {
  return origin === '' || where !== 'both' ? '' : `, such as ${short(origin)}`;
}

function of({ subject }: CauseFacts, otherwise: string): string {
  return subject === '' ? otherwise : short(subject);
}

function scheme({ origin }: CauseFacts): string {
  return origin.split('://')[0] ?? '';
}

function wildcardOf(facts: CauseFacts): string {
  const { texts } = trustedOf(facts);
  const domain = facts.subject || hostOf(texts[0] ?? facts.origin).replace(/^[^.]+\./, '');
  return `https://*.${hostOf(domain).replace(/^(?:\*?\.)/, '')}`;
}

/** Added to a title if the try had credentials and the answer allows them. */
function credentials(facts: CauseFacts): string {
  const allowed = answeredWith(facts, 'access-control-allow-credentials') === 'true';
  return facts.credentials && allowed && answeredWith(facts, 'access-control-allow-origin') !== '*'
    ? ', with credentials'
    : '';
}

function isScript(server: ServerKind): boolean {
  return ['express', 'fastify', 'koa', 'hono', 'nest', 'node'].includes(placeOfCors(server));
}
