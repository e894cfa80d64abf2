/** Obtaining a WebSocket connection: https://websockets.spec.whatwg.org/#concept-websocket-establish */
import type { RequestPlan } from '../plan/types.ts';
import { fetchRequest } from './fetch-algorithm.ts';
import { requestFor } from './fetch-request.ts';
import type { Client, Fetched, Request } from './types.ts';
import type { UserAgent } from './user-agent.ts';

/** `plan` with its references resolved; the standard too writes the URL with an HTTP(S) scheme. */
export function newWebSocketRequest(plan: RequestPlan, client: Client): Request {
  return {
    ...requestFor(client, new URL(plan.url)),
    destination: 'websocket',
    mode: 'websocket',
    credentials: 'include',
    cache: 'no-store',
    redirect: 'error',
  };
}

/** Any answer but a 101 fails the connection, which is a network error here. */
export function fetchHandshake(agent: UserAgent, request: Request): Fetched {
  const fetched = fetchRequest(agent, request);
  if (fetched.kind === 'network error' || fetched.response.status === 101) return fetched;
  const step = `The connection fails: the status is ${fetched.response.status}, not 101`;
  const link = 'https://websockets.spec.whatwg.org/#concept-websocket-establish';
  return { kind: 'network error', request: fetched.request, decision: { step, link } };
}
