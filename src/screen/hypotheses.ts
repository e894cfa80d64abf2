/** What a server may be doing: guesses at how it compares origins, each with the origins that it would admit. */
import type { CauseId } from '../plan/causes.ts';
import { hostParts } from '../policy/site.ts';

/** A guess, and whether it would admit an origin (as the server receives it). */
export interface Hypothesis {
  id: CauseId;
  /** What tells guesses of one id apart: the text that is compared. */
  subject: string;
  admits: (origin: string) => boolean;
}

/** Every guess about a server that is meant to trust `trusted` (origins, and patterns such as `https://*.example.com`). */
export function hypothesesOf(trusted: readonly string[]): Hypothesis[] {
  return [
    { id: 'reflects-origin', subject: '', admits: () => true },
    { id: 'allows-null', subject: '', admits: (origin) => origin === 'null' },
    ...trusted.flatMap((one) => (one.includes('*') ? ofPattern(one) : ofOrigin(one))),
    ...DEVELOPMENT,
    ...APPLICATIONS,
  ];
}

const escape = (text: string) => text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
/** A pattern in which the dots of a text are any character. */
const lax = (text: string) => escape(text).replaceAll('\\.', '.');

function matching(id: CauseId, subject: string, source: string, flags = ''): Hypothesis {
  const pattern = new RegExp(source, flags);
  return { id, subject, admits: (origin) => pattern.test(origin) };
}

/** Of one origin, `https://app.example.com:8443`. */
function ofOrigin(origin: string): Hypothesis[] {
  const { protocol, hostname, host, port } = new URL(origin);
  const { site, name } = hostParts(hostname);
  const own = escape(`${protocol}//`);
  const any = 'https?:\\/\\/';
  const ends = escape(host.slice(hostname.length));
  const anyPort = '(:\\d+)?';
  const sameHost = (scheme: string, after: string) => `^${scheme}${escape(hostname)}${after}$`;
  const texts = [...new Set([hostname, site])];
  return [
    matching('other-scheme', hostname, sameHost(any, ends)),
    matching('other-scheme', hostname, sameHost(any, port === '' ? '' : anyPort)),
    matching('other-port', hostname, sameHost(own, anyPort)),
    matching('other-port', hostname, sameHost(any, anyPort)),
    matching('unescaped-dot', origin, `^${own}${lax(hostname)}${ends}$`),
    matching('unescaped-dot', origin, `^${any}${lax(hostname)}${anyPort}$`),
    matching('unescaped-dot', origin, `^${any}${lax(hostname)}${ends}$`),
    matching('unescaped-dot', origin, `^${own}${lax(hostname)}${anyPort}$`),
    ...texts.flatMap((text) =>
      [own, any].flatMap((scheme) => [
        // Nothing, a sub-domain or anything before the text; nothing, a port or anything after it.
        ...(text === site
          ? [matching('undeclared-subdomain', text, `^${scheme}(.+\\.)?${escape(text)}${ends}$`)]
          : []),
        matching('undeclared-subdomain', text, `^${scheme}.+\\.${escape(text)}${ends}$`),
        matching('undeclared-subdomain', text, `^${scheme}[\\w-]+\\.${escape(text)}${ends}$`),
        matching('undeclared-subdomain', text, `^${scheme}(.+\\.)?${escape(text)}${anyPort}$`),
        matching('undeclared-subdomain', text, `^${scheme}([\\w-]+\\.)?${escape(text)}${ends}$`),
        matching('undeclared-subdomain', text, `^${scheme}([\\w-]+\\.)*${escape(text)}${ends}$`),
        matching('unanchored-start', text, `^${scheme}.*${escape(text)}${ends}$`),
        matching('unanchored-start', text, `^${scheme}.+${escape(text)}${ends}$`),
        matching('unanchored-start', text, `^${scheme}.*${escape(text)}${anyPort}$`),
        matching('unanchored-start', text, `^${scheme}.*${lax(text)}${ends}$`),
        matching('substring', text, `^${scheme}.*${escape(text)}`),
        matching('substring', text, `^${scheme}.*${lax(text)}`),
        matching(
          'unanchored-end',
          `${scheme === own ? protocol : 'https?:'}//${text}`,
          `^${scheme}${escape(text)}`,
        ),
        matching(
          'unanchored-end',
          `${scheme === own ? protocol : 'https?:'}//${text}`,
          `^${scheme}${lax(text)}`,
        ),
      ]),
    ),
    matching('unanchored-start', host, `${escape(host)}$`),
    matching('unanchored-start', site, `${escape(site)}$`),
    matching('unanchored-start', host, `${lax(host)}$`),
    matching('undeclared-subdomain', site, `\\.${escape(site)}$`),
    matching('undeclared-subdomain', hostname, `\\.${escape(hostname)}$`),
    matching('substring', hostname, escape(hostname)),
    matching('substring', site, escape(site)),
    matching('substring', hostname, lax(hostname)),
    matching('substring', name, escape(name)),
    ...partsOf(origin),
    matching('undeclared-origin', `${name}.*`, `^${any}${escape(name)}\\.[a-z.]+$`),
    matching('undeclared-origin', `${name}.*`, `^${own}${escape(name)}\\.[a-z]+$`),
    matching('undeclared-origin', `${name}.*`, `^${any}${escape(name)}\\.[a-z]+$`),
    matching('undeclared-origin', `${name}.*`, `^${own}${escape(name)}\\.[a-z.]+$`),
  ];
}

