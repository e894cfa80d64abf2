/** What a known mistake has to be told: `causes.yaml` beside it. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { EngineName } from '../../src/browser/engine.ts';
import { causeKey, SEVERITIES, type Cause, type Severity } from '../../src/plan/causes.ts';
import type { GateResult } from './run.ts';

/** A cause that each check of `check` names, or what makes each of them inconclusive. */
export type Expected = ExpectedCause | ExpectedDoubt;

export interface ExpectedCause {
  /** `<rule>/<question>` */
  check: string | string[];
  cause: string;
  subject?: string;
  severity: Severity | Severity[];
  /** Stands in what is said about how to fix it. */
  fix: string;
  /** Only in these engines; in all if missing. */
  engines?: EngineName[];
  /** Fails or not, by the order in which requests happen to come. */
  perhaps?: true;
}

export interface ExpectedDoubt {
  check: string | string[];
  /** Stands in the reason. */
  inconclusive: string;
}

/** What `folder` expects; nothing, if it has no such file. */
export function readExpected(folder: string): Expected[] {
  const file = join(folder, 'causes.yaml');
  return existsSync(file) ? (parse(readFileSync(file, 'utf8')) as Expected[]) : [];
}

/** What `folder` expects in one engine. */
export function expectedIn(folder: string, engine: EngineName): Expected[] {
  return readExpected(folder).filter((one) => isDoubt(one) || (one.engines?.includes(engine) ?? true));
}

/** Whether its answers depend on what was asked before. */
export function remembers(folder: string): boolean {
  return readExpected(folder).some((one) => !isDoubt(one) && one.perhaps === true);
}

function isDoubt(expected: Expected): expected is ExpectedDoubt {
  return 'inconclusive' in expected;
}

/** `<rule>/<question>` of the id of a check. */
export function checkOf(id: string): string {
  return id.split('/').slice(2).join('/');
}

/** Where results differ from what is expected, in words: other verdicts, causes that are missing or one too many. */
export function differencesOf(results: readonly GateResult[], expected: readonly Expected[]): string[] {
  const checks = new Set(results.map(({ check }) => check));
  const unknown = expected
    .flatMap(({ check }) => check)
    .filter((check) => !checks.has(check))
    .map((check) => `no check is called ${check}`);
  return [...unknown, ...results.flatMap((result) => ofCheck(result, expected))];
}

function ofCheck(result: GateResult, expected: readonly Expected[]): string[] {
  const { check, judgement } = result;
  const own = expected.filter((one) => [one.check].flat().includes(check));
  const doubt = own.find(isDoubt);
  if (doubt) return ofDoubt(result, doubt);
  const causes = own.filter((one): one is ExpectedCause => !isDoubt(one));
  const failing = failingCauses(result);
  const told = [
    ...failing.map(tell),
    ...(judgement.verdict === 'inconclusive' ? judgement.differences : []),
  ].join('; ');
  const verdicts = causes.some(({ perhaps }) => perhaps !== true)
    ? ['violates']
    : causes.length > 0
      ? ['violates', 'conforms']
      : ['conforms'];
  const verdict = verdicts.includes(judgement.verdict)
    ? []
    : [`${check} is ${judgement.verdict}, not ${verdicts.join(' or ')}: ${told}`];
  const surplus = failing.filter((cause) => !causes.some((one) => isSame(one, cause)));
  return [
    ...verdict,
    ...surplus.map((cause) => `${check} also says ${tell(cause)}`),
    ...causes.flatMap((one) => ofCause(check, one, failing)),
  ];
}

function ofDoubt({ check, judgement }: GateResult, { inconclusive }: ExpectedDoubt): string[] {
  const { verdict, differences } = judgement;
  if (verdict !== 'inconclusive')
    return [`${check} is ${verdict}, not inconclusive: ${differences.join('; ')}`];
  return differences.every((one) => one.includes(inconclusive))
    ? []
    : [`${check} has another reason than "${inconclusive}": ${differences.join('; ')}`];
}

function ofCause(check: string, expected: ExpectedCause, failing: readonly Cause[]): string[] {
  const { cause: id, subject = '', severity, fix, perhaps } = expected;
  const found = failing.find((one) => isSame(expected, one));
  if (!found) return perhaps === true ? [] : [`${check} does not say ${causeKey({ id, subject } as Cause)}`];
  return [
    ...([severity].flat().includes(found.severity) ? [] : [`${check} has another severity: ${tell(found)}`]),
    ...(found.fix.join('\n').includes(fix)
      ? []
      : [`${check} has another fix than "${fix}": ${found.fix.join(' / ')}`]),
  ];
}

function isSame({ cause, subject = '' }: ExpectedCause, { id, subject: found }: Cause): boolean {
  return cause === id && subject === found;
}

/** The causes that fail the test. */
export function failingCauses({ judgement, failOn }: GateResult): Cause[] {
  return (judgement.causes ?? []).filter(
    ({ severity, accepted }) => !accepted && SEVERITIES.indexOf(severity) <= SEVERITIES.indexOf(failOn),
  );
}

function tell({ id, subject, severity, title }: Cause): string {
  return `${severity} ${causeKey({ id, subject })}: ${title}`;
}
