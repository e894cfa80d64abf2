/** What a target was seen to do in a check, in words that stay the same as long as it does the same; pure. */
import type { Exchange } from '../../servers/exchange.ts';
import type { Observation } from '../lab/observation.ts';
import type { Client } from '../plan/types.ts';
import { get as header } from '../fetch/header-list.ts';
import { callsOf, type Call, type CheckedPlan } from './check-call.ts';
import { blockedAt } from './evidence.ts';

/** Between the calls of one check. */
export const BETWEEN = '; ';

/**
 * One clause per call. What depends on the engine's cookie rules or on its caches is left out, so that two builds of an
 * engine say the same of one server.
 */
export function behaviourOf(plan: CheckedPlan, via: Client, observation: Observation): string {
  return callsOf(plan, via, observation)
    .map(
      (call) =>
        `${nameOf(call, via)} ${answerOf(call, via)}${plan.check.kind === 'preflight' ? grantsOf(call) : ''}`,
    )
    .join(BETWEEN);
}

/** Every clause that changed, as "X is A, not B". */
export function changesOf(was: string, now: string): string[] {
  const [before, after] = [was.split(BETWEEN), now.split(BETWEEN)];
  if (before.length !== after.length) return [`the behaviour is "${now}", not "${was}"`];
  return after.flatMap((clause, index) => {
    const old = before[index] ?? '';
    if (clause === old) return [];
    const [, subject = '', rest = ''] = /^(.*? is )(.*)$/.exec(clause) ?? [];
    return subject !== '' && old.startsWith(subject)
      ? [`${subject}${rest}, not ${old.slice(subject.length)}`]
      : [`the behaviour is "${clause}", not "${old}"`];
  });
}

function nameOf({ request, origin }: Call, via: Client): string {
  const { method, credentials, headers } = request;
  const names = headers.map(([name]) => name.toLowerCase()).filter((name) => name !== 'origin');
  const withWhat = [...(credentials === 'include' ? ['credentials'] : []), ...names];
  const who =
    via === 'http' ? (origin === '' ? ' without Origin' : ` with Origin: ${origin}`) : ` from ${origin}`;
  return `${method}${who}${withWhat.length > 0 ? `${via === 'http' ? ' and' : ' with'} ${withWhat.join(', ')}` : ''} is`;
}

function answerOf({ report, wire, actual, preflight }: Call, via: Client): string {
  const last = actual ?? preflight;
  const status = report.status ?? last?.status ?? 0;
  if (report.outcome === 'blocked') return `blocked at the ${blockedAt(wire)}${policyOf(last, via)}`;
  return `${via === 'http' ? 'answered' : report.outcome} (${status})${policyOf(last, via)}`;
}

const POLICY = [
  ['allow-origin', 'access-control-allow-origin'],
  ['allow-credentials', 'access-control-allow-credentials'],
] as const;

/** What the preflight says; only where that is the subject, for elsewhere an engine may have it in its cache. */
function grantsOf({ preflight }: Call): string {
  if (!preflight) return '';
  const grants = ['allow-methods', 'allow-headers', 'max-age'].flatMap((short) => {
    const value = header(preflight.responseHeaders, `access-control-${short}`);
    return value === null ? [] : [`${short} ${value}`];
  });
  return `, its preflight ${[preflight.status ?? 0, ...grants].join(', ')}`.replaceAll(';', ',');
}

function policyOf(exchange: Exchange | undefined, via: Client): string {
  const named = via === 'http' ? [...POLICY, ['vary', 'vary'] as const] : POLICY;
  return named
    .map(([short, name]) => [short, header(exchange?.responseHeaders ?? [], name)] as const)
    .flatMap(([short, value]) => (value === null ? [] : [`, ${short} ${value}`]))
    .join('')
    .replaceAll(';', ',');
}
