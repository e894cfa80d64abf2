/** Whether everything that a rule declares works: allowed by CORS, and answered as it should be. */
import { get } from '../../fetch/header-list.ts';
import type { RulePlan } from '../../plan/check.ts';
import { isSafe, mildestMethod } from '../../policy/requests.ts';
import { shapeOf } from '../../screen/controls.ts';
import { statusOf, type Tried } from '../../screen/tried.ts';
import { hiddenIn } from './declared.ts';
import type { Finding } from './finding.ts';
import { UPLOAD, whyBlocked } from './why-blocked.ts';

/** What is wrong, and what is only worth a note. */
export interface Worked {
  findings: Finding[];
  notes: string[];
}

export function judgeWorks(all: readonly Tried[], rule: RulePlan, target: string): Worked {
  const tried = all.filter(
    ({ outcome, plan }) => outcome !== 'no-answer' && outcome !== 'no-page' && plan.via !== 'img',
  );
  // Where pages have called, what the plain client foresaw is beside the point.
  const browsed = tried.filter(({ stage }) => stage === 'browser');
  const decisive = browsed.length > 0 ? browsed : tried;
  const unstable = unstableShapes(decisive);
  const blocked = decisive.filter(({ outcome }) => outcome === 'blocked' || outcome === 'not-sent');
  const findings = blocked
    .filter((one) => !isCachesDoing(one, decisive))
    .map((one): Finding => {
      if (unstable.has(keyOf(one)))
        return { id: 'unstable-answer', subject: '', severity: 'high', where: 'response', tried: one };
      return { ...whyBlocked(one, target), severity: one.plan.upload ? 'medium' : 'high', tried: one };
    });
  const answered = answers(decisive, rule);
  return {
    findings: [...withUploads(findings), ...answered.findings, ...hidden(decisive, rule), ...embedding(all)],
    notes: answered.notes,
  };
}

/** What is not exposed where a call changes data: `expose` asks with the mildest method alone. */
function hidden(tried: readonly Tried[], rule: RulePlan): Finding[] {
  const mild = mildestMethod(rule);
  return tried
    .filter(({ outcome, plan }) => outcome === 'allowed' && plan.method !== mild)
    .flatMap((one): Finding[] => {
      const names = hiddenIn(one, rule);
      if (names.length === 0) return [];
      return [
        { id: 'not-exposed', subject: names.join(', '), severity: 'medium', where: 'response', tried: one },
      ];
    });
}

/** Where other preflights fail as well, that of an upload is no cause of its own. */
function withUploads(findings: readonly Finding[]): Finding[] {
  return findings.map((one) => {
    if (one.subject !== UPLOAD) return one;
    const other = findings.find(
      ({ id, where, subject }) => id === one.id && where === one.where && subject !== UPLOAD,
    );
    return other ? { ...one, subject: other.subject } : one;
  });
}

/**
 * A cache of the browser has answered an XMLHttpRequest, which cannot go past it, with what another page had asked for: the
 * same call of fetch() got through. That caches mix answers up is told where caches are the subject.
 */
function isCachesDoing({ plan, outcome }: Tried, all: readonly Tried[]): boolean {
  if (outcome !== 'not-sent' || plan.via !== 'xhr') return false;
  return all.some(
    (other) =>
      other.outcome === 'allowed' &&
      other.plan.via === 'fetch' &&
      other.plan.origin === plan.origin &&
      shapeOf(other.plan) === shapeOf(plan),
  );
}

/** Requests that were answered both ways. */
function unstableShapes(tried: readonly Tried[]): Set<string> {
  const outcomes = new Map<string, Set<boolean>>();
  for (const one of tried) {
    if (one.outcome !== 'allowed' && one.outcome !== 'blocked') continue;
    const seen = outcomes.get(keyOf(one)) ?? new Set();
    outcomes.set(keyOf(one), seen.add(one.outcome === 'allowed'));
  }
  return new Set([...outcomes].filter(([, seen]) => seen.size === 2).map(([key]) => key));
}

function keyOf({ plan }: Tried): string {
  return `${plan.origin} ${plan.upload ? 'upload ' : ''}${shapeOf(plan)}`;
}

/** A readable answer has to be the one that the policy expects: any 2xx, if it says nothing. */
function answers(tried: readonly Tried[], rule: RulePlan): Worked {
  const allowed = tried.filter(({ outcome, response }) => outcome === 'allowed' && response !== null);
  const right = allowed.filter((one) => isExpected(one, rule));
  const isAlike = ({ plan }: Tried, one: Tried) =>
    plan.method === one.plan.method && plan.path === one.plan.path;
  const works = (one: Tried) => right.some((other) => isAlike(other, one));
  const withoutToken = (all: readonly Tried[], one: Tried) =>
    all.some((other) => !sendsToken(other) && isAlike(other, one));
  const wrong = allowed.filter((one) => !isExpected(one, rule));
  const notes = new Set<string>();
  const findings = wrong.flatMap((one): Finding[] => {
    const status = statusOf(one) ?? 0;
    // What was deleted once is not there the second time: one success is the proof.
    if (!isSafe(one.plan.method) && works(one) && status < 500 && status !== 405) {
      notes.add(`${one.plan.method} answered ${status} after it had succeeded once`);
      return [];
    }
    // A token that is made up may be refused, where the call works without.
    if (sendsToken(one) && (status === 401 || status === 403) && withoutToken(right, one)) {
      notes.add(`${one.plan.method} answered ${status} to a made-up Authorization`);
      return [];
    }
    return [
      { id: 'unexpected-status', subject: String(status), severity: 'medium', where: 'response', tried: one },
    ];
  });
  return { findings, notes: [...notes] };
}

/** Whether an allowed call was answered with a status that the rule expects. */
export function isExpected(tried: Tried, { statuses }: Pick<RulePlan, 'statuses'>): boolean {
  const status = statusOf(tried) ?? 0;
  if (status === 304 && tried.plan.headers.some(([name]) => name.startsWith('if-'))) return true;
  const declared = statuses.filter((one) => one < 400);
  const isFine =
    declared.length > 0
      ? declared.includes(status) || (status === 206 && declared.includes(200))
      : status >= 200 && status < 300;
  return isFine || statuses.includes(status);
}

function sendsToken({ plan }: Tried): boolean {
  return plan.headers.some(([name]) => name === 'authorization');
}

const EMBEDDED = /^(image|audio|video|font)\/|javascript|^text\/css/i;

/** An image or script that every page may read is one that every page will want to show. */
function embedding(all: readonly Tried[]): Finding[] {
  return all.flatMap((tried): Finding[] => {
    if (tried.plan.via !== 'img' || tried.outcome !== 'blocked') return [];
    const policy = storedHeader('cross-origin-resource-policy', tried, all)?.trim().toLowerCase();
    if (policy !== 'same-origin' && policy !== 'same-site') return [];
    if (!EMBEDDED.test(storedHeader('content-type', tried, all) ?? '')) return [];
    return [{ id: 'embedding-blocked', subject: policy, severity: 'high', where: 'response', tried }];
  });
}

/** A header of the response; what a 304 leaves out, the browser has from an earlier response at that path. */
function storedHeader(name: string, { plan, response }: Tried, all: readonly Tried[]): string | null {
  const own = get(response?.headers ?? [], name);
  if (own !== null || response?.status !== 304) return own;
  const earlier = all.filter((one) => one.plan.path === plan.path && one.response?.status === 200);
  return earlier.map((one) => get(one.response?.headers ?? [], name)).find((value) => value !== null) ?? null;
}
