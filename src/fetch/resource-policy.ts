/** Cross-Origin-Resource-Policy: https://fetch.spec.whatwg.org/#cross-origin-resource-policy-header */
import { get } from './header-list.ts';
import { isSameOriginUrl, isSchemelesslySameSite, redirectTaint } from './origin.ts';
import { currentUrl, fetchSpec, type Check, type Client, type Request, type Response } from './types.ts';

/** https://fetch.spec.whatwg.org/#cross-origin-resource-policy-check, outside navigations */
export function crossOriginResourcePolicyCheck(request: Request, response: Response): Check {
  const { embedderPolicy } = request.client;
  const written = get(response.headers, 'cross-origin-resource-policy');
  const ok =
    internalCheck(request, 'unsafe-none', response) && internalCheck(request, embedderPolicy, response);
  const value = written === null ? 'absent' : `\`${written}\``;
  return {
    ok,
    step: `The cross-origin resource policy check ${ok ? 'allows' : 'blocks'} the response: Cross-Origin-Resource-Policy is ${value}, the request's origin is \`${request.origin}\``,
    link: fetchSpec('cross-origin-resource-policy-check'),
  };
}

/**
 * Whether Cross-Origin-Embedder-Policy allows credentials. The text of 2026 has the redirect-taint the wrong way round
 * ("is not same-origin"), which would take credentials from plain same-origin requests:
 * https://fetch.spec.whatwg.org/#cross-origin-embedder-policy-allows-credentials
 */
export function embedderPolicyAllowsCredentials(request: Request): boolean {
  if (request.mode !== 'no-cors' || request.client.embedderPolicy !== 'credentialless') return true;
  return isSameOriginUrl(request.origin, currentUrl(request)) && redirectTaint(request) === 'same-origin';
}

function internalCheck(request: Request, embedder: Client['embedderPolicy'], response: Response): boolean {
  const { origin } = request;
  const url = currentUrl(response);
  const written = get(response.headers, 'cross-origin-resource-policy') ?? '';
  const implied =
    embedder === 'require-corp' || (embedder === 'credentialless' && response.includesCredentials)
      ? 'same-origin'
      : null;
  const policy = ['same-origin', 'same-site', 'cross-origin'].includes(written) ? written : implied;
  if (policy === 'same-origin') return isSameOriginUrl(origin, url);
  if (policy === 'same-site')
    return (
      isSchemelesslySameSite(origin, url.origin) && (origin.startsWith('https:') || url.protocol !== 'https:')
    );
  return true;
}
