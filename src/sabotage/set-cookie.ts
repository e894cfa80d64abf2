/** Set-Cookie lines and the jar that they fill: https://www.rfc-editor.org/rfc/rfc6265#section-5 and its successor. */

export interface Cookie {
  name: string;
  /** Null where the cookie is for one host alone. */
  domain: string | null;
  host: string;
  path: string;
  secure: boolean;
  httpOnly: boolean;
}

/** A line as its pair and its attributes, which keep their order and spelling. */
export function partsOf(line: string): { pair: string; attributes: { name: string; value: string }[] } {
  const [pair = '', ...rest] = line.split(';').map((part) => part.trim());
  const attributes = rest
    .filter((part) => part !== '')
    .map((part) => {
      const [name = '', ...value] = part.split('=');
      return { name, value: value.join('=') };
    });
  return { pair, attributes };
}

/**
 * The jar after an answer from `url` with the Set-Cookie line: a cookie of the same name, domain and path is replaced,
 * one that is over is taken out, one that the server may not set is left out.
 */
export function stored(jar: readonly Cookie[], url: URL, line: string): Cookie[] {
  const { pair, attributes } = partsOf(line);
  const valueOf = (wanted: string) => attributes.findLast(({ name }) => name.toLowerCase() === wanted)?.value;
  const domain = valueOf('domain')?.replace(/^\./, '').toLowerCase() ?? null;
  const path = valueOf('path');
  const cookie: Cookie = {
    name: pair.split('=')[0]?.trim() ?? '',
    domain,
    host: url.hostname,
    path: path?.startsWith('/') ? path : url.pathname.replace(/\/[^/]*$/, '') || '/',
    secure: valueOf('secure') !== undefined,
    httpOnly: valueOf('httponly') !== undefined,
  };
  if (cookie.secure && url.protocol !== 'https:') return [...jar];
  if (domain !== null && !isWithin(url.hostname, domain)) return [...jar];
  const others = jar.filter((one) => keyOf(one) !== keyOf(cookie));
  return Number(valueOf('max-age') ?? 1) <= 0 ? others : [...others, cookie];
}

/** Names of the cookies that go with a request to `url` from the same site. */
export function namesFor(jar: readonly Cookie[], url: URL): string[] {
  return jar
    .filter(({ domain, host }) => (domain === null ? url.hostname === host : isWithin(url.hostname, domain)))
    .filter(({ secure }) => !secure || url.protocol === 'https:')
    .filter(({ path }) => url.pathname === path || url.pathname.startsWith(path.replace(/\/?$/, '/')))
    .map(({ name }) => name);
}

function isWithin(host: string, domain: string): boolean {
  return host === domain || host.endsWith(`.${domain}`);
}

function keyOf({ name, domain, host, path }: Cookie): string {
  return [name, domain ?? `=${host}`, path].join(' ');
}
