/**
 * Evidence: an observation cut into its calls, and whether it proves that a call was allowed, blocked or never sent. The
 * only place that decides either, for cases and for checks of a target.
 */
import { exchangeIsPreflight, type Exchange } from '../../servers/exchange.ts';
import type { StepReport } from '../browser/probe/messages.ts';
import { get } from '../fetch/header-list.ts';
import { failureOfStep, type HarnessFailure, type Observation } from '../lab/observation.ts';
import { tellsNothing } from '../plan/clients.ts';
import { nominalAddresses, type Addresses } from '../plan/refs.ts';
import { serverNames } from '../plan/server-names.ts';
import type { BlockedAt, CasePlan, Client, RequestPlan, StepPlan } from '../plan/types.ts';

/** One call: what the page saw of it, and its share of the wire. */
export interface CallEvidence {
  report: StepReport;
  wire: Exchange[];
  via: Client;
  addresses: Addresses;
  request: RequestPlan;
}

/** The call of one step of a plan. */
export interface StepEvidence extends CallEvidence {
  /** The place of the step among all steps of the plan, which waits and reloads are as well. */
  stepIndex: number;
  step: Extract<StepPlan, { kind: 'request' }>;
}

/** Why a verdict cannot be given; `describeMissing` puts it into a sentence. */
export type MissingEvidence =
  | { code: 'failure'; failure: HarnessFailure }
  /** A target gave no answer that could be passed on. */
  | { code: 'target-failed'; message: string }
  /** Nothing proves that the server could be reached when the page saw a failure. */
  | { code: 'no-fence'; server: string }
  | { code: 'not-answered'; method: string; url: string }
  /** The subject is a preflight, and the browser did not need one. */
  | { code: 'preflight-cached' };

type Evidenced = Pick<Observation, 'steps' | 'wire'>;

/** Pairs each request step of `plan` with its report and its share of the wire, in order. */
export function stepEvidence(
  plan: Pick<CasePlan, 'steps' | 'origins'>,
  via: Client,
  { steps, wire }: Evidenced,
): StepEvidence[] {
  const addresses = nominalAddresses(plan.origins);
  const requests = plan.steps.flatMap((step, stepIndex) =>
    step.kind === 'request' ? [{ step, stepIndex }] : [],
  );
  return requests.map(({ step, stepIndex }, place) => {
    const after = requests[place - 1]?.stepIndex ?? -1;
    // A request seen after the last step's fence counts towards the last step: nothing may follow it.
    const isLast = place === requests.length - 1;
    return {
      stepIndex,
      step,
      request: step.request,
      via: step.via ?? via,
      addresses,
      report: steps[stepIndex] ?? { outcome: 'harness-error', message: 'the step was not run' },
      wire: wire.filter((exchange) => exchange.step > after && (exchange.step <= stepIndex || isLast)),
    };
  });
}

/** The first thing that is missing for a verdict on `steps`, which are those of `plan`; null if nothing is. */
export function missingEvidence(
  plan: Pick<CasePlan, 'limit' | 'routes' | 'origins'>,
  steps: readonly StepEvidence[],
  { failure, fences }: Pick<Observation, 'failure' | 'fences'>,
): MissingEvidence | null {
  if (failure) return { code: 'failure', failure };
  const servers = new Set(serverNames(plan).map((name) => plan.origins[name]?.origin ?? ''));
  for (const evidence of steps) {
    const missing = missingOfStep(plan.limit, servers, evidence, fences);
    if (missing) return missing;
  }
  return null;
}

function missingOfStep(
  limit: number,
  servers: ReadonlySet<string>,
  evidence: StepEvidence,
  fences: Observation['fences'],
): MissingEvidence | null {
  const { report, wire, stepIndex } = evidence;
  const unanswered = wire.find(({ failed }) => failed !== undefined);
  if (unanswered?.failed !== undefined) return { code: 'target-failed', message: unanswered.failed.message };
  const failure = failureOfStep(report, limit);
  if (failure) return { code: 'failure', failure };
  if (outcomeOf(evidence) !== 'blocked') return null;
  // A block is only believed with evidence that the server was there when it happened.
  const server = serverConcerned(servers, evidence);
  const isFenced = fences.some(({ to, step }) => to === server && step >= stepIndex);
  if (server !== undefined && !isFenced) return { code: 'no-fence', server };
  const last = wire.at(-1);
  const isOwnDoing = report.error === 'abort' || report.error === 'timeout';
  if (last?.answered === null && !isOwnDoing)
    return { code: 'not-answered', method: last.method, url: `${last.to}${last.path}` };
  return null;
}

/** The server that was called last, or else the one that was to be called; undefined if the call is for no server. */
function serverConcerned(
  servers: ReadonlySet<string>,
  { wire, request, addresses }: CallEvidence,
): string | undefined {
  const [, name = ''] = /^\$([a-z][a-z0-9]*)\//.exec(request.url) ?? [];
  const called = [wire.at(-1)?.to, addresses[name]?.origin];
  return called.find((origin) => origin !== undefined && servers.has(origin));
}

/** What became of the call; where the page never learns it, what last crossed the wire says. */
export function outcomeOf({ report, wire, via, request }: CallEvidence): StepReport['outcome'] {
  if (!tellsNothing(via, request) || report.outcome !== 'opaque') return report.outcome;
  return blockedAt(wire) === 'response' ? 'opaque' : 'blocked';
}

/** Whether the engine itself blocked the call before anything was on the wire. */
export function wasNeverSent({ report, wire }: Pick<CallEvidence, 'report' | 'wire'>): boolean {
  return report.outcome === 'blocked' && wire.length === 0;
}

/** Where a block happened, by the last thing that crossed the wire. */
export function blockedAt(wire: readonly Exchange[]): BlockedAt {
  const last = wire.at(-1);
  if (!last) return 'request';
  if (exchangeIsPreflight(last)) return 'preflight';
  const redirects =
    last.status !== null &&
    last.status >= 300 &&
    last.status < 400 &&
    get(last.responseHeaders, 'location') !== null;
  return redirects ? 'redirect' : 'response';
}
