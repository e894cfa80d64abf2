/** Subresource Integrity, as far as it needs no digest: https://fetch.spec.whatwg.org/#concept-main-fetch */
import { NotModelled, fetchSpec, type Decision, type Fetched } from './types.ts';

/** https://w3c.github.io/webappsec-subresource-integrity/#the-integrity-attribute */
const HASH = /^sha(256|384|512)-[A-Za-z0-9+/_-]+=*(\?.*)?$/;

/** Why a response is refused for the request's integrity metadata, or null; throws where a digest decides. */
export function integrityCheck(
  metadata: string,
  fetched: Extract<Fetched, { kind: 'response' }>,
): Decision | null {
  if (metadata === '') return null;
  if (bodyIsNull(fetched))
    return {
      step: 'The request has integrity metadata and the body of the response is null, as an opaque one always is',
      link: fetchSpec('concept-main-fetch'),
    };
  if (metadata.split(/[\t\n\f\r ]+/).some((item) => HASH.test(item)))
    throw new NotModelled('whether the integrity metadata match the body');
  return null;
}

/** https://fetch.spec.whatwg.org/#null-body-status */
function bodyIsNull({ request, response, opaqueRedirect }: Extract<Fetched, { kind: 'response' }>): boolean {
  const empty = request.method === 'HEAD' || [204, 205, 304].includes(response.status);
  return empty || request.tainting === 'opaque' || opaqueRedirect === true;
}
