/** Which guess explains what a server let through: the fewest that cover all openings and contradict no refusal. */
import type { CauseId } from '../plan/causes.ts';
import type { RulePlan } from '../plan/check.ts';
import { hypothesesOf, type Hypothesis } from './hypotheses.ts';
import { shapeOf } from './controls.ts';
import { isOpen, type Tried } from './tried.ts';

/** How a server comes to let untrusted pages through, with the tries that show it. */
export interface Mechanism {
  id: CauseId;
  subject: string;
  tries: Tried[];
}

/** The mechanisms behind the openings among `tried`, which are all tries of untrusted pages of one question. */
export function mechanismsOf(
  tried: readonly Tried[],
  { origins, refused }: Pick<RulePlan, 'origins' | 'refused'>,
): Mechanism[] {
  const open = tried.filter(isOpen);
  if (open.length === 0) return [];
  const [star, compared] = partition(open, isStar);
  const mechanisms: Mechanism[] =
    star.length > 0 ? [{ id: 'allows-any-origin', subject: '', tries: star }] : [];
  const slices = slicesOf(tried, new Set(star));
  const trusted = Array.isArray(origins) ? origins : [];
  const hypotheses = hypothesesOf(trusted).filter((one) => isConsistent(one, slices));
  let left = compared;
  while (left.length > 0) {
    const best = bestOf(hypotheses, left);
    if (!best) break;
    const own = left.filter(({ plan }) => best.admits(plan.origin));
    mechanisms.push({ id: best.id, subject: best.subject, tries: own });
    left = left.filter((one) => !own.includes(one));
  }
  return [...joined(mechanisms), ...unexplained(left, refused)];
}

/** `*` says nothing of how origins are compared. */
function isStar({ preflight, response, outcome }: Tried): boolean {
  const decisive = outcome === 'allowed' ? response : preflight;
  return (
    decisive?.headers.some(
      ([name, value]) => name.toLowerCase() === 'access-control-allow-origin' && value.trim() === '*',
    ) === true
  );
}

interface Slice {
  open: Set<string>;
  refused: Set<string>;
}

/** The same request from many origins: within a slice only the origin decides. */
function slicesOf(tried: readonly Tried[], left: ReadonlySet<Tried>): Slice[] {
  const slices = new Map<string, Slice>();
  for (const one of tried) {
    if (
      left.has(one) ||
      one.outcome === 'no-answer' ||
      one.outcome === 'no-page' ||
      one.outcome === 'not-sent'
    )
      continue;
    const shape = `${one.stage} ${shapeOf(one.plan)}`;
    const slice = slices.get(shape) ?? { open: new Set(), refused: new Set() };
    slices.set(shape, slice);
    (isOpen(one) ? slice.open : slice.refused).add(one.plan.origin);
  }
  return [...slices.values()];
}

/** Whether no origin was refused that the guess admits, where it admits others; pages that nobody has do not count. */
function isConsistent({ id, admits }: Hypothesis, slices: readonly Slice[]): boolean {
  return slices.every(({ open, refused }) => {
    if (![...open].some(admits)) return true;
    const contradicts = (origin: string) =>
      admits(origin) && !(id === 'reflects-origin' && !/^https?:\/\/[^\sA-Z]+$/.test(origin));
    return ![...refused].some(contradicts);
  });
}

/** The guess that explains most; of equals the first, since hypotheses are listed from the general to the special. */
function bestOf(hypotheses: readonly Hypothesis[], left: readonly Tried[]): Hypothesis | undefined {
  let best: Hypothesis | undefined;
  let most = 0;
  for (const one of hypotheses) {
    if (one.id === 'reflects-origin' && !left.some(({ plan }) => plan.class.startsWith('any'))) continue;
    const count = new Set(left.filter(({ plan }) => one.admits(plan.origin)).map(({ plan }) => plan.origin))
      .size;
    if (count > most) [best, most] = [one, count];
  }
  return best;
}

/** What no guess explains is told origin by origin. */
function unexplained(left: readonly Tried[], refused: readonly string[]): Mechanism[] {
  const byOrigin = new Map<string, Tried[]>();
  for (const one of left) byOrigin.set(one.plan.origin, [...(byOrigin.get(one.plan.origin) ?? []), one]);
  const all = [...byOrigin].map(([origin, tries]): Mechanism => ({
    id: 'undeclared-origin',
    subject: origin === '' ? 'an empty origin' : origin,
    tries,
  }));
  // Odd characters and the like come in dozens: they are one cause.
  const odd = all.filter(
    ({ tries, subject }) =>
      !refused.includes(subject) &&
      tries.every(({ plan }) => /^(character-|idn|trailing-dot|underscore|hyphen)/.test(plan.class)),
  );
  if (odd.length < 2) return all;
  return [
    ...all.filter((one) => !odd.includes(one)),
    { id: 'undeclared-origin', subject: 'unusual characters', tries: odd.flatMap(({ tries }) => tries) },
  ];
}

/** Several guesses of one name are one mechanism: a list of loopback ports, say. */
function joined(mechanisms: readonly Mechanism[]): Mechanism[] {
  const byKey = new Map<string, Mechanism>();
  for (const one of mechanisms) {
    const key = `${one.id} ${one.subject}`;
    const before = byKey.get(key);
    if (before) before.tries.push(...one.tries);
    else byKey.set(key, { ...one, tries: [...one.tries] });
  }
  return [...byKey.values()];
}

function partition<T>(all: readonly T[], isFirst: (one: T) => boolean): [T[], T[]] {
  return [all.filter(isFirst), all.filter((one) => !isFirst(one))];
}
