/** The registrable domain of a host, as far as hostile look-alikes need it. */

/** Second-level names under which domains are registered in many countries. */
const SECOND_LEVEL = new Set(['ac', 'co', 'com', 'edu', 'gov', 'net', 'ne', 'or', 'org']);

/** `example.com` of `app.example.com`; an address or a single label stays as it is. */
export function siteOf(hostname: string): string {
  if (/^[\d.]+$|:/.test(hostname)) return hostname;
  const labels = hostname.split('.');
  const country = labels.at(-1)?.length === 2 && SECOND_LEVEL.has(labels.at(-2) ?? '');
  return labels.slice(country ? -3 : -2).join('.');
}
