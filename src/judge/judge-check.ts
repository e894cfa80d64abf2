/** `(check, observation, engine) -> verdict` for checks of a target, with findings, severity and fix; pure. */
import type { EngineInfo } from '../browser/engine.ts';
import type { Observation } from '../lab/observation.ts';
import type { Client } from '../plan/types.ts';
import { callsOf, type Call, type CheckedPlan } from './check-call.ts';
import { findingsOf } from './check-findings.ts';
import { seenOf } from './compare.ts';
import { CANARIES, cookiesSent } from './cookies.ts';
import { missingEvidence, wasNeverSent } from './evidence.ts';
import { describeMissing } from './failure-words.ts';
import { worst, type Finding } from './findings.ts';
import type { Judgement } from './verdict.ts';

/** Judges what was observed of a check. */
export function judgeCheck(
  plan: CheckedPlan,
  via: Client,
  observation: Observation,
  engine: EngineInfo,
): Judgement {
  const calls = callsOf(plan, via, observation);
  const last = calls.at(-1);
  const seen = last ? seenOf(last) : null;
  const nothing = { seen, differences: [], notes: [] };
  if (cannotBe(plan, observation))
    return {
      ...nothing,
      verdict: 'unsupported',
      notes: [`no page of ${engine.engine} can be at ${plan.origins.page?.origin ?? 'this origin'}`],
    };
  const missing = missingOf(plan, calls, observation);
  if (missing) return { ...nothing, verdict: 'inconclusive', differences: [describeMissing(missing)] };
  if (plan.check.kind === 'hostile' && calls.every(wasNeverSent))
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

/** Where no page of this engine can be: at a host that it cannot load, at http where it was told to go to https. */
function cannotBe({ check, origins }: CheckedPlan, { failure }: Observation): boolean {
  if (failure?.code !== 'page-not-loaded') return false;
  const page = origins.page?.origin ?? '';
  const isUpgraded = page.startsWith('http:') && failure.landedAt === page.replace('http:', 'https:');
  return check.reach === 'proxy-only' || isUpgraded;
}

function missingOf(plan: CheckedPlan, calls: readonly Call[], observation: Observation) {
  const missing = missingEvidence(plan, calls, observation);
  const isUnseen = ({ preflight, wire }: Call) => !preflight && wire.length > 0;
  if (missing || plan.check.kind !== 'preflight' || !calls.every(isUnseen)) return missing;
  return { code: 'preflight-cached' } as const;
}

/** Which credentials went out with calls that are refused: cookies by their kind, and Authorization. */
function credentialsOf(calls: readonly Call[]): string[] {
  const rode = calls
    .filter(({ expected }) => expected === 'blocked')
    .flatMap(({ actual }) => cookiesSent(actual).map((name) => CANARIES[name] ?? `the cookie ${name}`));
  return [...new Set(rode)];
}
