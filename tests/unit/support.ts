/** Small builders for unit tests. */
import type { Exchange } from '../../servers/exchange.ts';
import type { EngineInfo } from '../../src/browser/engine.ts';
import type { StepReport } from '../../src/browser/probe/messages.ts';
import type { Observation } from '../../src/lab/observation.ts';
import { expandFile } from '../../src/plan/expand.ts';
import { lintRedirects, lintReferences } from '../../src/plan/lint.ts';
import { lintTwins } from '../../src/plan/twins.ts';
import type { CasePlan } from '../../src/plan/types.ts';
import { parseScenario } from '../../src/scenario/parse.ts';
import { formatProblem } from '../../src/scenario/problems.ts';

export const ENGINE: EngineInfo = {
  engine: 'chromium',
  build: 'chromium',
  version: '156.0.1',
  driver: 'playwright',
};

/** A file with the given cases (and whatever else is given) over one page and one server. */
export function scenario(cases: string, extra = ''): string {
  const indented = cases.trim().replaceAll('\n', '\n  ');
  return `title: A file
why: A reason.
spec: [fetch#cors-check]
origins:
  app: http://app.example.com
  api: http://api.example.com:8080
defaults:
  request: { url: api/item }
  routes:
    api/item: { response: { headers: { access-control-allow-origin: $app }, body: ok } }
${extra}cases:
  ${indented}
`;
}

/** Plans and problems of a source, linted as a folder's files are; problems as `line:col message (hint)`. */
export function expand(source: string): { plans: CasePlan[]; problems: string[] } {
  const parsed = parseScenario(source, 'area/file.yaml');
  const { plans, problems } = expandFile(parsed);
  const twins = lintTwins(plans);
  const linted = plans.flatMap((plan) =>
    [lintReferences(plan), lintRedirects(plan), twins.get(plan) ?? []].flat(),
  );
  const located = [...parsed.problems, ...problems].map((problem) =>
    formatProblem(problem).replace('area/file.yaml:', ''),
  );
  return {
    plans,
    problems: [
      ...located,
      ...linted.map(({ message, hint }) => `${message}${hint === undefined ? '' : ` (${hint})`}`),
    ],
  };
}

/** The first plan of a source that has no problems. */
export function planOf(cases: string): CasePlan {
  const { plans, problems } = expand(scenario(cases));
  const [plan] = plans;
  if (!plan || problems.length > 0) throw new Error(problems.join('\n') || 'no plan');
  return plan;
}

export function exchange(over: Partial<Exchange> = {}): Exchange {
  return {
    t: 1,
    conn: 1,
    to: 'http://api.example.com:8080',
    method: 'GET',
    path: '/item',
    requestHeaders: [['Origin', 'http://app.example.com']],
    requestBody: '',
    status: 200,
    responseHeaders: [['access-control-allow-origin', 'http://app.example.com']],
    answered: 2,
    taken: true,
    step: 0,
    ...over,
  };
}

export function preflight(over: Partial<Exchange> = {}, method = 'PUT', names?: string): Exchange {
  const requestHeaders: [string, string][] = [
    ['Origin', 'http://app.example.com'],
    ['Access-Control-Request-Method', method],
  ];
  if (names !== undefined) requestHeaders.push(['Access-Control-Request-Headers', names]);
  return exchange({ method: 'OPTIONS', status: 204, requestHeaders, ...over });
}

export function observation(
  step: StepReport,
  wire: Exchange[],
  over: Partial<Observation> = {},
): Observation {
  const fences = [{ t: 9, to: 'http://api.example.com:8080', step: 0, by: 'page' as const }];
  return { test: 'x via fetch', attempt: 1, steps: [step], wire, fences, console: [], ms: 1, ...over };
}
