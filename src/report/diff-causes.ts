/** Two results of one test of a policy compared: causes that came, went or became worse, and tries that turned out otherwise. */
import { SEVERITIES, causeKey, type Cause } from '../plan/causes.ts';
import { groupBy } from './group.ts';
import type { ResultLine, TryLine } from './lines.ts';
import { listInWords } from './places.ts';

/** Sentences about changes. */
export interface CauseChanges {
  /** Causes that are new, no longer accepted or more severe. */
  worse: string[];
  better: string[];
  /** Tries with another outcome. */
  tries: string[];
}

type Tested = Pick<ResultLine, 'causes' | 'tries'>;

/** Compares causes by `causeKey` and tries by id; everything is new if there is no result before. */
export function causeChanges(before: Tested | undefined, after: Tested): CauseChanges {
  const [old, fresh] = [byKey(before), byKey(after)];
  const worse = [...fresh].flatMap(([key, cause]) => worseWords(old.get(key), cause));
  const better = [...old].flatMap(([key, cause]) => betterWords(cause, fresh.get(key)));
  return { worse, better, tries: tryChanges(before?.tries ?? [], after.tries ?? []) };
}

function byKey(tested: Tested | undefined): Map<string, Cause> {
  return new Map((tested?.causes ?? []).map((cause) => [causeKey(cause), cause]));
}

function worseWords(before: Cause | undefined, { severity, title, accepted }: Cause): string[] {
  if (accepted) return [];
  if (!before) return [`${severity}: ${title}`];
  if (before.accepted) return [`no longer accepted, ${severity}: ${title}`];
  return isWorse(severity, before.severity) ? [`now ${severity}, before ${before.severity}: ${title}`] : [];
}

function betterWords({ severity, title, accepted }: Cause, after: Cause | undefined): string[] {
  if (!after) return [`no longer seen: ${title}`];
  if (after.accepted && !accepted) return [`now accepted: ${title}`];
  return isWorse(severity, after.severity) ? [`now ${after.severity}, before ${severity}: ${title}`] : [];
}

function isWorse(one: Cause['severity'], other: Cause['severity']): boolean {
  return SEVERITIES.indexOf(one) < SEVERITIES.indexOf(other);
}

function tryChanges(before: readonly TryLine[], after: readonly TryLine[]): string[] {
  const old = new Map(before.map((attempt) => [attempt.id, attempt]));
  const changed = after.flatMap((attempt) => {
    const was = old.get(attempt.id);
    if (!was || was.outcome === attempt.outcome) return [];
    return [{ id: attempt.id, change: `${attempt.outcome}, before ${was.outcome}` }];
  });
  return [...groupBy(changed, ({ change }) => change)].map(
    ([change, own]) => `${change}: ${listInWords(own.map(({ id }) => id))}`,
  );
}
