/** Origins that look like a trusted one, or come from nowhere: each is a real page that tries. */
import { siteOf } from './site.ts';

export interface HostileOrigin {
  /** The class, as it stands in ids: `prefix`, `null-sandbox`, ... */
  id: string;
  /** In words: "the trusted origin as a prefix". */
  title: string;
  /** Serialised origin of the page. */
  origin: string;
  context: 'document' | 'sandboxed-iframe' | 'data-iframe';
  /** How such a page can come about. */
  reach: 'real-dns' | 'proxy-only';
}

/** Characters that a host may hold by the URL standard and no name of the DNS does; engines differ in which they reach. */
const PROXY_ONLY = ['+', '$', ',', ';', '!', "'", '(', ')', '&', '=', '~'];

/**
 * The hostile origins for a trusted one (serialised), the ones that `isTrusted` admits left out. `target` is the
 * serialised origin of the target.
 */
export function hostileOrigins(
  trusted: string,
  target: string,
  isTrusted: (origin: string) => boolean,
): HostileOrigin[] {
  const { protocol, hostname, port } = new URL(trusted);
  const scheme = `${protocol}//`;
  const suffix = port === '' ? '' : `:${port}`;
  const site = siteOf(hostname);
  const label = hostname.slice(0, hostname.indexOf('.'));
  const at = (host: string) => `${scheme}${host}${suffix}`;
  const page = (id: string, title: string, origin: string, reach: HostileOrigin['reach'] = 'real-dns') => ({
    id,
    title,
    origin,
    context: 'document' as const,
    reach,
  });
  const flipped = protocol === 'https:' ? 'http:' : 'https:';
  const candidates: HostileOrigin[] = [
    page('any', 'any origin', `${scheme}evil.test`),
    page('prefix', 'a host that begins with the trusted one', at(`${hostname}.evil.test`)),
    page('suffix', 'a domain that ends with the trusted one', at(`evil${site}`)),
    page('suffix-host', 'a host that ends with the trusted one', at(`evil${hostname}`)),
    page('concatenation', 'a domain that goes on where the trusted one ends', at(`${hostname}evil.test`)),
    page('substring', 'the trusted host without its first letter', at(hostname.slice(1))),
    page('substring-site', 'the trusted domain without its first letter', at(site.slice(1))),
    page('unescaped-dot', 'a letter where the trusted host has a dot', at(hostname.replace('.', 'x'))),
    page(
      'unescaped-dots',
      'letters where the trusted host has dots',
      at(`${hostname.replaceAll('.', 'x')}.test`),
    ),
    page('sub-domain', 'a sub-domain that is not listed', at(`evil.${site}`)),
    page('sub-domain-of-host', 'a sub-domain of the trusted host', at(`evil.${hostname}`)),
    page('parent', 'the domain itself', at(site)),
    page('other-scheme', `the trusted host over ${flipped.slice(0, -1)}`, `${flipped}//${hostname}${suffix}`),
    page('other-port', 'another port of the trusted host', `${scheme}${hostname}:8443`),
    page('trailing-dot', 'the trusted host with a dot at its end', at(`${hostname}.`)),
    page('localhost-prefix', 'a host that begins with localhost', `${scheme}localhost.evil.test`),
    page('loopback-prefix', 'a host that begins with 127.0.0.1', `${scheme}127.0.0.1.evil.test`),
    page('underscore', 'an underscore after the trusted host', at(`${hostname}_.evil.test`)),
    page('hyphen', 'a hyphen after the trusted host', at(`${hostname}-.evil.test`)),
    page('idn', 'the trusted host with an accent', at(`${label}\u0301${hostname.slice(label.length)}`)),
    ...PROXY_ONLY.map((char) =>
      page(
        `character-${char.charCodeAt(0).toString(16)}`,
        `${char} after the trusted host`,
        at(`${hostname}${char}.evil.test`),
        'proxy-only',
      ),
    ),
    { ...page('null-sandbox', 'a sandboxed frame', trusted), context: 'sandboxed-iframe' },
    { ...page('null-data', 'a data: document', trusted), context: 'data-iframe' },
  ];
  const seen = new Set<string>();
  return candidates.flatMap((candidate) => {
    if (!URL.canParse(candidate.origin)) return [];
    const { origin } = new URL(candidate.origin);
    const key = `${origin} ${candidate.context}`;
    const opaque = candidate.context !== 'document';
    if (seen.has(key) || origin === target || (!opaque && isTrusted(origin))) return [];
    seen.add(key);
    return [{ ...candidate, origin }];
  });
}

/** Origins of applications that no desktop page can have: tried at header level only. */
export const APPLICATION_ORIGINS = [
  'capacitor://localhost',
  'ionic://localhost',
  'tauri://localhost',
  'chrome-extension://abcdefghijklmnopabcdefghijklmnop',
  'file://',
];
