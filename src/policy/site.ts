/** The parts of a host, as far as look-alikes of it need them. */

/** Second-level names under which domains are registered in many countries. */
const SECOND_LEVEL = new Set(['ac', 'co', 'com', 'edu', 'gov', 'net', 'ne', 'or', 'org']);

export interface HostParts {
  /** The registrable domain: `example.com` of `app.example.com`. */
  site: string;
  /** The host without its top-level domain: `app.example`. */
  name: string;
  /** The first label, if the host is more than its site: `app`. */
  label: string;
}

/** An address or a single label is its own site. */
export function hostParts(hostname: string): HostParts {
  if (/^[\d.]+$|:/.test(hostname) || !hostname.includes('.'))
    return { site: hostname, name: hostname, label: '' };
  const labels = hostname.split('.');
  const country = labels.at(-1)?.length === 2 && SECOND_LEVEL.has(labels.at(-2) ?? '');
  const top = country && labels.length > 2 ? 2 : 1;
  const site = labels.slice(-top - 1).join('.');
  return {
    site,
    name: labels.slice(0, -top).join('.'),
    label: site === hostname ? '' : (labels[0] ?? ''),
  };
}
