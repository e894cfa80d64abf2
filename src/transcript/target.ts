/** The URL as it was written -> the URL that a page would ask for, with what is surprising about it. */

export interface Target {
  /** Left as written if it is not a URL: the API's own error is told then. */
  url: string;
  notes: string[];
}

/** `page` is the address of the caller: https://html.spec.whatwg.org/#encoding-parsing-a-url */
export function readTarget(written: string, page: URL): Target {
  if (URL.canParse(written)) {
    const { protocol, href } = new URL(written);
    const host = /^[\w.-]+:\d+(\/|$)/.test(written);
    const notes = host
      ? [
          `${written} begins with a scheme called ${protocol.slice(0, -1)}: write http://${written} if that is a host`,
        ]
      : [];
    return { url: /^https?:$/.test(protocol) ? href : written, notes };
  }
  if (/^[a-z][a-z0-9+.-]*:/i.test(written) || !URL.canParse(written, page))
    return { url: written, notes: [] };
  const { href } = new URL(written, page);
  const [first = ''] = written.split(/[/?#]/);
  const lacks = /^[\w-]+(\.[\w-]+)+$/.test(first) ? `: write https://${written} if ${first} is a host` : '';
  return {
    url: href,
    notes: [`${written} is relative: a page of ${page.origin} asks for ${href}${lacks}`],
  };
}
