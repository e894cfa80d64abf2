/** Takes out of what is told of somebody's server what no report may hold: bodies, cookies, passwords, tokens. */
import type { CasePlan, HeaderPairs } from '../plan/types.ts';
import type { Observation } from './observation.ts';

const HEADER =
  /^(authorization|proxy-authorization|www-authenticate|.*(token|secret|password|api-?key|credential|session|signature).*)$/i;
/** Of a query, and of an environment. */
const NAMES =
  'token|secret|passw|pwd|api[-_]?key|access[-_]?key|private[-_]?key|credential|session|signature|\\bsig\\b|auth(?!or)|\\bkey\\b';
const ENVIRONMENT = /token|secret|passw|api_?key|access_?key|private_?key|credential/i;
const HIDDEN = '…';
/** Shorter values stand in too many texts. */
const SHORTEST_SECRET = 6;

/** An observation without bodies and secrets. `secrets` are values that must not stand anywhere. */
export function redact(observation: Observation, secrets: readonly string[]): Observation {
  const bare: Observation = {
    ...observation,
    steps: observation.steps.map((step) => {
      const { body, headers } = step;
      const rest = { ...step };
      delete rest.body;
      delete rest.headers;
      delete rest.documentCookies;
      return {
        ...rest,
        ...(body === undefined ? {} : { bytes: body.length }),
        ...(headers === undefined ? {} : { headers: headers.map(([name, value]) => hide(name, value)) }),
      };
    }),
    wire: observation.wire.map((exchange) => ({
      ...exchange,
      requestBody: '',
      requestHeaders: hideHeaders(exchange.requestHeaders),
      responseHeaders: hideHeaders(exchange.responseHeaders),
    })),
  };
  return redactAll(bare, secrets);
}

/** A plan as it may stand in a report: no environment of the target. */
export function redactPlan(plan: CasePlan): CasePlan {
  if (!plan.check) return plan;
  const { target } = plan.check;
  const hidden = Object.fromEntries(Object.keys(target.env).map((name) => [name, HIDDEN]));
  const bare = { ...plan, check: { ...plan.check, target: { ...target, env: hidden } } };
  return redactAll(bare, secretsOf([plan]));
}

/** Takes secrets out of every text of a JSON value. */
export function redactAll<T>(value: T, secrets: readonly string[]): T {
  return JSON.parse(
    redactText(
      JSON.stringify(value),
      secrets.map((one) => JSON.stringify(one).slice(1, -1)),
    ),
  ) as T;
}

/** Takes user-info and the values of telling parameters out of every URL in a text, and `secrets` out of all of it. */
export function redactText(text: string, secrets: readonly string[]): string {
  const known = secrets.reduce((rest, secret) => rest.replaceAll(secret, HIDDEN), text);
  return known
    .replace(/(https?:\/\/)[^/?#\s"'@\\]+@/g, `$1${HIDDEN}@`)
    .replace(
      new RegExp(`([?&;][^=&#\\s"'\\\\]*(?:${NAMES})[^=&#\\s"'\\\\]*=)[^&#\\s"'\\\\]+`, 'gi'),
      `$1${HIDDEN}`,
    );
}

/** Values of the environment that are named like secrets: a target may write them out. */
export function secretsOf(plans: readonly CasePlan[]): string[] {
  const environments = [process.env, ...new Set(plans.map(({ check }) => check?.target.env ?? {}))];
  const named = environments.flatMap((environment) =>
    Object.entries(environment).flatMap(([name, value = '']) => (ENVIRONMENT.test(name) ? [value] : [])),
  );
  return [...new Set(named)].filter((value) => value.length >= SHORTEST_SECRET);
}

/** Header lines without the values that are secrets. */
export function hideHeaders(headers: HeaderPairs): HeaderPairs {
  return headers.map(([name, value]) => hide(name, value));
}

function hide(name: string, value: string): [string, string] {
  const lower = name.toLowerCase();
  if (lower === 'cookie')
    return [
      name,
      value
        .split(';')
        .map((pair) => `${pair.split('=')[0]?.trim() ?? ''}=${HIDDEN}`)
        .join('; '),
    ];
  if (lower === 'set-cookie') {
    const [pair = '', ...attributes] = value.split(';');
    return [name, [`${pair.split('=')[0] ?? ''}=${HIDDEN}`, ...attributes].join(';')];
  }
  if (lower === 'authorization') return [name, `${value.split(' ')[0] ?? ''} ${HIDDEN}`];
  return [name, HEADER.test(lower) && !lower.startsWith('access-control-') ? HIDDEN : value];
}
