/** The environment settings of a caller: https://html.spec.whatwg.org/#environment-settings-objects */
import { nominalAddresses, resolveText } from '../plan/refs.ts';
import type { CallerPlan, CasePlan, Context, OriginPlan, RequestPlan } from '../plan/types.ts';
import { get } from './header-list.ts';
import { siteOf } from './origin.ts';
import { parseReferrerPolicy } from './origin-header.ts';
import { isPotentiallyTrustworthy } from './request-blocking.ts';
import type { Client, HeaderList } from './types.ts';

/** Contexts whose origin is opaque: https://html.spec.whatwg.org/#determining-the-origin */
const OPAQUE = new Set<Context>(['sandboxed-iframe', 'data-iframe', 'data-worker']);
/** https://w3c.github.io/webappsec-referrer-policy/#default-referrer-policy */
const DEFAULT_POLICY = 'strict-origin-when-cross-origin';

/** `request` with its references resolved: what is asked first. */
export function clientOf(
  plan: Pick<CasePlan, 'origins'>,
  { origin, context, top }: CallerPlan,
  { url, worker = { kind: 'not-handled' } }: Pick<RequestPlan, 'url' | 'worker'>,
): Client {
  // A plan names only origins that it has.
  const originCalled = (name: string) => plan.origins[name] as OriginPlan;
  const { origin: place, pageHeaders } = originCalled(origin);
  const addresses = nominalAddresses(plan.origins);
  const headers = pageHeaders.map(([name, value]): [string, string] => [name, resolveText(value, addresses)]);
  const topLevel = originCalled(top ?? origin).origin;
  const trustworthy = [place, topLevel].every((each) => isPotentiallyTrustworthy(new URL(each)));
  return {
    origin: OPAQUE.has(context) ? 'null' : place,
    window: !context.endsWith('worker'),
    secure: [place, topLevel].some((each) => each.startsWith('https:')),
    partitionKey: siteOf(topLevel),
    referrerPolicy: parseReferrerPolicy(get(headers, 'referrer-policy')) ?? DEFAULT_POLICY,
    embedderPolicy: trustworthy ? embedderPolicyOf(headers) : 'unsafe-none',
    contentSecurityPolicy: get(headers, 'content-security-policy'),
    serviceWorker: context === 'controlled-iframe' ? { url, answer: worker } : null,
  };
}

/** https://html.spec.whatwg.org/#obtain-an-embedder-policy */
function embedderPolicyOf(headers: HeaderList): Client['embedderPolicy'] {
  const [value = ''] = (get(headers, 'cross-origin-embedder-policy') ?? '').split(';');
  const policy = value.trim();
  return policy === 'require-corp' || policy === 'credentialless' ? policy : 'unsafe-none';
}
