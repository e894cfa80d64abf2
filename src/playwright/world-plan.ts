/** What a hand-written test serves and calls -> the plan of one call, by the same road as a scenario file. */
import { expandFile } from '../plan/expand.ts';
import type { CallerPlan, CasePlan, Client } from '../plan/types.ts';
import { parseScenario } from '../scenario/parse.ts';
import type { ScenarioFile, ScenarioRequest, ScenarioRoute } from '../scenario/schema.ts';

/** Origins and routes, as a scenario file writes them. */
export interface CorsWorld {
  origins: ScenarioFile['origins'];
  routes: Record<string, ScenarioRoute>;
}

export interface CallOptions {
  via: Client;
  from: CallerPlan;
  request: ScenarioRequest;
}

/** Throws an error that lists every problem of what was written. */
export function planCall({ origins, routes }: CorsWorld, { via, from, request }: CallOptions): CasePlan {
  const written = {
    title: 'A call',
    why: 'A hand-written test makes it.',
    spec: ['fetch#http-cors-protocol'],
    origins,
    cases: [{ id: 'call', via: [via], from, routes, request, expect: { outcome: 'allowed' } }],
  };
  // JSON is YAML, so the parser's problems are those of a scenario file.
  const parsed = parseScenario(JSON.stringify(written), 'call');
  const { plans, problems } = expandFile(parsed);
  const all = [...parsed.problems, ...problems];
  const [plan] = plans;
  if (all.length > 0 || !plan) throw new Error(all.map(tell).join('\n'));
  return {
    ...plan,
    id: `${request.method ?? 'GET'} ${request.url ?? ''}`,
    attribution: 'exclusive',
    exclusiveBecause: 'a hand-written test has a context of its own',
  };
}

function tell({ message, hint }: { message: string; hint?: string }): string {
  const said = message.replace(/ of (item 1 of cases|this file)\b/g, '');
  return hint === undefined ? said : `${said}\nhint: ${hint}`;
}
