/** Why a call that the policy allows was blocked: what in the answers did it, and what mends it. */
import type { CheckPlan } from '../plan/check.ts';
import { allowedOrigin, allowsCredentials } from '../fetch/cors-headers.ts';
import { malformations } from './cors-headers.ts';
import type { Finding } from './findings.ts';
import type { Call } from './check-call.ts';

/** Why a call that the policy allows was not, or null if it was. */
export function notAllowed(call: Call, check: CheckPlan): Finding[] | null {
  const { report, request } = call;
  if (report.outcome === 'allowed') return null;
  const what = `${request.method} from ${call.origin}${request.credentials === 'include' ? ' with credentials' : ''}${sending(call)}`;
  const cause = causeOf(call, check);
  return [{ message: `${what} is blocked, not allowed: ${cause.message}`, severity: 'high', fix: cause.fix }];
}

function sending({ request }: Call): string {
  const names = request.headers.map(([name]) => name);
  return names.length > 0 ? ` with ${names.join(', ')}` : '';
}

/** What in the answers blocked a call. */
export function causeOf(call: Call, { rule, target }: CheckPlan): { message: string; fix: string } {
  const { preflight, actual, origin, request } = call;
  const decisive = actual ?? preflight;
  if (!decisive) return nothingSent(target.origin);
  const status = decisive.status ?? 0;
  const headers = decisive.responseHeaders;
  const which = actual ? 'the answer' : 'the preflight';
  const malformed = malformations(headers).find(({ severity }) => severity === 'high');
  if (!actual && (status < 200 || status > 299)) return badPreflightStatus(status);
  if (malformed) return malformed;
  const allowed = allowedOrigin(headers);
  if (allowed === null)
    return {
      message: `${which} (${status}) has no Access-Control-Allow-Origin`,
      fix: `${status === 404 ? `mend the path in the policy, if the server has no ${pathOf(call)}; if it has, ` : ''}answer ${origin} with Access-Control-Allow-Origin: ${origin}, on every status (nginx: add_header … always; Apache: Header always set)`,
    };
  if (allowed !== origin && allowed !== '*')
    return {
      message: `${which} allows ${allowed}, not ${origin}`,
      fix: `add ${origin} to the origins that the server allows, and answer with the origin that asks`,
    };
  if (request.credentials === 'include' && allowed === '*')
    return {
      message: `${which} allows *, which admits nobody with credentials`,
      fix: `answer with Access-Control-Allow-Origin: ${origin} and Vary: Origin`,
    };
  if (request.credentials === 'include' && !allowsCredentials(headers))
    return {
      message: `${which} has no Access-Control-Allow-Credentials: true`,
      fix: 'add Access-Control-Allow-Credentials: true, to the preflight and to the answer',
    };
  return actual
    ? { message: `the answer is ${status}`, fix: 'look at the traffic below' }
    : {
        message: `the preflight does not allow ${request.method}${sending(call)}`,
        fix: `answer it with Access-Control-Allow-Methods: ${rule.methods.join(', ')}${rule.headers.length > 0 ? ` and Access-Control-Allow-Headers: ${rule.headers.join(', ')}` : ''}`,
      };
}

/** The path and query of a call to the target. */
export function pathOf({ request }: Call): string {
  return request.url.replace(/^\$target/, '');
}

function nothingSent(target: string): { message: string; fix: string } {
  if (target.startsWith('https:'))
    return {
      message:
        'nothing was sent: the browser blocked it before CORS, or had the answer to another origin in its cache',
      fix: "see what the engine's console says, and add Vary: Origin to answers that a cache may keep",
    };
  return {
    message: 'nothing was sent: the browser blocked it before CORS, as mixed content for example',
    fix: 'serve the target over https',
  };
}

function badPreflightStatus(status: number): { message: string; fix: string } {
  const message = `the preflight is answered ${status}, not 2xx`;
  if (status >= 300 && status < 400)
    return { message, fix: 'answer OPTIONS at the URL itself: browsers follow no redirect of a preflight' };
  if (status === 401 || status === 403)
    return {
      message,
      fix: 'answer OPTIONS before authentication: a preflight carries no cookie and no password',
    };
  return { message, fix: 'handle OPTIONS at this path, before the routes and before authentication' };
}
