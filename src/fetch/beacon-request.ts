/** The request that navigator.sendBeacon() makes: https://w3c.github.io/beacon/#sec-processing-model */
import type { RequestPlan } from '../plan/types.ts';
import { extractBody } from './body.ts';
import { requestFor, type Thrown } from './fetch-request.ts';
import { isCorsSafelistedRequestHeader } from './safelist.ts';
import type { Client, Request } from './types.ts';

/** `plan` with its references resolved. */
export function newBeaconRequest(plan: RequestPlan, client: Client): Request | Thrown {
  const { body, type } = plan.body ? extractBody(plan.body) : { body: null, type: null };
  if (body?.source === false)
    return {
      thrown: 'TypeError',
      decision: {
        step: 'sendBeacon() throws a TypeError: a stream is sent with keepalive',
        link: 'https://fetch.spec.whatwg.org/#concept-bodyinit-extract',
      },
    };
  return {
    ...requestFor(client, new URL(plan.url)),
    method: 'POST',
    headers: type === null ? [] : [['Content-Type', type]],
    body,
    mode: type === null || isCorsSafelistedRequestHeader('content-type', type) ? 'no-cors' : 'cors',
    credentials: 'include',
    keepalive: true,
    // Said in its section on security alone: its processing model leaves the flag out.
    unsafeRequest: true,
  };
}