/** Of a pattern, `https://*.example.com`. */
function ofPattern(pattern: string): Hypothesis[] {
  const [scheme = 'https:', rest = ''] = pattern.split('//*.');
  const domain = rest.replace(/:\d+$/, '');
  const port = escape(rest.slice(domain.length));
  const own = escape(`${scheme}//`);
  const any = 'https?:\\/\\/';
  return [own, any].flatMap((start) => [
    matching('unanchored-start', domain, `^${start}.*${escape(domain)}${port}$`),
    matching('unanchored-start', domain, `^${start}.+${escape(domain)}${port}$`),
    matching('unescaped-dot', pattern, `^${start}.*${lax(`.${domain}`)}${port}$`),
    matching('unanchored-end', `.${domain}`, `^${start}.*${escape(`.${domain}`)}`),
    matching('substring', domain, `^${start}.*${escape(domain)}`),
    matching('undeclared-subdomain', domain, `^${start}(.+\\.)?${escape(domain)}${port}$`),
    matching('other-scheme', pattern, `^${start}.+\\.${escape(domain)}${port}$`),
    matching('other-port', pattern, `^${start}.+\\.${escape(domain)}(:\\d+)?$`),
    matching('unanchored-start', domain, `${escape(domain)}${port}$`),
    matching('substring', domain, escape(domain)),
  ]);
}

const LOOPBACK = '(localhost|127\\.0\\.0\\.1|\\[::1\\])';
const DEVELOPMENT: Hypothesis[] = [
  matching('development-origin', 'localhost', '^https?:\\/\\/localhost(:\\d+)?$'),
  matching('development-origin', 'localhost', '^http:\\/\\/localhost(:\\d+)?$'),
  matching('development-origin', 'localhost', '^http:\\/\\/localhost:\\d+$'),
  matching('development-origin', 'localhost', '^https?:\\/\\/localhost$'),
  matching('development-origin', 'localhost', '^https?:\\/\\/localhost'),
  matching('development-origin', 'localhost', '^http:\\/\\/localhost'),
  matching('development-origin', 'localhost', 'localhost'),
  ...[
    'http://localhost',
    'http://localhost:3000',
    'http://localhost:5173',
    'http://localhost:8080',
    'https://localhost',
    'https://localhost:3000',
  ].map((one) => matching('development-origin', 'localhost', `^${escape(one)}$`)),
  matching('development-origin', 'loopback', `^https?:\\/\\/${LOOPBACK}(:\\d+)?$`),
  matching('development-origin', 'loopback', `^http:\\/\\/${LOOPBACK}(:\\d+)?$`),
  matching('development-origin', '127.0.0.1', '^https?:\\/\\/127\\.'),
  matching('development-origin', '127.0.0.1', '^https?:\\/\\/127\\.0\\.0\\.1(:\\d+)?$'),
  matching('development-origin', '127.0.0.1', '127\\.0\\.0\\.1'),
  matching('development-origin', '127.0.0.1', '^http:\\/\\/127\\.0\\.0\\.1:\\d+$'),
  matching('development-origin', '[::1]', '^https?:\\/\\/\\[::1\\]'),
  matching(
    'development-origin',
    'private addresses',
    '^https?:\\/\\/(10|172\\.16|192\\.168)\\.[\\d.]+(:\\d+)?$',
  ),
  matching('development-origin', 'private addresses', '^https?:\\/\\/192\\.168\\.'),
  matching('development-origin', 'private addresses', '^https?:\\/\\/10\\.'),
  matching('development-origin', 'private addresses', '^https?:\\/\\/172\\.'),
  matching('development-origin', '.local', '\\.local$'),
  matching('development-origin', '.test', '\\.test(:\\d+)?$'),
  matching('development-origin', '.localhost', '\\.localhost(:\\d+)?$'),
  matching('development-origin', 'host.docker.internal', 'docker\\.internal'),
];

const APPLICATIONS: Hypothesis[] = [
  'capacitor',
  'ionic',
  'tauri',
  'chrome-extension',
  'moz-extension',
  'safari-web-extension',
  'file',
].map((scheme) => matching('application-origin', `${scheme}:`, `^${scheme}:`));

/** The comparison the wrong way round: the list, as a text, is searched for the origin, with its scheme or without. */
function partsOf(origin: string): Hypothesis[] {
  const partial = (admits: Hypothesis['admits']): Hypothesis => ({
    id: 'partial-match',
    subject: origin,
    admits,
  });
  const { protocol } = new URL(origin);
  const contained = [
    (part: string) => origin.includes(part),
    (part: string) => origin.slice(`${protocol}//`.length).startsWith(part),
    (part: string) => origin.endsWith(part),
  ];
  const hasScheme = (one: string) => one.startsWith(`${protocol}//`);
  return [
    ...contained.map((contains) => partial((one) => isPart(one, contains))),
    ...contained.map((contains) => partial((one) => hasScheme(one) && isPart(one, contains))),
    partial((one) => one !== '' && origin.startsWith(one)),
  ];
}

/** Whether the host of an origin, if it has one, is a part of another text. */
function isPart(origin: string, contains: (host: string) => boolean): boolean {
  const host = origin.replace(/^[a-z-]+:\/\//i, '');
  return host !== '' && contains(host);
}
