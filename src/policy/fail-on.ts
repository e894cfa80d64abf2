/** The severity from which on a run fails, where an option says so for all policies. */
import { SEVERITIES, type Severity } from '../plan/causes.ts';

const VARIABLE = 'CORSPROOF_FAIL_ON';

/** The option of this run, which its processes share; undefined if each policy decides. Throws if it is no severity. */
export function failOnOverride(): Severity | undefined {
  const written = process.env[VARIABLE];
  if (written === undefined || written === '') return undefined;
  const severity = SEVERITIES.find((one) => one === written);
  if (severity === undefined)
    throw new Error(`${VARIABLE} is ${written}, not one of ${SEVERITIES.join(', ')}`);
  return severity;
}

/** Sets the option for every process of this run, if the environment does not have it. */
export function setFailOn(severity: Severity): void {
  process.env[VARIABLE] ??= severity;
}
