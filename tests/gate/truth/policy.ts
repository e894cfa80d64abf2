/** Draws policies of one rule, as the plan of the rule and as the text of the policy language. */
import { stringify } from 'yaml';
import type { RulePlan } from '../../../src/plan/check.ts';
import type { Random } from './random.ts';

export interface DrawnPolicy {
  /** Serialised origin of the server. */
  target: string;
  rule: RulePlan;
}

/** Domains that are registered, so that hosts below them are one site; the first label is theirs alone. */
const DOMAINS = [
  'example.com',
  'example.org',
  'acme.test',
  'example.co.uk',
  'example.com.au',
  'shop-one.dev',
];
const LABELS = ['app', 'admin', 'www', 'shop', 'my-account', 'm', 'app2', 'eu.app'];
const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'];
/** Methods whose calls have a body. */
export const WITH_BODY = ['POST', 'PUT', 'PATCH'];
const HEADERS = ['content-type', 'authorization', 'x-custom', 'x-requested-with'];
const EXPOSED = ['x-total', 'x-request-id', 'link'];
const PATH = '/items/1';

/** Draws one policy. */
export function drawPolicy(random: Random): DrawnPolicy {
  const domain = random.pick(DOMAINS);
  const kind = random.next();
  const origins = kind < 0.1 ? 'any' : kind < 0.18 ? 'none' : drawOrigins(random, domain);
  const credentials = Array.isArray(origins) && random.chance(0.5);
  const drawn = random.some(METHODS, 1, 4);
  const methods = random.chance(0.5) ? [...new Set(['GET', ...drawn])] : drawn;
  const takesBody = methods.some((method) => WITH_BODY.includes(method));
  const headers = random.some(
    HEADERS.filter((name) => takesBody || name !== 'content-type'),
    0,
    3,
  );
  const errors: RulePlan['errors'] = [
    [401, '/items/secret'],
    [404, '/items/none'],
  ];
  const listed = Array.isArray(origins) ? origins : [];
  const refused = ['old', 'blog'].map((label) => `https://${label}.${domain}`);
  return {
    target: `https://api.${domain}`,
    rule: {
      id: 'items',
      path: PATH,
      origins,
      methods,
      headers,
      credentials,
      expose: origins === 'none' ? [] : random.some(EXPOSED, 0, 2),
      ...(origins !== 'none' && random.chance(0.4) ? { maxAge: random.pick([0, 60, 600, 86400]) } : {}),
      statuses: [],
      errors: origins !== 'none' && random.chance(0.5) ? random.some(errors, 1, 2) : [],
      refused: random.chance(0.25) && listed.length > 0 ? untrusted(listed, random.some(refused, 1, 1)) : [],
      elsewhere: [],
      body: { text: '{}', type: headers.includes('content-type') ? 'application/json' : null },
      allows: { methods: [], headers: [] },
    },
  };
}

/** Where the server of a policy text is, as long as it does not listen. */
export const NOWHERE = 'http://127.0.0.1:1';

/** The policy file, without how the target is started, which the gate adds. */
export function policyText({ target, rule }: DrawnPolicy): string {
  const { id, path, origins, methods, headers, credentials, expose, maxAge, errors, refused } = rule;
  return stringify({
    title: 'A drawn policy',
    target: { origin: target, url: NOWHERE },
    rules: [
      {
        id,
        path,
        origins,
        methods,
        ...(headers.length > 0 ? { headers } : {}),
        ...(credentials ? { credentials } : {}),
        ...(expose.length > 0 ? { expose } : {}),
        ...(maxAge === undefined ? {} : { 'max-age': maxAge }),
        ...(errors.length > 0 ? { errors: Object.fromEntries(errors) } : {}),
        ...(refused.length > 0 ? { refused } : {}),
      },
    ],
  });
}

/** Whether the policy trusts pages of a serialised origin; `null` is trusted by `any` alone. */
export function trusts(origins: RulePlan['origins'], origin: string): boolean {
  if (!Array.isArray(origins)) return origins === 'any';
  return origins.some((one) => {
    if (one === origin || !one.includes('*')) return one === origin;
    const { scheme, host, port } = partsOf(one);
    return origin.startsWith(`${scheme}://`) && origin.endsWith(`.${host}${port}`);
  });
}

/** Scheme, host and port (`:8443` or nothing) of a declared origin; of a pattern the domain without `*.`. */
export function partsOf(origin: string): { scheme: string; host: string; port: string; pattern: boolean } {
  const [, scheme = '', star = '', host = '', port = ''] =
    /^([^:]+):\/\/(\*\.)?([^:]*)(:\d+)?$/.exec(origin) ?? [];
  return { scheme, host, port, pattern: star !== '' };
}

function drawOrigins(random: Random, domain: string): string[] {
  const first = drawOrigin(random, domain);
  const count = random.pick([0, 0, 1, 1, 2]);
  const more = Array.from({ length: count }, () =>
    drawOrigin(random, random.chance(0.6) ? domain : random.pick(DOMAINS)),
  );
  const pattern = random.chance(0.2)
    ? [`https://*.partner.${random.pick(['example', 'test', 'co.uk'])}`]
    : [];
  return [...new Set([first, ...more, ...pattern])].slice(0, 3);
}

function drawOrigin(random: Random, domain: string): string {
  if (random.chance(0.03)) return 'http://intranet';
  const scheme = random.chance(0.85) ? 'https' : 'http';
  const host = random.chance(0.15) ? domain : `${random.pick(LABELS)}.${domain}`;
  return `${scheme}://${host}${random.pick(['', '', '', '', ':8443', ':3000'])}`;
}

function untrusted(origins: string[], candidates: string[]): string[] {
  return candidates.filter((one) => !trusts(origins, one));
}
