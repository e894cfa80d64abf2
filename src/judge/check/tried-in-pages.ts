/** What pages of a browser made of their tries, by the same evidence as any other case. */
import { exchangeIsPreflight, type Exchange } from '../../../servers/exchange.ts';
import type { Observation, PageRun } from '../../lab/observation.ts';
import type { TryPlan } from '../../plan/check.ts';
import type { CasePlan } from '../../plan/types.ts';
import { pageCase } from '../../policy/page-case.ts';
import type { Answer, Control, NoAnswer, Tried } from '../../screen/tried.ts';
import { toControl } from '../../screen/controls.ts';
import { cookiesSent } from '../cookies.ts';
import {
  blockedAt,
  missingEvidence,
  stepEvidence,
  wasNeverSent,
  type MissingEvidence,
  type StepEvidence,
} from '../evidence.ts';
import { describeMissing } from '../failure-words.ts';

/** All tries of a check: of the plain client, then of pages. */
export function triedOf(plan: CasePlan, { checked }: Pick<Observation, 'checked'>): Tried[] {
  return checked ? [...checked.screened, ...triedInPages(plan, checked.pages)] : [];
}

/** Every try of these pages, with the control that a trusted page made in the same visit. */
function triedInPages(plan: CasePlan, runs: readonly PageRun[]): Tried[] {
  const tried = runs.flatMap((run) => triedInPage(plan, run));
  const { check } = plan;
  const controls = tried.filter((one) => one.plan.class === 'control');
  if (!check || controls.length === 0) return tried;
  const control = worstOf(controls.map((one) => toControl(one, check.rule)));
  return tried.map((one) => (one.plan.expected === 'blocked' ? { ...one, control } : one));
}

/** One that did not get through, if there is one. */
function worstOf(controls: readonly Control[]): Control | null {
  return controls.find(({ passed }) => !passed) ?? controls[0] ?? null;
}

function triedInPage(plan: CasePlan, { tries, observation }: PageRun): Tried[] {
  const own = pageCase(plan, tries);
  const { failure } = observation;
  if (failure?.code === 'page-not-loaded' && cannotBe(tries[0], failure.landedAt))
    return tries.map((one) => ({ ...bare(one), outcome: 'no-page' }));
  return stepEvidence(own, 'fetch', observation).flatMap((evidence, index) => {
    const one = tries[index];
    return one ? [toTried(own, one, evidence, observation)] : [];
  });
}

/** A host that the engine cannot load, or http where it was told to use https only. */
function cannotBe(one: TryPlan | undefined, landedAt: string | null): boolean {
  if (!one) return false;
  const { origin } = one.page;
  const upgraded = origin.startsWith('http:') && landedAt === origin.replace('http:', 'https:');
  return one.reach !== 'real-dns' || upgraded || /-insecure|^(trailing-dot|idn)/.test(one.class);
}

function toTried(
  own: CasePlan,
  one: TryPlan,
  evidence: StepEvidence,
  observation: PageRun['observation'],
): Tried {
  const { report, wire } = evidence;
  const common = seenOnWire(one, wire);
  const limited = common.response?.status === 429 || (!common.response && common.preflight?.status === 429);
  if (limited)
    return { ...common, outcome: 'no-answer', noAnswer: { code: 'rate-limited', retryAfter: null } };
  // A page that was upgraded or cut off has no part in what its neighbours saw.
  const missing = missingEvidence(own, [evidence], observation);
  if (missing) return { ...common, outcome: 'no-answer', noAnswer: toNoAnswer(missing) };
  if (wasNeverSent(evidence)) return { ...common, outcome: 'not-sent' };
  if (report.outcome === 'blocked') return { ...common, outcome: 'blocked', at: blockedAt(wire) };
  const { response } = common;
  return {
    ...common,
    outcome: 'allowed',
    // What the page saw: a cache may have answered, or turned a 304 into what it holds.
    response: response && { ...response, status: report.status || response.status },
    readable: (report.headers ?? []).map(([name]) => name.toLowerCase()),
  };
}

function toNoAnswer(missing: MissingEvidence): NoAnswer {
  if (missing.code === 'target-failed') return { code: 'target', message: missing.message };
  if (missing.code === 'failure' && missing.failure.code === 'timeout')
    return { code: 'silent', ms: missing.failure.limitMs };
  return { code: missing.code === 'failure' ? 'harness' : 'no-evidence', message: describeMissing(missing) };
}

function seenOnWire(plan: TryPlan, wire: Exchange[]): Omit<Tried, 'outcome'> {
  const response = wire.findLast((exchange) => !exchangeIsPreflight(exchange));
  return {
    ...bare(plan),
    preflight: answerOf(wire.find(exchangeIsPreflight)),
    response: answerOf(response),
    cookies: cookiesSent(response),
    wire,
  };
}

function bare(plan: TryPlan): Omit<Tried, 'outcome'> {
  return {
    plan,
    stage: 'browser',
    preflight: null,
    response: null,
    readable: [],
    cookies: [],
    control: null,
    wire: [],
    count: 1,
  };
}

function answerOf(exchange: Exchange | undefined): Answer | null {
  if (!exchange || exchange.status === null) return null;
  return { status: exchange.status, headers: exchange.responseHeaders };
}
