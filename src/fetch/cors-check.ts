/** The CORS check: https://fetch.spec.whatwg.org/#concept-cors-check */
import { ALLOW_CREDENTIALS, ALLOW_ORIGIN } from './cors-headers.ts';
import { get } from './header-list.ts';
import { serializeRequestOrigin } from './origin.ts';
import { fetchSpec, type Check, type HeaderList, type Request } from './types.ts';

const LINK = fetchSpec('concept-cors-check');

/** https://fetch.spec.whatwg.org/#concept-cors-check */
export function corsCheck(
  request: Pick<Request, 'origin' | 'urlList' | 'credentials'>,
  headers: HeaderList,
): Check {
  const allowed = get(headers, ALLOW_ORIGIN);
  const fails = (why: string): Check => ({ ok: false, step: `The CORS check fails: ${why}`, link: LINK });
  const succeeds = (why: string): Check => ({
    ok: true,
    step: `The CORS check succeeds: ${why}`,
    link: LINK,
  });
  if (allowed === null) return fails('Access-Control-Allow-Origin is absent');
  const included = request.credentials === 'include';
  if (!included && allowed === '*')
    return succeeds(
      `Access-Control-Allow-Origin is \`*\` and the credentials mode is ${request.credentials}`,
    );
  const origin = serializeRequestOrigin(request);
  if (origin !== allowed) {
    const wildcard = allowed === '*' ? ', and `*` does not count when the credentials mode is include' : '';
    return fails(
      `Access-Control-Allow-Origin is \`${allowed}\`, the request's origin is \`${origin}\`${wildcard}`,
    );
  }
  if (!included) return succeeds(`Access-Control-Allow-Origin is \`${allowed}\`, the request's origin`);
  const credentials = get(headers, ALLOW_CREDENTIALS);
  if (credentials === 'true')
    return succeeds(
      `Access-Control-Allow-Origin is \`${allowed}\` and Access-Control-Allow-Credentials is \`true\``,
    );
  const seen = credentials === null ? 'absent' : `\`${credentials}\``;
  return fails(
    `the credentials mode is include and Access-Control-Allow-Credentials is ${seen}, not \`true\``,
  );
}
