/** Thousands of refusals that look the same are one line: what stays whole is what somebody will want to look at. */
import { get } from '../fetch/header-list.ts';
import { isOpen, statusOf, type Tried } from './tried.ts';

/** Joins the tries of a class that were refused alike; everything else stays as it is, in order. */
export function condense(tried: readonly Tried[]): Tried[] {
  const kept: Tried[] = [];
  const alike = new Map<string, Tried>();
  for (const one of tried) {
    if (!isOrdinary(one)) {
      kept.push(one);
      continue;
    }
    const key = JSON.stringify([
      one.plan.class,
      one.outcome,
      one.at,
      statusOf(one),
      one.control?.passed,
      one.noAnswer?.code,
    ]);
    const before = alike.get(key);
    if (before) {
      before.count += one.count;
      continue;
    }
    const first = { ...one, wire: [], preflight: bare(one.preflight), response: bare(one.response) };
    alike.set(key, first);
    kept.push(first);
  }
  return kept;
}

/** Refused, as it ought to be, or not asked at all. */
function isOrdinary(one: Tried): boolean {
  return one.plan.expected === 'blocked' && !isOpen(one) && !namesItsOrigin(one);
}

/** Whether the response admits the origin by name and only Access-Control-Allow-Credentials is missing. */
export function namesItsOrigin({ plan, response }: Tried): boolean {
  return get(response?.headers ?? [], 'access-control-allow-origin') === plan.origin;
}

function bare(answer: Tried['response']): Tried['response'] {
  return answer && { status: answer.status, headers: [] };
}
