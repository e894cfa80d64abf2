/** What main fetch blocks before anything is sent: https://fetch.spec.whatwg.org/#main-fetch */
import { currentUrl, fetchSpec, type Decision, type Request } from './types.ts';

// https://fetch.spec.whatwg.org/#bad-port
const BAD_PORTS = new Set([
  0, 1, 7, 9, 11, 13, 15, 17, 19, 20, 21, 22, 23, 25, 37, 42, 43, 53, 69, 77, 79, 87, 95, 101, 102, 103, 104,
  109, 110, 111, 113, 115, 117, 119, 123, 135, 137, 139, 143, 161, 179, 389, 427, 465, 512, 513, 514, 515,
  526, 530, 531, 532, 540, 548, 554, 556, 563, 587, 601, 636, 989, 990, 993, 995, 1719, 1720, 1723, 2049,
  3659, 4045, 4190, 5060, 5061, 6000, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 10080,
]);

/** Why the request must not be made, or null: bad ports and mixed content. */
export function shouldBeBlocked(request: Request): Decision | null {
  const url = currentUrl(request);
  if (isHttp(url) && BAD_PORTS.has(Number(url.port || '80')))
    return { step: `The request is blocked: ${url.port} is a bad port`, link: fetchSpec('port-blocking') };
  if (request.client.secure && isHttp(url) && !isPotentiallyTrustworthy(url))
    return {
      step: `The request is blocked as mixed content: the caller is in a secure context and ${url.origin} is not potentially trustworthy`,
      link: 'https://w3c.github.io/webappsec-mixed-content/#should-block-fetch',
    };
  return null;
}

/** https://fetch.spec.whatwg.org/#http-scheme */
export function isHttp(url: URL): boolean {
  return url.protocol === 'http:' || url.protocol === 'https:';
}

/** https://w3c.github.io/webappsec-secure-contexts/#potentially-trustworthy-url, of HTTP(S) URLs */
export function isPotentiallyTrustworthy({ protocol, hostname }: URL): boolean {
  return protocol === 'https:' || /^127\.|^\[::1\]$|(^|\.)localhost\.?$/.test(hostname);
}
