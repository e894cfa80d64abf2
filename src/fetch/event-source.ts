/** EventSource: https://html.spec.whatwg.org/multipage/server-sent-events.html#the-eventsource-interface */
import type { RequestPlan } from '../plan/types.ts';
import { newElementRequest } from './element-request.ts';
import { fetchRequest } from './fetch-algorithm.ts';
import { get, set } from './header-list.ts';
import { parseMimeType } from './mime.ts';
import { NotModelled, type Client, type Fetched, type Request } from './types.ts';
import type { UserAgent } from './user-agent.ts';

/** A stream that is resumed so often is not meant to be. */
const MAX_CONNECTIONS = 5;

/** `plan` with its references resolved: a potential-CORS request, which never has the unsafe-request flag. */
export function newEventSourceRequest(plan: RequestPlan, client: Client): Request {
  const crossorigin = plan.credentials === 'include' ? 'use-credentials' : 'anonymous';
  const request = newElementRequest('eventsource', { ...plan, crossorigin }, client);
  return { ...request, headers: [['Accept', 'text/event-stream']], cache: 'no-store' };
}

/** Connects until a message has come; an answer that fails the connection is a network error here. */
export function fetchEvents(agent: UserAgent, request: Request, connection = 1): Fetched {
  if (connection > MAX_CONNECTIONS) throw new NotModelled('a stream that brings no message');
  const fetched = fetchRequest(agent, request);
  if (fetched.kind === 'network error') return fetched;
  const { status, headers, body } = fetched.response;
  const type = parseMimeType(get(headers, 'content-type') ?? '');
  const essence = type?.essence;
  if (status !== 200 || essence !== 'text/event-stream') {
    const step = `The connection fails: the status is ${status} and the type ${essence ?? 'unknown'}, not 200 and text/event-stream`;
    const link = 'https://html.spec.whatwg.org/multipage/server-sent-events.html#fail-the-connection';
    return { kind: 'network error', request: fetched.request, decision: { step, link } };
  }
  const events = body.split(/\n\n/).map((block) => block.split('\n'));
  if (events.some((lines) => has(lines, 'data') && !has(lines, 'event'))) return fetched;
  const id = events.flat().findLast((line) => line.startsWith('id:'));
  const headersAgain =
    id === undefined ? request.headers : set(request.headers, 'Last-Event-ID', id.slice(3).trim());
  return fetchEvents(agent, { ...request, headers: headersAgain }, connection + 1);
}

function has(lines: string[], field: string): boolean {
  return lines.some((line) => line.startsWith(`${field}:`));
}
