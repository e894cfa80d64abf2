/** Facts of an answer to a preflight. */
import type { AnswerPlan } from '../plan/types.ts';
import { valueOf } from './answers.ts';
import { set, type Edit } from './edits.ts';
import type { Place } from './places.ts';

const METHODS = 'access-control-allow-methods';
const HEADERS = 'access-control-allow-headers';
const MAX_AGE = 'access-control-max-age';

/** A name taken off a list, no time to keep it, a failure, and a redirect instead of permission. */
export function preflightEdits({ answer, key }: Place): Edit[] {
  const lists = [METHODS, HEADERS].flatMap((name) => unlisted(name, valueOf(answer, name)));
  return [
    ...lists.map(({ name, value, fact }) => set(answer, name, value, fact)),
    ...(valueOf(answer, MAX_AGE) === null ? [] : [set(answer, MAX_AGE, '0')]),
    ...(answer.raw === undefined ? failures() : []),
  ];

  function failures(): Edit[] {
    const rest: AnswerPlan = { ...answer };
    delete rest.statusText;
    const moved = set({ ...rest, status: 307 }, 'location', `${key}?moved`, 'preflight redirected');
    return [
      { fact: 'preflight answered 500', said: 'its status is 500', answer: { ...rest, status: 500 } },
      { ...moved, said: 'it is redirected' },
    ];
  }
}

/** A list of one is dropped as a header instead. */
function unlisted(name: string, list: string | null): { name: string; value: string; fact: string }[] {
  const items = (list ?? '').split(',').map((item) => item.trim());
  if (items.length < 2) return [];
  return items.map((item, index) => ({
    name,
    value: items.toSpliced(index, 1).join(', '),
    fact: item === '*' ? `unlist * in ${name}` : `unlist a name in ${name}`,
  }));
}
