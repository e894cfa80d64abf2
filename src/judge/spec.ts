/** Links into the standards, from the short form `fetch#anchor`. */

const STANDARDS: Record<string, string> = {
  fetch: 'https://fetch.spec.whatwg.org/',
  html: 'https://html.spec.whatwg.org/multipage/',
  xhr: 'https://xhr.spec.whatwg.org/',
  url: 'https://url.spec.whatwg.org/',
  beacon: 'https://w3c.github.io/beacon/',
  'fetch-metadata': 'https://w3c.github.io/webappsec-fetch-metadata/',
  'referrer-policy': 'https://w3c.github.io/webappsec-referrer-policy/',
  'mixed-content': 'https://w3c.github.io/webappsec-mixed-content/',
  sri: 'https://w3c.github.io/webappsec-subresource-integrity/',
  csp: 'https://w3c.github.io/webappsec-csp/',
  'http-caching': 'https://www.rfc-editor.org/rfc/rfc9111.html',
  cookies: 'https://httpwg.org/http-extensions/draft-ietf-httpbis-rfc6265bis.html',
};

/** `fetch#cors-check` -> the address; `html:origin.html#x` names a page of a standard in several parts. */
export function specLink(short: string): string {
  const [, standard = '', page = '', anchor = ''] = /^([a-z-]+)(?::([^#]+))?(#.+)?$/.exec(short) ?? [];
  const base = STANDARDS[standard];
  return base === undefined ? short : `${base}${page}${anchor}`;
}
