/** Mistakes in the headers and statuses of a server that decides rightly about origins. */
import { change, drawCondition, type Flaw } from './conditions.ts';
import type { DrawnPolicy } from './policy.ts';
import type { Random } from './random.ts';
import type { Condition, CorsSettings, ServerSpec } from './spec.ts';

interface Setting {
  id: string;
  set: Partial<CorsSettings>;
  /** Where it can go wrong; everywhere and for any condition if missing. */
  stage?: 'preflight' | 'response';
  /** It cannot go wrong for some requests alone. */
  always?: true;
}

const SAFELISTED = ['GET', 'HEAD', 'POST'];

/** The server with one setting or status that is wrong for the policy, or null where nothing can be. */
export function drawSettingFlaw(
  spec: ServerSpec,
  policy: DrawnPolicy,
  random: Random,
): { spec: ServerSpec; flaw: Flaw } | null {
  const { rule } = policy;
  if (rule.origins === 'none') return null;
  if (random.chance(0.12)) return wrongStatus(spec, policy, random);
  if (rule.errors.length > 0 && random.chance(0.15)) {
    const when: Condition = { path: random.pick(rule.errors)[1] };
    const decision = { by: 'origin', admit: [], missing: 'refused' } as const;
    const set: Partial<CorsSettings> = {
      decision: { ...decision, admit: [] },
      refusal: 'silent',
      allowOrigin: 'echo',
    };
    return {
      spec: change(spec, when, set),
      flaw: { kind: 'set', id: 'an error without CORS headers', when },
    };
  }
  if (rule.credentials && random.chance(0.06)) {
    const when: Condition = { cookie: true };
    const changed = change(change(spec, {}, { credentials: 'absent' }), when, { credentials: 'true' });
    return { spec: changed, flaw: { kind: 'set', id: 'credentials with a cookie alone', when: {} } };
  }
  const settings = [
    ...random.pick([ofCredentials, ofOrigin, ofPreflight, ofPreflight, ofVary, ofExpose])(
      spec.cors,
      policy,
      random,
    ),
  ];
  if (settings.length === 0) return null;
  const { id, set, stage, always } = random.pick(settings);
  const drawn = always ? {} : drawCondition(policy, random);
  // A setting of preflights is not changed for responses, and the other way round.
  const when = stage !== undefined && drawn.stage !== undefined ? { ...drawn, stage } : drawn;
  return { spec: change(spec, when, set), flaw: { kind: 'set', id, when } };
}

function wrongStatus(
  spec: ServerSpec,
  { rule }: DrawnPolicy,
  random: Random,
): { spec: ServerSpec; flaw: Flaw } {
  const method = random.pick(rule.methods);
  const status = random.pick([401, 403, 404, 405, 500]);
  const routes = spec.routes.map((route) =>
    route.path === rule.path ? { ...route, statuses: { ...route.statuses, [method]: status } } : route,
  );
  return { spec: { ...spec, routes }, flaw: { kind: 'set', id: `${status} to a method`, when: {} } };
}

function ofCredentials({ allowOrigin }: CorsSettings, { rule }: DrawnPolicy): Setting[] {
  if (!rule.credentials)
    return allowOrigin === 'star' ? [] : [{ id: 'undeclared credentials', set: { credentials: 'true' } }];
  return [
    { id: 'no credentials', set: { credentials: 'absent' } },
    { id: 'capital True', set: { credentials: 'True' } },
  ];
}

function ofOrigin(_: CorsSettings, { rule }: DrawnPolicy): Setting[] {
  const listed = Array.isArray(rule.origins) ? rule.origins.filter((one) => !one.includes('*')) : [];
  return [
    { id: 'a slash after the origin', set: { allowOrigin: 'slash' } },
    { id: 'the origin twice', set: { allowOrigin: 'twice' } },
    ...(listed.length > 0
      ? [{ id: 'a list of origins', set: { allowOrigin: 'list' as const, listed } }]
      : []),
    ...(listed.length > 1
      ? [{ id: 'the first origin for all', set: { allowOrigin: 'fixed' as const, listed } }]
      : []),
  ];
}

function ofPreflight(_: CorsSettings, { rule }: DrawnPolicy, random: Random): Setting[] {
  const { methods, headers } = rule;
  const stage = 'preflight' as const;
  const unsafe = methods.filter((one) => !SAFELISTED.includes(one));
  const statuses = [401, 403, 404, 405, 302, 500];
  const settings: Setting[] = [
    { id: 'a preflight that fails', set: { preflightStatus: random.pick(statuses) }, stage },
  ];
  if (unsafe.length > 0) {
    const lost = random.pick(unsafe);
    settings.push({ id: 'a missing method', set: { methods: methods.filter((one) => one !== lost) }, stage });
    settings.push({
      id: 'methods in lower case',
      set: { methods: methods.map((one) => one.toLowerCase()) },
      stage,
    });
    if (rule.credentials) settings.push({ id: '* for methods', set: { methods: 'star' }, stage });
  }
  if (headers.length > 0) {
    const lost = random.pick(headers);
    const rest = headers.filter((one) => one !== lost);
    settings.push({ id: 'a missing header', set: { headers: rest.length > 0 ? rest : 'absent' }, stage });
    settings.push({ id: 'no headers', set: { headers: 'absent' }, stage });
    if (rule.credentials || headers.includes('authorization'))
      settings.push({ id: '* for headers', set: { headers: 'star' }, stage });
  }
  return settings;
}

function ofVary({ allowOrigin }: CorsSettings): Setting[] {
  if (allowOrigin !== 'echo') return [];
  return [
    { id: 'no Vary', set: { vary: 'never' }, always: true },
    { id: 'Vary for the admitted alone', set: { vary: 'admitted' }, always: true },
  ];
}

function ofExpose(_: CorsSettings, { rule }: DrawnPolicy, random: Random): Setting[] {
  const { expose, credentials } = rule;
  if (expose.length === 0) return [];
  const lost = random.pick(expose);
  return [
    {
      id: 'a header is not exposed',
      set: { expose: expose.filter((one) => one !== lost) },
      stage: 'response',
    },
    ...(credentials
      ? [{ id: '* for exposed headers', set: { expose: 'star' as const }, stage: 'response' as const }]
      : []),
  ];
}
