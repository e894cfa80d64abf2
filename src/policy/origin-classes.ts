/**
 * Classes of origins that a policy does not trust: how an attacker, a developer's machine or an application comes to have
 * an origin that a careless comparison takes for a trusted one.
 */
import type { Reach } from '../plan/check.ts';
import { hostParts } from './site.ts';

export interface UntrustedOrigin {
  /** The class, as it stands in ids: `prefix`, `null-sandbox`, ... */
  id: string;
  /** Serialised origin, as the server receives it; empty for an empty Origin header. */
  origin: string;
  /** The page that has it; the trusted page embeds the opaque ones. */
  page: { origin: string; context: 'document' | 'sandboxed-iframe' | 'data-iframe' };
  reach: Reach;
  /** Whether everything is tried from it, one call of each kind, or only whether it can read. */
  depth: 'full' | 'light' | 'mild';
}

/** An attacker's own domain. */
export const FOREIGN = 'https://evil.test';
/** Characters that a host may hold by the URL standard and no name of the DNS does; engines differ in which they reach. */
const PROXY_ONLY = '! " $ & \' ( ) * + , ; = _ ` { } ~'.split(' ');
const PORTS = ['3000', '8080', '8443'];
const STAGES = ['dev', 'staging', 'www', 'admin'];
const TOP_LEVEL = ['net', 'org', 'io', 'dev'];

/** Classes made of one trusted origin (serialised). */
export function lookAlikesOf(trusted: string): UntrustedOrigin[] {
  const { protocol, hostname, port } = new URL(trusted);
  const scheme = `${protocol}//`;
  const suffix = port === '' ? '' : `:${port}`;
  const { site, name, label } = hostParts(hostname);
  const at = (host: string) => `${scheme}${host}${suffix}`;
  const dots = [...hostname.matchAll(/\./g)].map(({ index }) => index);
  const full = (id: string, host: string) => document(id, at(host));
  const light = (id: string, host: string) => document(id, at(host), 'light');
  const pages = [
    full('prefix', `${hostname}.evil.test`),
    full('suffix', `evil${site}`),
    full('suffix-host', `evil${hostname}`),
    full('sub-domain', `evil.${site}`),
    full('sub-domain-of-host', `evil.${hostname}`),
    full('unescaped-dot', hostname.replace('.', 'x')),
    full('substring', hostname.slice(1)),
    full('other-tld', `${name}.net`),
    document('other-port', `${scheme}${hostname}:8443`),
    document('other-scheme', `${protocol === 'https:' ? 'http:' : 'https:'}//${hostname}${suffix}`),
    light('concatenation', `${hostname}evil.test`),
    light('hyphen', `${hostname}-.evil.test`),
    light('hyphen-before', `evil-${site}`),
    light('underscore', `${hostname}_.evil.test`),
    light('inside', `${hostname.split('.').join('.')}.evil.${site}`),
    light('sub-domain-deep', `a.evil.${site}`),
    light('parent', site),
    ...STAGES.map((stage) => light(`stage-${stage}`, `${stage}.${site}`)),
    ...between(hostname, site).flatMap((parent, index) =>
      STAGES.map((stage) => light(`stage-${stage}-at-${index + 2}`, `${stage}.${parent}`)),
    ),
    ...(label === ''
      ? []
      : STAGES.slice(0, 2).map((stage) => light(`stage-${label}-${stage}`, `${label}-${stage}.${site}`))),
    ...dots
      .slice(1)
      .map((dot, index) => light(`unescaped-dot-at-${index + 2}`, replaceAt(hostname, dot, 'x'))),
    light('unescaped-dots', hostname.replaceAll('.', 'x')),
    light('substring-site', site.slice(1)),
    document('cut-end', `${scheme}${hostname.slice(0, -1)}`, 'light'),
    ...dots.map((dot, index) =>
      document(`cut-dot-${index + 1}`, `${scheme}${hostname.slice(0, dot)}`, 'light'),
    ),
    ...dots.map((dot, index) => light(`after-dot-${index + 1}`, hostname.slice(dot + 1))),
    ...TOP_LEVEL.slice(1).map((tld) => light(`other-tld-${tld}`, `${name}.${tld}`)),
    light('country', `${hostname}.au`),
    light('country-second-level', `${name}.co.uk`),
    light('trailing-dot', `${hostname}.`),
    light('idn', `${hostname.slice(0, 1)}\u0301${hostname.slice(1)}`),
    ...PORTS.map((other) => document(`port-${other}`, `${scheme}${hostname}:${other}`, 'light')),
    ...byPort(`${scheme}${hostname}`, port),
    document('port-of-other-scheme', `${scheme}${hostname}:${protocol === 'https:' ? 80 : 443}`, 'light'),
    ...PROXY_ONLY.flatMap((char) => [
      { ...light(`character-${hex(char)}`, `${hostname}${char}.evil.test`), reach: 'proxy-only' as const },
      { ...light(`character-${hex(char)}-before`, `evil.test${char}.${site}`), reach: 'proxy-only' as const },
    ]),
  ];
  return pages.flatMap((page) => [page, ...insecureTwin(page)]);
}

