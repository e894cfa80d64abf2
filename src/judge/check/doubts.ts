/** Why a check says nothing: calls without an answer, and refusals beside which the control fared no better. */
import type { Control, NoAnswer, Tried } from '../../screen/tried.ts';

/** One reason, and how many tries it concerns. */
export interface Doubt {
  /** `control`: a trusted call beside it did not get through either. */
  kind: 'no-answer' | 'control';
  noAnswer?: NoAnswer;
  control?: Control;
  count: number;
  of: number;
  /** A try that shows it. */
  example: Tried;
}

/** All doubts about a check, the most frequent first. */
export function doubtsOf(tried: readonly Tried[]): Doubt[] {
  const of = tried.reduce((sum, { count }) => sum + count, 0);
  const doubts = new Map<string, Doubt>();
  const add = (key: string, doubt: Omit<Doubt, 'count' | 'of'>) => {
    const before = doubts.get(key) ?? { ...doubt, count: 0, of };
    doubts.set(key, { ...before, count: before.count + doubt.example.count });
  };
  for (const one of tried) {
    const { noAnswer, control } = one;
    if (noAnswer) add(`no-answer ${noAnswer.code}`, { kind: 'no-answer', noAnswer, example: one });
    else if (isRefusal(one) && control && !control.passed)
      add(`control ${control.status ?? 0} ${control.noAnswer?.code ?? ''}`, {
        kind: 'control',
        control,
        example: one,
      });
  }
  return [...doubts.values()].sort((a, b) => b.count - a.count);
}

function isRefusal({ plan, outcome }: Tried): boolean {
  return plan.expected === 'blocked' && outcome === 'blocked';
}

/** In words that are the same for every test that fails for this reason. */
export function describeDoubt({ kind, noAnswer, control }: Doubt): string {
  if (kind === 'no-answer' && noAnswer) return describeNoAnswer(noAnswer);
  const answered = control?.noAnswer
    ? describeNoAnswer(control.noAnswer)
    : `calls of a trusted page are answered ${control?.status ?? 'nothing'} as well`;
  return `${answered}, so that refusing other origins proves nothing`;
}

/** What a doubt is of this test alone: how many tries, and one of them. */
export function countDoubt({ noAnswer, count, of, example }: Doubt): string {
  const { method, path } = example.plan;
  if (noAnswer?.code === 'given-up') return `${count} of ${of} tries were not made after that`;
  const retryAfter = noAnswer?.code === 'rate-limited' ? noAnswer.retryAfter : null;
  const wait = retryAfter === null ? '' : `, Retry-After: ${retryAfter}`;
  return `${count} of ${of} tries, such as ${method} ${path}${wait}`;
}

function describeNoAnswer(noAnswer: NoAnswer): string {
  switch (noAnswer.code) {
    case 'rate-limited':
      return 'the target answers 429 (rate limit): raise its limit for tests, or set pace: in the policy';
    case 'silent':
      return `the target sent no response within ${Math.round(noAnswer.ms / 1000)} s`;
    case 'given-up':
      return describeNoAnswer(noAnswer.after);
    case 'broken':
      return `the target sent no response that can be read: ${noAnswer.message}`;
    default:
      return noAnswer.message;
  }
}
