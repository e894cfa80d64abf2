/** For which requests a mistake holds, and how it is put into a server. */
import type { DrawnPolicy } from './policy.ts';
import type { Random } from './random.ts';
import type { Condition, CorsSettings, ServerSpec } from './spec.ts';

/** A mistake that was put in, and for which requests. */
export interface Flaw {
  /** `admits` who is not trusted, `refuses` who is, or something else is `set` wrongly. */
  kind: 'admits' | 'refuses' | 'set';
  id: string;
  /** Empty for all requests. */
  when: Condition;
}

/** The server with settings that hold for all requests, or for those of a condition. */
export function change(spec: ServerSpec, when: Condition, set: Partial<CorsSettings>): ServerSpec {
  if (Object.keys(when).length > 0) return { ...spec, exceptions: [...spec.exceptions, { when, set }] };
  return {
    ...spec,
    cors: { ...spec.cors, ...set },
  };
}

/** For which requests a server is wrong: mostly for all. */
export function drawCondition({ rule }: DrawnPolicy, random: Random): Condition {
  const paths = rule.errors.map(([, path]) => path);
  const conditions: Condition[] = [
    { stage: 'preflight' },
    { stage: 'response' },
    { method: random.pick(rule.methods) },
    { method: random.pick(rule.methods), stage: random.pick(['preflight', 'response']) },
    { cookie: true },
    ...rule.headers.slice(0, 1).map((header) => ({ header })),
    ...rule.headers.slice(-1).map((header) => ({ header })),
    ...(paths.length > 0 ? [{ path: random.pick(paths) }] : []),
  ];
  return random.chance(0.5) ? {} : random.pick(conditions);
}
