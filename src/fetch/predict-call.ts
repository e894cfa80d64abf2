/** What comes of a call through an interface that tells less than fetch() and XMLHttpRequest do. */
import type { Client as Via, RequestPlan } from '../plan/types.ts';
import { newBeaconRequest } from './beacon-request.ts';
import { newCspReportRequest } from './csp-report-request.ts';
import { fetchEvents, newEventSourceRequest } from './event-source.ts';
import { fetchRequest } from './fetch-algorithm.ts';
import { newNavigationRequest } from './navigation-request.ts';
import { fetchHandshake, newWebSocketRequest } from './web-socket.ts';
import { blocked, blockedAt, decisive, wireOf } from './outcome.ts';
import { isSameOrigin } from './origin.ts';
import type { StepPrediction } from './prediction.ts';
import { currentUrl, fetchSpec, type Client, type Fetched } from './types.ts';
import type { UserAgent } from './user-agent.ts';

/** `plan` with its references resolved. */
export function predictCall(
  agent: UserAgent,
  plan: RequestPlan,
  client: Client,
  via: Via,
): Omit<StepPrediction, 'index'> {
  if (via === 'websocket') return told(agent, fetchHandshake(agent, newWebSocketRequest(plan, client)));
  if (via === 'form') return navigated(agent, fetchRequest(agent, newNavigationRequest(plan, client)));
  if (via === 'eventsource') return told(agent, fetchEvents(agent, newEventSourceRequest(plan, client)));
  if (via === 'csp-report') return untold(agent, fetchRequest(agent, newCspReportRequest(plan, client)));
  const made = newBeaconRequest(plan, client);
  if ('thrown' in made) return blocked(agent, made.decision, made.thrown);
  return untold(agent, fetchRequest(agent, made));
}

function told(agent: UserAgent, fetched: Fetched): Omit<StepPrediction, 'index'> {
  if (fetched.kind === 'network error') return blocked(agent, fetched.decision, 'error');
  return { ...wireOf(agent), outcome: 'allowed', decidedBy: decisive(agent) };
}

/** The page can read a document of its own origin only. */
function navigated(agent: UserAgent, fetched: Fetched): Omit<StepPrediction, 'index'> {
  if (fetched.kind === 'network error') return blocked(agent, fetched.decision, 'error');
  const { client, urlList } = fetched.request;
  const readable = isSameOrigin(client.origin, currentUrl({ urlList }).origin);
  return { ...wireOf(agent), outcome: readable ? 'allowed' : 'opaque', decidedBy: decisive(agent) };
}

/** The page learns nothing of an answer, so that only a request that is not sent was blocked. */
export function untold(agent: UserAgent, fetched: Fetched): Omit<StepPrediction, 'index'> {
  if (fetched.kind === 'network error' && blockedAt(agent.exchanges) !== 'response')
    return blocked(agent, fetched.decision, 'error');
  const decidedBy = {
    step: `${fetched.request.method} ${currentUrl(fetched.request).href} is sent, and the page is told nothing of the answer`,
    link: fetchSpec('request-keepalive-flag'),
  };
  agent.note(decidedBy);
  return { ...wireOf(agent), outcome: 'opaque', decidedBy };
}
