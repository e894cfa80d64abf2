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

/** In words, for a failing test. */
export function describeDoubt({ kind, noAnswer, control, count, of, example }: Doubt): string {
  const many = `${count} of ${of} tries`;
  if (kind === 'no-answer' && noAnswer) return `${describeNoAnswer(noAnswer)} (${many})`;
  const { method, path } = example.plan;
  const answered = control?.noAnswer
    ? describeNoAnswer(control.noAnswer)
    : `${method} ${path} of a trusted page is answered ${control?.status ?? 'nothing'} as well`;
  return `${answered}, so that refusing other origins proves nothing (${many})`;
}

function describeNoAnswer(noAnswer: NoAnswer): string {
  switch (noAnswer.code) {
    case 'rate-limited':
      return `the target answers 429 (rate limit)${noAnswer.retryAfter === null ? '' : `, Retry-After: ${noAnswer.retryAfter}`}: raise its limit for tests, or set pace: in the policy`;
    case 'silent':
      return `the target sent no response within ${Math.round(noAnswer.ms / 1000)} s`;
    case 'given-up':
      return 'not asked any more, after other calls of the rule had no response';
    case 'broken':
      return `the target sent no response that can be read: ${noAnswer.message}`;
    default:
      return noAnswer.message;
  }
}
