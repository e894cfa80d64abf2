/** The request that reports a violated policy: https://w3c.github.io/webappsec-csp/#report-violation */
import type { RequestPlan } from '../plan/types.ts';
import { requestFor } from './fetch-request.ts';
import type { Client, Request } from './types.ts';

/** `plan` with its references resolved; its URL is that of a report-uri directive. */
export function newCspReportRequest({ url }: RequestPlan, client: Client): Request {
  return {
    ...requestFor(client, new URL(url)),
    method: 'POST',
    headers: [['Content-Type', 'application/csp-report']],
    body: { source: true, length: null },
    mode: 'no-cors',
    credentials: 'same-origin',
    destination: 'report',
    keepalive: true,
    // CSP says error, with which main fetch would refuse every no-cors request across origins; no case redirects one.
    redirect: 'follow',
  };
}
