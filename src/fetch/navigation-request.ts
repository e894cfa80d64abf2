/** The request of a form: https://html.spec.whatwg.org/#create-navigation-params-by-fetching */
import type { RequestPlan } from '../plan/types.ts';
import { extractBody } from './body.ts';
import { requestFor } from './fetch-request.ts';
import type { Client, Request } from './types.ts';

/** `plan` with its references resolved; the fields of a GET are its query. A navigation takes redirects one by one, which comes to the same here. */
export function newNavigationRequest(plan: RequestPlan, client: Client): Request {
  const posts = plan.method === 'POST';
  const url = new URL(plan.url);
  if (!posts && plan.body?.kind === 'urlencoded')
    url.search = new URLSearchParams(plan.body.fields).toString();
  return {
    ...requestFor(client, url),
    method: plan.method,
    headers: plan.body && posts ? [['Content-Type', 'application/x-www-form-urlencoded']] : [],
    body: plan.body && posts ? extractBody(plan.body).body : null,
    destination: 'iframe',
    mode: 'navigate',
    credentials: 'include',
  };
}
