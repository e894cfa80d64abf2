/** Whether a browser keeps anything of a case's servers by which a later case at the same hosts could tell. */
import type { AnswerPlan, CasePlan, RequestPlan } from './types.ts';

/** What is kept of these is kept under the URL, or not at all. */
const KEPT_BY_URL =
  /^(access-control-.*|content-(encoding|language|length|type)|cross-origin-resource-policy|timing-allow-origin|vary|cache-control|etag|expires|last-modified|pragma|authorization|x-.*|\*)$/i;
/** A browser asks again, elsewhere, with a password or over another connection. */
const ASK_AGAIN = [401, 407, 408, 421, 425];

/**
 * True for one plain call by fetch or XMLHttpRequest: its case can share hosts with others, and then connections, of
 * which the first costs more than the call. Cookies, passwords, redirects and everything else that an engine may
 * remember of a host need hosts of their own.
 */
export function leavesNothing({ steps, routes, origins, raw, via, check }: CasePlan): boolean {
  const [step] = steps;
  if (steps.length !== 1 || step?.kind !== 'request' || step.via || raw || check) return false;
  return (
    via.every((client) => client === 'fetch' || client === 'xhr') &&
    isPlain(step.request) &&
    Object.values(origins).every(({ pageHeaders }) => pageHeaders.length === 0) &&
    Object.values(routes).every(({ preflight, response }) => [...preflight, ...response].every(isForgotten))
  );
}

function isPlain({ url, body, cache, keepalive, unload, worker, xhr = {} }: RequestPlan): boolean {
  const odd = cache ?? keepalive ?? unload ?? worker ?? xhr.abort ?? xhr.timeout ?? xhr.user ?? xhr.password;
  return odd === undefined && body?.kind !== 'stream' && !url.includes('@');
}

function isForgotten({ status, headers, delay }: AnswerPlan): boolean {
  const final = status >= 200 && (status < 300 || (status >= 400 && !ASK_AGAIN.includes(status)));
  return final && delay === undefined && headers.every(([name]) => KEPT_BY_URL.test(name));
}
