/** Controls: the same request as an untrusted page makes, made by a trusted one. A refusal is believed only beside it. */
import type { RulePlan, TryPlan } from '../plan/check.ts';
import { NOBODY, trustedPages, type From } from '../policy/questions/make-try.ts';
import { isSafe } from '../policy/requests.ts';
import { statusOf, type Control, type Tried } from './tried.ts';

/** Who makes the controls of a rule: its first trusted page, or a client that sends no Origin. */
export function controllerOf(rule: RulePlan): From {
  return trustedPages(rule)[0] ?? NOBODY;
}

/**
 * The control of a try: the same but for the origin; null where nobody may ask that (a preflight of a rule that trusts
 * nobody). Credentials change nothing of whether a request that changes something gets through.
 */
export function controlFor(rule: RulePlan, plan: TryPlan): TryPlan | null {
  const from = controllerOf(rule);
  if (from === NOBODY && (plan.headers.length > 0 || !isSafe(plan.method))) return null;
  const credentials =
    rule.credentials && isSafe(plan.method) ? plan.credentials : rule.credentials ? 'include' : 'omit';
  const { method, path, headers, body } = plan;
  return {
    id: `control/${shapeOf({ method, path, headers, credentials })}`,
    ...from,
    via: 'fetch',
    method,
    path,
    headers,
    ...(body ? { body } : {}),
    credentials,
    expected: 'allowed',
  };
}

export function shapeOf({
  method,
  path,
  headers,
  credentials,
}: Pick<TryPlan, 'method' | 'path' | 'headers' | 'credentials'>): string {
  return [method, path, credentials, ...headers.map(([name, value]) => `${name}:${value}`)].join(' ');
}

/**
 * Whether a control got through: its page can read the answer, or the application answered it as it should and only CORS
 * keeps the page from reading it. An answer of a limiter or of a server that fails proves nothing, unless the rule says
 * that the path is answered so.
 */
export function toControl(
  tried: Tried,
  { statuses, errors }: Pick<RulePlan, 'statuses' | 'errors'>,
): Control {
  const status = statusOf(tried);
  const declared =
    status !== null &&
    (statuses.includes(status) ||
      errors.some(([error, path]) => error === status && path === tried.plan.path));
  const fails = status === 429 || (status !== null && status >= 500 && !declared);
  const readable = tried.outcome === 'allowed' || tried.outcome === 'granted';
  const expected = declared || (status !== null && status >= 200 && status < 300);
  return {
    passed: !fails && (readable || (tried.outcome === 'blocked' && expected)),
    outcome: tried.outcome,
    status,
    ...(tried.noAnswer ? { noAnswer: tried.noAnswer } : {}),
  };
}
