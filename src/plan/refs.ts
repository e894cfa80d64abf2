/** References inside texts: `$name` is a serialised origin, `$name:host` its host and port, `$$` a dollar sign. */

const REFERENCE = /\$(\$|[a-z][a-z0-9]*)(:host\b)?/g;

/** Where an origin is to be found while a case runs. */
export interface Address {
  /** The serialised origin, as it stands in headers. */
  origin: string;
  /** What URLs at this origin begin with; longer than `origin` if the token is in the path. */
  base: string;
}

export type Addresses = Record<string, Address>;

/** Names of the origins that `text` refers to. */
export function referencesIn(text: string): string[] {
  return [...text.matchAll(REFERENCE)].map((match) => match[1] ?? '').filter((name) => name !== '$');
}

/** Replaces references in a header value or a body. Unknown names are left as they are: `check` has refused them. */
export function resolveText(text: string, addresses: Addresses): string {
  return replace(text, addresses, (address) => address.origin);
}

/** Replaces references in a URL, where `$name/` leads to the place of the case on that server. */
export function resolveUrl(url: string, addresses: Addresses): string {
  return replace(url, addresses, (address) => address.base);
}

function replace(text: string, addresses: Addresses, pick: (address: Address) => string): string {
  return text.replace(REFERENCE, (match, name: string, host: string | undefined) => {
    if (name === '$') return `$${host ?? ''}`;
    const address = addresses[name];
    if (!address) return match;
    const picked = pick(address);
    return host === undefined ? picked : picked.slice(picked.indexOf('://') + 3);
  });
}

/** Addresses as the author wrote them, without tokens: for predictions, the judge and reports. */
export function nominalAddresses(origins: Record<string, { origin: string }>): Addresses {
  return Object.fromEntries(
    Object.entries(origins).map(([name, { origin }]) => [name, { origin, base: origin }]),
  );
}