/** Without its port a host is a part of the trusted origin, as it is with a port that is cut short. */
function byPort(host: string, port: string): UntrustedOrigin[] {
  if (port === '') return [];
  return [
    document('port-default', host, 'light'),
    ...(port.length > 1 ? [document('port-shorter', `${host}:${port.slice(0, -1)}`, 'light')] : []),
    ...(Number(port) <= 6553 ? [document('port-longer', `${host}:${port}1`, 'light')] : []),
  ];
}

/** Classes that are the same for every policy; `embedder` is a real page that can hold an opaque frame. */
export function foreignOrigins(embedder: string): UntrustedOrigin[] {
  const opaque = (id: string, context: 'sandboxed-iframe' | 'data-iframe'): UntrustedOrigin => ({
    id,
    origin: 'null',
    page: { origin: embedder, context },
    reach: 'real-dns',
    depth: 'full',
  });
  return [
    document('any', FOREIGN),
    opaque('null-sandbox', 'sandboxed-iframe'),
    { ...opaque('null-data', 'data-iframe'), depth: 'light' },
    document('any-insecure', 'http://evil.test', 'light'),
    document('any-with-port', 'https://evil.test:8443', 'light'),
    document('localhost', 'http://localhost', 'light'),
    document('localhost-3000', 'http://localhost:3000'),
    document('localhost-5173', 'http://localhost:5173', 'light'),
    document('localhost-8080', 'http://localhost:8080', 'light'),
    document('localhost-secure', 'https://localhost', 'light'),
    document('localhost-secure-3000', 'https://localhost:3000', 'light'),
    document('localhost-prefix', 'https://localhost.evil.test', 'light'),
    document('loopback', 'http://127.0.0.1', 'light'),
    document('loopback-3000', 'http://127.0.0.1:3000', 'light'),
    document('loopback-prefix', 'https://127.0.0.1.evil.test', 'light'),
    document('loopback-ipv6', 'http://[::1]', 'light'),
    document('loopback-ipv6-3000', 'http://[::1]:3000', 'light'),
    document('private-10', 'http://10.0.0.5', 'light'),
    document('private-172', 'http://172.16.0.5:3000', 'light'),
    document('private-192', 'http://192.168.1.10', 'light'),
    document('private-192-3000', 'http://192.168.1.10:3000', 'light'),
    document('dot-local', 'http://printer.local', 'light'),
    document('dot-test', 'http://shop.test', 'light'),
    document('dot-localhost', 'http://app.localhost:3000', 'light'),
    document('docker', 'http://host.docker.internal:3000', 'light'),
    ...APPLICATION_ORIGINS.map(([id, origin]) => withoutPage(id, origin)),
  ];
}

/** Header values that no browser sends for a trusted page, and that a careless comparison takes for one. */
export function malformedOrigins(trusted: string): UntrustedOrigin[] {
  return [
    withoutPage('origin-list', `${trusted} ${FOREIGN}`),
    withoutPage('empty', ''),
    withoutPage('upper-case', trusted.toUpperCase()),
  ];
}

/** Origins of applications, extensions and files, which no page of a desktop browser's web can have. */
const APPLICATION_ORIGINS: [id: string, origin: string][] = [
  ['app-capacitor', 'capacitor://localhost'],
  ['app-ionic', 'ionic://localhost'],
  ['app-tauri', 'tauri://localhost'],
  ['app-chrome-extension', 'chrome-extension://abcdefghijklmnopabcdefghijklmnop'],
  ['app-firefox-extension', 'moz-extension://01234567-89ab-cdef-0123-456789abcdef'],
  ['app-safari-extension', 'safari-web-extension://01234567-89ab-cdef-0123-456789abcdef'],
  ['app-file', 'file://'],
];

function document(id: string, origin: string, depth: UntrustedOrigin['depth'] = 'full'): UntrustedOrigin {
  const serialised = URL.canParse(origin) ? new URL(origin).origin : '';
  return {
    id,
    origin: serialised,
    page: { origin: serialised, context: 'document' },
    reach: 'real-dns',
    depth,
  };
}

function withoutPage(id: string, origin: string): UntrustedOrigin {
  return { id, origin, page: { origin: '', context: 'document' }, reach: 'no-page', depth: 'light' };
}

/** The same host over http: what answers there may be compared without its scheme. */
function insecureTwin({ id, origin, reach }: UntrustedOrigin): UntrustedOrigin[] {
  if (!origin.startsWith('https:') || reach !== 'real-dns' || /^(other-|port-)/.test(id)) return [];
  return [document(`${id}-insecure`, origin.replace('https:', 'http:'), 'light')];
}

/** The parents of a host that lie below its site: `eu.example.com` of `app.eu.example.com`. */
function between(hostname: string, site: string): string[] {
  const labels = hostname.split('.');
  return labels
    .map((_, index) => labels.slice(index).join('.'))
    .filter((parent) => parent.endsWith(`.${site}`) && parent !== hostname);
}

function replaceAt(text: string, at: number, char: string): string {
  return text.slice(0, at) + char + text.slice(at + 1);
}

function hex(char: string): string {
  return char.charCodeAt(0).toString(16);
}
