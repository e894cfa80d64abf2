/** Who calls, and through which clients it can. */
import { isDeepStrictEqual } from 'node:util';
import type { DocumentPath, ReportProblem } from '../scenario/problems.ts';
import type { OriginNames } from './origins.ts';
import { DEFAULT_CLIENTS, cannotCall } from './clients.ts';
import type { CallerPlan, CasePlan, Client, Context, StepPlan } from './types.ts';

/** Contexts whose origin is opaque: https://html.spec.whatwg.org/multipage/browsers.html#concept-origin-opaque */
const OPAQUE_CONTEXTS: readonly Context[] = ['sandboxed-iframe', 'data-iframe', 'data-worker'];

export function planCaller(
  from: Partial<CallerPlan> | undefined,
  names: OriginNames,
  path: DocumentPath,
): CallerPlan {
  const at = [...path, 'from'];
  return {
    origin: names.check(from?.origin ?? names.known[0] ?? '', at),
    context: from?.context ?? 'document',
    ...(from?.top === undefined ? {} : { top: names.check(from.top, at) }),
  };
}

/** The serialised origin of a caller, as a reference: `null` for an opaque one. */
export function serialisedCaller({ origin, context }: CallerPlan): string {
  return OPAQUE_CONTEXTS.includes(context) ? 'null' : `$${origin}`;
}

/** Who calls, one after another: the callers of the requests of a case, each as often as the one before it differs. */
export function callersOf({ from, steps }: Pick<CasePlan, 'from' | 'steps'>): CallerPlan[] {
  const all = steps.flatMap((step) => (step.kind === 'request' ? [step.from ?? from] : []));
  return all.filter((caller, index) => !isDeepStrictEqual(caller, all[index - 1]));
}

/** Names of the origins at which a case has a page. */
export function pageOrigins(plan: Pick<CasePlan, 'from' | 'steps'>): Set<string> {
  return new Set([plan.from, ...callersOf(plan)].flatMap(({ origin, top }) => [origin, top ?? origin]));
}

/** The clients that can make all requests of a case; one that was asked for and cannot is reported. */
export function planClients(
  asked: Client[] | undefined,
  steps: StepPlan[],
  from: CallerPlan,
  path: DocumentPath,
  report: ReportProblem,
): Client[] {
  const requests = steps.filter((step) => step.kind === 'request');
  const reasonAgainst = (client: Client) =>
    requests
      .map(({ request, from: caller, via }) => cannotCall(via ?? client, request, (caller ?? from).context))
      .find((reason) => reason !== null);
  const candidates = (asked ?? DEFAULT_CLIENTS).map((client) => ({
    client,
    reason: reasonAgainst(client),
  }));
  const able = candidates.filter(({ reason }) => reason === undefined).map(({ client }) => client);
  for (const { client, reason } of candidates) {
    if (asked && reason !== undefined) report(path, `via: ${client} is asked for, but ${reason}`);
  }
  if (!asked && able.length === 0)
    report(path, `no client can make this request: ${candidates.map(({ reason }) => reason).join('; ')}`);
  return able;
}
