/** What a step came to, in the terms of an expectation. */
import type { BlockedAt } from '../plan/types.ts';
import type { StepPrediction } from './prediction.ts';
import type { Decision } from './types.ts';
import type { PredictedExchange, UserAgent } from './user-agent.ts';

export function blocked(agent: UserAgent, decision: Decision, error: string): Omit<StepPrediction, 'index'> {
  const { step, link } = decision;
  if (agent.trace.at(-1)?.step !== step) agent.note(decision);
  return {
    ...wireOf(agent),
    outcome: 'blocked',
    at: blockedAt(agent.exchanges),
    error,
    decidedBy: { step, link },
  };
}

/** The CORS check if there was one, for that is what let the response through; else the answer of a service worker. */
export function decisive({ trace }: UserAgent): Decision {
  const check = trace.findLast(({ step }) => step.startsWith('The CORS check'));
  const tainting = trace.findLast(({ step }) => step.startsWith('The response tainting'));
  // Main fetch says the tainting of every request that gets a response; what was fetched before is said too.
  const made = trace.findLast(({ step }) => step.startsWith('The service worker answers'));
  return (check ?? made ?? tainting ?? trace.at(-1)) as Decision;
}

export function wireOf(
  agent: UserAgent,
): Pick<StepPrediction, 'wire' | 'preflight' | 'originIsNull' | 'worker' | 'trace'> {
  const { exchanges: wire, trace, usedCache } = agent;
  const first = wire.find(({ requests }) => requests)?.requests;
  const origin = wire.findLast((exchange) => exchange.origin !== null)?.origin;
  return {
    wire,
    trace,
    worker: agent.seenByWorker,
    preflight: first ?? (usedCache ? 'cached' : 'none'),
    originIsNull: origin === 'null',
  };
}

/** As the judge places a block: by the last thing that crossed the wire. */
export function blockedAt(exchanges: readonly PredictedExchange[]): BlockedAt {
  const last = exchanges.at(-1);
  if (!last) return 'request';
  if (last.preflight) return 'preflight';
  const { status } = last;
  return status !== null && status >= 300 && status < 400 && last.location ? 'redirect' : 'response';
}
