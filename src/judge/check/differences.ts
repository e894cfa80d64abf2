/** Where a page was answered otherwise than the plain client that asked the same. */
import { get } from '../../fetch/header-list.ts';
import type { Answer, Tried } from '../../screen/tried.ts';
import type { Finding } from './finding.ts';

const DECIDING = [
  'access-control-allow-origin',
  'access-control-allow-credentials',
  'access-control-allow-methods',
  'access-control-allow-headers',
];

/** Tries whose answers differ, if nothing else is told of them: a server that tells browsers by more than their origin. */
export function differences(tried: readonly Tried[], findings: readonly Finding[]): Finding[] {
  if (findings.some(({ id }) => id === 'unstable-answer' || id === 'answers-differ')) return [];
  const told = new Set(findings.map((finding) => finding.tried.plan.id));
  const screened = new Map(
    tried.filter(({ stage, count }) => stage === 'screen' && count === 1).map((one) => [one.plan.id, one]),
  );
  return tried.flatMap((one): Finding[] => {
    const other = screened.get(one.plan.id);
    if (one.stage !== 'browser' || !other || told.has(one.plan.id) || !disagree(one, other)) return [];
    // That a cookie changes the policy is told where headers are the subject.
    if (other.cookies.length > 0 && one.cookies.length === 0) return [];
    return [{ id: 'answers-differ', subject: '', severity: 'medium', where: 'response', tried: one }];
  });
}

/** Both were answered, one lets the page through and the other does not, and the headers say so. */
function disagree(page: Tried, client: Tried): boolean {
  if (page.outcome === client.outcome || !page.response || !client.response) return false;
  if (page.outcome !== 'allowed' && page.outcome !== 'blocked') return false;
  return policyOf(page.response) !== policyOf(client.response);
}

function policyOf({ headers }: Answer): string {
  return DECIDING.map((name) => get(headers, name) ?? '').join('\n');
}
