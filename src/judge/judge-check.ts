/** `(check, observation, engine) -> verdict` for checks of a target, with findings, severity and fix; pure. */
import type { Exchange } from '../../servers/exchange.ts';
import type { EngineInfo } from '../browser/engine.ts';
import type { StepReport } from '../browser/probe/messages.ts';
import type { Observation } from '../lab/observation.ts';
import type { CheckPlan } from '../plan/check.ts';
import { nominalAddresses } from '../plan/refs.ts';
import type { CasePlan, Client, RequestPlan, StepPlan } from '../plan/types.ts';
import { exchangeIsPreflight, header, seenOf } from './compare.ts';
import { findingsOf } from './check-findings.ts';
import { worst, type Finding } from './findings.ts';
import type { Judgement } from './verdict.ts';

/** One call of a check, and what came of it. */
export interface Call {
  request: RequestPlan;
  /** Serialised origin of the page that called; `null` for an opaque one, empty without a browser. */
  origin: string;
  expected: 'allowed' | 'blocked';
  report: StepReport;
  wire: Exchange[];
  preflight: Exchange | undefined;
  /** The last request that was no preflight. */
  actual: Exchange | undefined;
}

export type CheckedPlan = CasePlan & { check: CheckPlan };

export function isCheck(plan: CasePlan): plan is CheckedPlan {
  return plan.check !== undefined;
}

/** Judges what was observed of a check. */
export function judgeCheck(
  plan: CheckedPlan,
  via: Client,
  observation: Observation,
  engine: EngineInfo,
): Judgement {
  const calls = callsOf(plan, via, observation);
  const last = calls.at(-1);
  const seen = last ? seenOf({ ...last, via, addresses: nominalAddresses(plan.origins) }) : null;
  const nothing = { seen, differences: [], notes: [] };
  if (cannotBe(plan, observation))
    return {
      ...nothing,
      verdict: 'unsupported',
      notes: [`no page of ${engine.engine} can be at ${plan.origins.page?.origin ?? 'this origin'}`],
    };
  const missing = missingEvidence(plan.check, calls, observation);
  if (missing !== undefined) return { ...nothing, verdict: 'inconclusive', differences: [missing] };
  if (plan.check.kind === 'hostile' && calls.every(isNotSent))
    return {
      ...nothing,
      verdict: 'unsupported',
      notes: [
        `${engine.engine} sends nothing from ${last?.origin ?? 'this origin'}: the target was not asked`,
      ],
    };
  const findings = once(findingsOf(plan.check, calls));
  const said = {
    bodyRead: calls.some(({ report, expected }) => expected === 'blocked' && report.outcome === 'allowed'),
    credentialRode: credentialsOf(calls),
  };
  const severity = worst(findings);
  if (severity === null) return { ...nothing, verdict: 'conforms', said };
  const { ignore } = plan.check;
  const told = {
    ...nothing,
    differences: findings.map(tell),
    said: { ...said, severity, fix: fixesOf(findings) },
  };
  if (ignore)
    return {
      ...told,
      verdict: 'diverges',
      divergence: {
        engine: engine.engine,
        seen: [engine.version],
        reason: `${ignore.reason} (accepted until ${ignore.until})`,
        expect: {},
      },
    };
  return { ...told, verdict: 'violates' };
}

/** Blocked by the engine itself, before anything is on the wire. */
function isNotSent({ report, wire }: Call): boolean {
  return report.outcome === 'blocked' && wire.length === 0;
}

/** Several calls of a check may show the same. */
function once(findings: readonly Finding[]): Finding[] {
  return [...new Map(findings.map((finding) => [tell(finding), finding])).values()];
}

function tell({ message, severity }: Finding): string {
  return `${severity}: ${message}`;
}

function fixesOf(findings: readonly Finding[]): string {
  return [...new Set(findings.map(({ fix }) => fix))].join('\n');
}

/** Pairs each call of a check with its report and its share of the wire. */
export function callsOf(plan: CasePlan, via: Client, { steps, wire }: Observation): Call[] {
  const requests = plan.steps.flatMap((step, index) => (step.kind === 'request' ? [{ step, index }] : []));
  return requests.map(({ step, index }, place) => {
    const isLast = place === requests.length - 1;
    const after = requests[place - 1]?.index ?? -1;
    const own = wire.filter((exchange) => exchange.step > after && (exchange.step <= index || isLast));
    return {
      request: step.request,
      origin: via === 'http' ? (header(step.request.headers, 'origin') ?? '') : originOf(plan, step),
      expected: step.expect.outcome === 'blocked' ? 'blocked' : 'allowed',
      report: steps[index] ?? { outcome: 'harness-error', message: 'the call was not made' },
      wire: own,
      preflight: own.find(exchangeIsPreflight),
      actual: own.findLast((exchange) => !exchangeIsPreflight(exchange)),
    };
  });
}

function originOf(plan: CasePlan, step: Extract<StepPlan, { kind: 'request' }>): string {
  const caller = step.from ?? plan.from;
  return caller.context === 'document' ? (plan.origins[caller.origin]?.origin ?? '') : 'null';
}

/** Where no page of this engine can be: at a host that it cannot load, at http where it was told to go to https. */
function cannotBe({ check, origins }: CheckedPlan, { harness }: Observation): boolean {
  if (harness?.includes('did not load') !== true) return false;
  const page = origins.page?.origin ?? '';
  const upgraded = page.startsWith('http:') && harness.endsWith(` at ${page.replace('http:', 'https:')}`);
  return check.reach === 'proxy-only' || upgraded;
}

function missingEvidence(
  { kind }: CheckPlan,
  calls: readonly Call[],
  { harness, fences }: Observation,
): string | undefined {
  if (harness !== undefined) return harness;
  for (const [index, { report, wire }] of calls.entries()) {
    const failed = wire.find((exchange) => exchange.failed !== undefined);
    if (failed) return failed.failed;
    if (report.outcome === 'harness-error') return report.message ?? 'the harness failed';
    if (report.outcome === 'timeout') return 'the call did not end in time';
    if (report.outcome === 'blocked' && wire.length === 0 && !fences.some(({ step }) => step >= index))
      return 'the page saw a failure, and nothing proves that the target could be reached';
  }
  if (kind === 'preflight' && calls.every(({ wire }) => wire.every((one) => !exchangeIsPreflight(one))))
    if (calls.every(({ wire }) => wire.length > 0))
      return 'no preflight was seen: the browser still held the answer to an earlier one';
  return undefined;
}

/** Which credentials went out with calls that are refused: cookies by their kind, and Authorization. */
function credentialsOf(calls: readonly Call[]): string[] {
  const rode = calls
    .filter(({ expected }) => expected === 'blocked')
    .flatMap(({ actual }) => cookieNames(actual).map((name) => CANARIES[name] ?? `the cookie ${name}`));
  return [...new Set(rode)];
}

/** Cookies that the lab sets at the target before the checks, by name. */
export const CANARIES: Record<string, string> = {
  'corsproof-none': 'a cookie with SameSite=None',
  'corsproof-lax': 'a cookie with SameSite=Lax',
  'corsproof-strict': 'a cookie with SameSite=Strict',
};

/** Names of the cookies on a request. */
export function cookieNames(exchange: Exchange | undefined): string[] {
  return (header(exchange?.requestHeaders ?? [], 'cookie') ?? '')
    .split(';')
    .map((pair) => pair.split('=')[0]?.trim() ?? '')
    .filter(Boolean);
}
