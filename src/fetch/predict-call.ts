/** What comes of a call through an interface that tells less than fetch() and XMLHttpRequest do. */
import type { Client as Via, RequestPlan } from '../plan/types.ts';
import { newBeaconRequest } from './beacon-request.ts';
import { fetchEvents, newEventSourceRequest } from './event-source.ts';
import { fetchRequest } from './fetch-algorithm.ts';
import { blocked, blockedAt, decisive, wireOf } from './outcome.ts';
import type { StepPrediction } from './prediction.ts';
import { fetchSpec, type Client, type Fetched } from './types.ts';
import type { UserAgent } from './user-agent.ts';

/** `plan` with its references resolved. */
export function predictCall(
  agent: UserAgent,
  plan: RequestPlan,
  client: Client,
  via: Via,
): Omit<StepPrediction, 'index'> {
  if (via === 'eventsource') return told(agent, fetchEvents(agent, newEventSourceRequest(plan, client)));
  const made = newBeaconRequest(plan, client);
  if ('thrown' in made) return blocked(agent, made.decision, made.thrown);
  return untold(agent, fetchRequest(agent, made));
}

function told(agent: UserAgent, fetched: Fetched): Omit<StepPrediction, 'index'> {
  if (fetched.kind === 'network error') return blocked(agent, fetched.decision, 'error');
  return { ...wireOf(agent), outcome: 'allowed', decidedBy: decisive(agent) };
}

/** The page learns nothing of an answer, so that only a request that is not sent was blocked. */
function untold(agent: UserAgent, fetched: Fetched): Omit<StepPrediction, 'index'> {
  const sent = agent.exchanges.at(-1);
  if (fetched.kind === 'network error' && blockedAt(agent.exchanges) !== 'response')
    return blocked(agent, fetched.decision, 'error');
  const decidedBy = {
    step: `${sent?.method ?? ''} ${sent?.url ?? ''} is sent, and the page is told nothing of the answer`,
    link: fetchSpec('request-keepalive-flag'),
  };
  agent.note(decidedBy);
  return { ...wireOf(agent), outcome: 'opaque', decidedBy };
}
