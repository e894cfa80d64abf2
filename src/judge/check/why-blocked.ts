/** Why a declared call was blocked: what in the answers did it, by the order in which a browser looks at them. */
import { get, linesOf } from '../../fetch/header-list.ts';
import { extractTokens } from '../../fetch/extract-values.ts';
import { isCorsSafelistedMethod } from '../../fetch/methods.ts';
import { corsUnsafeRequestHeaderNames } from '../../fetch/safelist.ts';
import type { CauseId } from '../../plan/causes.ts';
import type { Answer, Tried } from '../../screen/tried.ts';
import type { Finding } from './finding.ts';

/** Subject of what fails only where a page listens to the progress of an upload. */
export const UPLOAD = 'upload';

type Why = Pick<Finding, 'id' | 'subject' | 'where'>;

/** `target` is the serialised origin of the target. */
export function whyBlocked(tried: Tried, target: string): Why {
  const { preflight, response, plan } = tried;
  if (response) return inResponse(response, tried, target);
  if (!preflight) return { id: 'blocked-before-cors', subject: '', where: 'response' };
  const { status } = preflight;
  if (status >= 300 && status < 400) return at('preflight', 'preflight-redirect');
  if (status < 200 || status > 299)
    return at('preflight', 'preflight-status', plan.upload ? UPLOAD : String(status));
  const why =
    inOrigin(preflight, plan.origin, 'preflight') ??
    inCredentials(preflight, tried, 'preflight') ??
    inGrants(preflight, tried);
  return plan.upload && why.id === 'origin-not-allowed' ? { ...why, subject: UPLOAD } : why;
}

function at(where: Finding['where'], id: CauseId, subject = ''): Why {
  return { id, subject, where };
}

function inResponse(response: Answer, tried: Tried, target: string): Why {
  const { status, headers } = response;
  const location = get(headers, 'location');
  if (status >= 300 && status < 400 && location !== null) {
    const base = target + tried.plan.path;
    if (URL.canParse(location, base) && new URL(location, base).origin !== target)
      return at('response', 'login-redirect');
    if (get(headers, 'access-control-allow-origin') === null) return at('response', 'redirect-without-cors');
    return inHeaders(response, tried) ?? at('response', 'redirect-not-followed');
  }
  const why = inHeaders(response, tried);
  if (!why) return at('response', 'blocked-before-cors');
  // An error page of something in front of the application, as a rule.
  return why.id === 'origin-not-allowed' && status >= 400
    ? at('response', 'error-without-cors', String(status))
    : why;
}

/** https://fetch.spec.whatwg.org/#concept-cors-check */
function inHeaders(response: Answer, tried: Tried): Why | null {
  return inOrigin(response, tried.plan.origin, 'response') ?? inCredentials(response, tried, 'response');
}

/** https://fetch.spec.whatwg.org/#concept-cors-check, as far as the origin decides. */
function inOrigin({ headers }: Answer, origin: string, where: Finding['where']): Why | null {
  const lines = linesOf(headers, 'access-control-allow-origin');
  const [value] = lines;
  if (value === undefined) return at(where, 'origin-not-allowed');
  if (lines.length > 1) return at(where, 'duplicate-allow-origin');
  if (value === origin || value === '*') return null;
  return isMalformed(value) ? at(where, 'malformed-allow-origin') : at(where, 'origin-not-allowed');
}

/** Whether a value of Access-Control-Allow-Origin can match no origin at all. */
export function isMalformed(value: string): boolean {
  if (value === 'null' || value === '*') return false;
  if (value === '' || /[,\s*]/.test(value) || !/^[a-z][a-z0-9+.-]*:\/\//i.test(value)) return true;
  return /^https?:/i.test(value) && URL.canParse(value) && new URL(value).origin !== value;
}

function inCredentials({ headers }: Answer, { plan }: Tried, where: Finding['where']): Why | null {
  if (plan.credentials !== 'include') return null;
  if (get(headers, 'access-control-allow-origin') === '*') return at(where, 'credentials-not-allowed', '*');
  return get(headers, 'access-control-allow-credentials') === 'true'
    ? null
    : at(where, 'credentials-not-allowed');
}

function inGrants({ headers }: Answer, { plan }: Tried): Why {
  const methods = tokensOf('access-control-allow-methods', headers);
  const wild = plan.credentials !== 'include';
  const allowsMethod =
    isCorsSafelistedMethod(plan.method) || methods.includes(plan.method) || (wild && methods.includes('*'));
  if (!allowsMethod) return at('preflight', 'method-not-allowed', plan.method);
  const names = tokensOf('access-control-allow-headers', headers).map((name) => name.toLowerCase());
  const missing = corsUnsafeRequestHeaderNames(plan.headers).filter(
    (name) => !names.includes(name) && !(wild && names.includes('*') && name !== 'authorization'),
  );
  return missing.length > 0
    ? at('preflight', 'header-not-allowed', missing.join(', '))
    : at('preflight', 'malformed-header');
}

function tokensOf(name: string, headers: Answer['headers']): string[] {
  const tokens = extractTokens(name, headers);
  return Array.isArray(tokens) ? tokens : [];
}
