/** The requests that elements make: https://html.spec.whatwg.org/#create-a-potential-cors-request */
import type { Client as Via, RequestPlan } from '../plan/types.ts';
import { requestFor } from './fetch-request.ts';
import type { Client, Request } from './types.ts';

type CorsState = 'no CORS' | 'anonymous' | 'use-credentials';

/** https://html.spec.whatwg.org/#cors-settings-attributes */
function corsState(attribute: string | undefined): CorsState {
  if (attribute === undefined) return 'no CORS';
  return attribute.toLowerCase() === 'use-credentials' ? 'use-credentials' : 'anonymous';
}

/** `plan` with its references resolved; of an element, which creates a potential-CORS request. */
export function newElementRequest(_via: Via, plan: RequestPlan, client: Client): Request {
  const state = corsState(plan.crossorigin);
  return {
    ...requestFor(client, new URL(plan.url)),
    mode: state === 'no CORS' ? 'no-cors' : 'cors',
    credentials: state === 'anonymous' ? 'same-origin' : 'include',
    referrerPolicy: plan.referrerPolicy ? plan.referrerPolicy : client.referrerPolicy,
    integrity: plan.integrity ?? '',
    useUrlCredentials: true,
  };
}
