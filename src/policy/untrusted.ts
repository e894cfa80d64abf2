/** The origins that one rule does not trust: made of those it trusts, of the target's own, and of none. */
import type { RulePlan } from '../plan/check.ts';
import { foreignOrigins, lookAlikesOf, malformedOrigins, type UntrustedOrigin } from './origin-classes.ts';
import { isTrusted, modelsOf, samplesOf } from './origins.ts';
import { hostParts } from './site.ts';

/** Trusted origins whose look-alikes are tried at their own depth; most of the others' only read. */
const WHOLE = 2;
/** Slips of a single entry in a list, so that what is asked of another entry does not show them. */
const OF_ONE_ENTRY = /^(unescaped-dot|cut-end$|port-)/;

/** `target` is the serialised origin of the target, which is no cross-origin caller. */
export function untrustedOrigins(rule: RulePlan, target: string): UntrustedOrigin[] {
  const samples = samplesOf(rule.origins);
  const models = Array.isArray(rule.origins) ? modelsOf(rule.origins) : [target];
  const [model = target] = models;
  const embedder = samples[0] ?? 'https://embedder.example.net';
  const known = new Set([target]);
  const all: UntrustedOrigin[] = [];
  const add = (one: UntrustedOrigin) => {
    const key = one.reach === 'no-page' ? `header ${one.origin}` : one.origin;
    const isOpaque = one.page.context !== 'document';
    if (!isOpaque && one.reach !== 'no-page' && (one.origin === '' || one.origin === 'null')) return;
    if (known.has(isOpaque ? one.id : key)) return;
    // What `any` trusts is tried with credentials, which it never has.
    if (!isOpaque && rule.origins !== 'any' && one.reach !== 'no-page' && isTrusted(rule.origins, one.origin))
      return;
    known.add(isOpaque ? one.id : key);
    all.push(one);
  };
  for (const one of foreignOrigins(embedder)) add(one);
  models.forEach((trusted, index) => {
    for (const one of lookAlikesOf(trusted)) {
      const isMild = index >= WHOLE && one.depth === 'light' && !OF_ONE_ENTRY.test(one.id);
      const depth = isMild ? 'mild' : one.depth;
      add({ ...one, depth, id: index === 0 ? one.id : `${one.id}-${index + 1}` });
    }
  });
  for (const one of [...besideTarget(target), ...rule.elsewhere.map(elsewhere)]) add(one);
  if (Array.isArray(rule.origins)) for (const one of malformedOrigins(model)) add(one);
  return all;
}

/** A page of the target's own site, which browsers call same-site. */
function besideTarget(target: string): UntrustedOrigin[] {
  const { protocol, hostname } = new URL(target);
  const { site } = hostParts(hostname);
  if (site === hostname) return [];
  const origin = `${protocol}//evil.${site}`;
  return [
    { id: 'beside-target', origin, page: { origin, context: 'document' }, reach: 'real-dns', depth: 'full' },
  ];
}

function elsewhere(origin: string, index: number): UntrustedOrigin {
  const id = index === 0 ? 'elsewhere' : `elsewhere-${index + 1}`;
  return { id, origin, page: { origin, context: 'document' }, reach: 'real-dns', depth: 'full' };
}
