/** `(check, observation, engine) -> verdict` for one question about a target, with its causes; pure. */
import type { EngineInfo } from '../../browser/engine.ts';
import type { Checked, Observation } from '../../lab/observation.ts';
import { CONTROL_CLASS, SEVERITIES, type CheckPlan, type Severity } from '../../plan/check.ts';
import type { Cause } from '../../plan/causes.ts';
import type { CasePlan } from '../../plan/types.ts';
import type { Mechanism } from '../../screen/mechanisms.ts';
import type { Tried } from '../../screen/tried.ts';
import { describeFailure } from '../failure-words.ts';
import type { Judgement } from '../verdict.ts';
import { judgeCached, judgeErrors, judgeExpose, judgePreflight } from './declared.ts';
import { differences } from './differences.ts';
import { countDoubt, describeDoubt, doubtsOf } from './doubts.ts';
import { causesOf, type Finding } from './finding.ts';
import { judgeCaches, judgeHygiene } from './headers.ts';
import { judgeHostile, judgeRefused, type Judged } from './hostile.ts';
import { triedOf } from './tried-in-pages.ts';
import { judgeWorks } from './works.ts';

export type CheckedPlan = CasePlan & { check: CheckPlan };

export function isCheck(plan: CasePlan): plan is CheckedPlan {
  return plan.check !== undefined;
}

/** Judges what was observed of a check. */
export function judgeCheck(plan: CheckedPlan, observation: Observation, engine: EngineInfo): Judgement {
  const { failure, checked } = observation;
  const nothing = { seen: null, differences: [], notes: [] };
  if (failure || !checked) {
    const reason = failure ? describeFailure(failure) : 'nothing was observed';
    return { ...nothing, verdict: 'inconclusive', differences: [reason] };
  }
  const { server, mechanisms } = checked;
  const tried = triedOf(plan, observation);
  const { findings, notes } = judgeQuestion(plan.check, tried, mechanisms);
  const all = [...findings, ...differences(tried, findings)];
  const causes = causesOf(all, tried, { id: plan.id, check: plan.check, server });
  const failing = causes.filter(
    ({ severity, accepted }) => !accepted && reaches(severity, plan.check.failOn),
  );
  const accepted = causes.filter(
    ({ severity, accepted: why }) => why && reaches(severity, plan.check.failOn),
  );
  const below = causes.filter((one) => !failing.includes(one) && !accepted.includes(one));
  const common = { seen: null, causes, notes: [...notes, ...below.map(tell)] };
  const doubts = doubtsOf(tried.filter((one) => !isExcused(one, findings)));
  if (failing.length > 0)
    return {
      ...common,
      verdict: 'violates',
      differences: failing.map(tell),
      notes: [...common.notes, ...doubts.map((doubt) => `${describeDoubt(doubt)} (${countDoubt(doubt)})`)],
    };
  if (doubts.length > 0)
    return {
      ...common,
      verdict: 'inconclusive',
      differences: [...new Set(doubts.map(describeDoubt))],
      notes: [...common.notes, ...doubts.map(countDoubt)],
    };
  if (accepted.length > 0)
    return {
      ...common,
      verdict: 'diverges',
      differences: accepted.map(tell),
      divergence: exception(accepted, engine),
    };
  if (!tried.some(isAnswered))
    return {
      ...common,
      verdict: 'unsupported',
      differences: [],
      notes: [...common.notes, `no page of ${engine.engine} can call from these origins`],
    };
  return { ...common, verdict: 'conforms', differences: [] };
}

function judgeQuestion(check: CheckPlan, all: readonly Tried[], mechanisms: Checked['mechanisms']): Judged {
  const tried = all.filter(({ plan }) => plan.class !== CONTROL_CLASS);
  const known = mechanisms.map(({ id, subject, tries }): Mechanism => {
    const own = new Set(tries);
    return { id, subject, tries: tried.filter(({ plan, stage }) => stage === 'screen' && own.has(plan.id)) };
  });
  const only = (findings: Finding[]): Judged => ({ findings, notes: [] });
  switch (check.question) {
    case 'works':
      return judgeWorks(tried, check.rule, check.target.origin);
    case 'preflight':
      return only(judgePreflight(tried, check));
    case 'cached':
      return only(judgeCached(tried, check));
    case 'expose':
      return only(judgeExpose(tried, check));
    case 'errors':
      return only(judgeErrors(tried, check));
    case 'refused':
      return judgeRefused(tried, known, check);
    case 'hostile':
      return judgeHostile(tried, known, check);
    case 'hygiene':
      return only(judgeHygiene(tried, check));
    case 'caches':
      return only(judgeCaches(tried));
  }
}

/** Whether a severity fails a test. */
function reaches(severity: Severity, failOn: Severity): boolean {
  return SEVERITIES.indexOf(severity) <= SEVERITIES.indexOf(failOn);
}

function tell({ severity, title, seen, of }: Cause): string {
  return `${severity}: ${title} (${seen} of ${of} tries)`;
}

function exception(
  accepted: readonly Cause[],
  { engine, version }: EngineInfo,
): NonNullable<Judgement['divergence']> {
  const { reason, until } = accepted[0]?.accepted ?? { reason: '', until: '' };
  return { engine, seen: [version], reason: `${reason} (accepted until ${until})`, expect: {} };
}

/** What no page of the engine can try says nothing, and what a finding is about already needs no second word. */
function isExcused(one: Tried, findings: readonly Finding[]): boolean {
  return one.outcome === 'no-page' || findings.some(({ tried }) => tried === one);
}

function isAnswered({ outcome }: Tried): boolean {
  return outcome !== 'no-page' && outcome !== 'not-sent';
}
