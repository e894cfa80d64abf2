/** Derives how the traffic of a case is told apart, and which server answers it; no author marks either. */
import http from 'node:http';
import { pageOrigins } from './caller.ts';
import { normaliseMethod } from './request.ts';
import type { AnswerPlan, CasePlan, StepPlan } from './types.ts';

type Unattributed = Omit<CasePlan, 'attribution' | 'exclusiveBecause' | 'raw'>;

const NODE_METHODS = new Set(http.METHODS);
/** Accepts a WebSocket, which the raw server speaks. */
const SWITCHING_PROTOCOLS = 101;
// Node neither writes nor reads these.
const ODD_VALUE = /[^\t\x20-\x7e\x80-\xff]/;

/** Whether Node's parser or writer would refuse part of the traffic. */
export function needsRawServer({ steps, routes }: Unattributed): boolean {
  const odd = (answer: AnswerPlan) =>
    answer.raw !== undefined ||
    answer.status === SWITCHING_PROTOCOLS ||
    ODD_VALUE.test(answer.statusText ?? '') ||
    answer.headers.some(([, value]) => ODD_VALUE.test(value));
  return (
    steps.some(
      (step) =>
        step.kind === 'request' &&
        (!NODE_METHODS.has(normaliseMethod(step.request.method)) ||
          step.request.headers.some(([, value]) => ODD_VALUE.test(value))),
    ) || Object.values(routes).some(({ preflight, response }) => [...preflight, ...response].some(odd))
  );
}

/** Why a case needs a context and a lane of its own; null if a token tells its requests apart. */
export function exclusiveReason(plan: Unattributed, raw: boolean): string | null {
  const { steps, routes, origins } = plan;
  if (steps.some(({ kind }) => kind === 'reload')) return 'it reloads its page';
  if (steps.some((step) => step.kind === 'request' && step.expect.documentCookies))
    return 'it reads document.cookie';
  if (steps.some(isRedirectedStream)) return 'its worker redirects a stream';
  const pages = pageOrigins(plan);
  for (const [place, { preflight, response }] of Object.entries(routes)) {
    const name = place.slice(1, place.indexOf('/'));
    const inPath = pages.has(name) || !new URL(origins[name]?.origin ?? 'http://x').hostname.includes('.');
    if (inPath && raw) return 'the page itself comes from the raw server';
    for (const [header, value] of [...preflight, ...response].flatMap(({ headers }) => headers)) {
      if (header === 'set-cookie' && (inPath || /;\s*domain=/i.test(value)))
        return 'its cookie would ride on other cases';
      if (header === 'location' && inPath && /^\/(?!\/)/.test(value))
        return 'its Location is a path, which would lose the token';
    }
  }
  return null;
}

/** Cuts a page of Chromium off from its worker, which then is asked a second time for all that is under way. */
function isRedirectedStream(step: StepPlan): boolean {
  if (step.kind !== 'request') return false;
  const { body, worker } = step.request;
  return (
    body?.kind === 'stream' && worker?.kind === 'response' && worker.status >= 300 && worker.status < 400
  );
}
