/** One check as a case: what Playwright declares a test for. */
import type { CheckPlan, Question, RulePlan } from '../plan/check.ts';
import type { CasePlan } from '../plan/types.ts';

export interface PolicyContext {
  /** `<area>/<file>`, which ids begin with. */
  prefix: string;
  area: string;
  file: string;
  why: string;
}

/** Milliseconds for one call: longer than the reverse proxy waits for the target. */
const LIMIT = 12_000;

const SPEC: Record<Question, string[]> = {
  works: ['fetch#http-cors-protocol'],
  preflight: ['fetch#cors-preflight-fetch'],
  cached: ['fetch#cors-preflight-cache'],
  expose: ['fetch#http-access-control-expose-headers'],
  errors: ['fetch#concept-cors-check'],
  refused: ['fetch#cors-preflight-fetch'],
  hostile: ['fetch#concept-cors-check'],
  hygiene: ['fetch#cors-protocol-and-http-caches'],
  caches: ['fetch#cors-protocol-and-http-caches'],
};

/** What the policy says, in one sentence. */
const TITLE: Record<Question, (rule: RulePlan) => string> = {
  works: ({ origins, methods }) => `${whoOf(origins)} may call ${methods.join(', ')}`,
  preflight: () => 'the preflight is answered in full, and grants no more than the policy says',
  cached: ({ maxAge }) => `the response to a preflight is kept for ${maxAge ?? 0} s`,
  expose: ({ expose }) =>
    `pages may read ${expose.length === 0 ? 'no response header beyond the safelisted ones' : expose.join(', ')}`,
  errors: ({ errors }) => `pages can read the status of ${errors.map(([status]) => status).join(', ')}`,
  refused: () => 'what the policy does not declare is refused',
  hostile: ({ origins }) =>
    origins === 'any' ? 'no origin may call with credentials' : 'other origins are refused, also look-alikes',
  hygiene: () => 'CORS headers are well formed, and the same each time',
  caches: () => 'a cache cannot hand the response to one origin to another',
};

function whoOf(origins: RulePlan['origins']): string {
  if (typeof origins === 'string') return origins === 'any' ? 'any origin' : 'no origin';
  return origins.length > 3 ? `${origins.length} origins` : origins.join(', ');
}

/** `title` is the rule's. */
export function checkCase(
  check: CheckPlan,
  { prefix, area, file, why, title, line }: PolicyContext & { title: string; line: number },
): CasePlan {
  const { question, rule, target } = check;
  return {
    id: `${prefix}/${rule.id}/${question}`,
    title: `${title}: ${TITLE[question](rule)}`,
    why,
    spec: SPEC[question],
    covers: [],
    area,
    file,
    line,
    via: ['fetch'],
    from: { origin: 'target', context: 'document' },
    origins: { target: { origin: target.origin, pageHeaders: [], target: true } },
    routes: {},
    steps: [],
    divergences: [],
    attribution: 'exclusive',
    exclusiveBecause: 'it tests a target, whose URLs hold no token',
    raw: false,
    limit: LIMIT,
    check,
  };
}
