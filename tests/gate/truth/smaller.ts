/** Pairs that are a little smaller than a given one, the boldest first. */
import { admitsValue } from './decide.ts';
import type { Pair } from './draw.ts';
import { trusts, type DrawnPolicy } from './policy.ts';
import type { CorsSettings, Decision, OriginTest, ServerSpec } from './spec.ts';
import { universeOf } from './universe.ts';

/** Each has one part less, or one setting that is plainer. */
export function* smallerPairs(pair: Pair): Generator<Pair> {
  for (const spec of smallerSpecs(pair.spec, pair.policy)) yield { ...pair, spec };
  for (const rule of smallerRules(pair.policy.rule)) yield { ...pair, policy: { ...pair.policy, rule } };
}

/** The list without one item, for each item. */
function without<T>(items: readonly T[]): T[][] {
  return items.map((_, index) => items.filter((__, other) => other !== index));
}

function* smallerSpecs(spec: ServerSpec, policy: DrawnPolicy): Generator<ServerSpec> {
  for (const exceptions of without(spec.exceptions)) yield { ...spec, exceptions };
  for (const [index, { when, set }] of spec.exceptions.entries()) {
    if (Object.keys(when).length === 0)
      yield {
        ...spec,
        cors: { ...spec.cors, ...set },
        exceptions: spec.exceptions.filter((_, other) => other !== index),
      };
    const replace = (exception: ServerSpec['exceptions'][number]): ServerSpec => ({
      ...spec,
      exceptions: spec.exceptions.with(index, exception),
    });
    for (const entries of without(Object.entries(when)))
      yield replace({ when: Object.fromEntries(entries), set });
    for (const entries of without(Object.entries(set)))
      yield replace({ when, set: Object.fromEntries(entries) });
    if (set.decision)
      for (const decision of smallerDecisions(set.decision, policy))
        yield replace({ when, set: { ...set, decision } });
  }
  for (const decision of smallerDecisions(spec.cors.decision, policy))
    yield { ...spec, cors: { ...spec.cors, decision } };
  for (const settings of plainerSettings(spec.cors, policy))
    yield { ...spec, cors: { ...spec.cors, ...settings } };
  for (const sends of without(spec.sends)) yield { ...spec, sends };
  const used = spec.routes.filter(({ path }) => isUsed(path, policy));
  if (used.length < spec.routes.length) yield { ...spec, routes: used };
  for (const [index, route] of spec.routes.entries()) {
    const { methods, path } = policy.rule;
    const kept = Object.entries(route.statuses).filter(
      ([method]) => methods.includes(method) || (path !== route.path && method === 'GET'),
    );
    if (kept.length < Object.keys(route.statuses).length)
      yield { ...spec, routes: spec.routes.with(index, { ...route, statuses: Object.fromEntries(kept) }) };
  }
}

function isUsed(path: string, { rule }: DrawnPolicy): boolean {
  return path === rule.path || rule.errors.some(([, one]) => one === path);
}

/** Without a test or a text: a server that refuses more of the trusted pages would show another mistake. */
function* smallerDecisions(decision: Decision, policy: DrawnPolicy): Generator<Decision> {
  const { trusted } = universeOf(policy);
  const admitted = (one: Decision) => trusted.filter((origin) => admitsValue(one, origin)).length;
  const before = admitted(decision);
  for (const smaller of shorterDecisions(decision)) if (admitted(smaller) >= before) yield smaller;
}

function* shorterDecisions(decision: Decision): Generator<Decision> {
  for (const admit of without(decision.admit)) yield { ...decision, admit };
  for (const [index, test] of decision.admit.entries())
    for (const smaller of smallerTests(test))
      yield { ...decision, admit: decision.admit.with(index, smaller) };
  if (decision.by !== 'origin') yield { ...decision, by: 'origin' };
  if (decision.missing === 'admitted') yield { ...decision, missing: 'refused' };
}

function smallerTests(test: OriginTest): OriginTest[] {
  if (!('texts' in test) || test.texts.length < 2) return [];
  return without(test.texts).map((texts) => ({ ...test, texts }));
}

/** The settings of a plain server for the policy, one at a time, where they are not in place. */
function plainerSettings(cors: CorsSettings, { rule }: DrawnPolicy): Partial<CorsSettings>[] {
  const plain: Partial<CorsSettings>[] = [
    { refusal: 'silent' },
    { allowOrigin: 'echo' },
    { listed: [] },
    { credentials: rule.credentials ? 'true' : 'absent' },
    { methods: rule.methods },
    { headers: rule.headers.length > 0 ? rule.headers : 'absent' },
    { expose: rule.expose },
    { maxAge: rule.maxAge === undefined ? null : String(rule.maxAge) },
    { preflightStatus: 204 },
    { vary: 'always' },
  ];
  return plain.filter((settings) => JSON.stringify({ ...cors, ...settings }) !== JSON.stringify(cors));
}

function* smallerRules(rule: DrawnPolicy['rule']): Generator<DrawnPolicy['rule']> {
  if (Array.isArray(rule.origins) && rule.origins.length > 1)
    for (const origins of without(rule.origins))
      yield { ...rule, origins, refused: rule.refused.filter((one) => !trusts(origins, one)) };
  if (rule.methods.length > 1) for (const methods of without(rule.methods)) yield { ...rule, methods };
  for (const headers of without(rule.headers)) yield { ...rule, headers };
  for (const expose of without(rule.expose)) yield { ...rule, expose };
  for (const errors of without(rule.errors)) yield { ...rule, errors };
  for (const refused of without(rule.refused)) yield { ...rule, refused };
  if (rule.credentials) yield { ...rule, credentials: false };
  if (rule.maxAge !== undefined) {
    const rest = { ...rule };
    delete rest.maxAge;
    yield rest;
  }
}
