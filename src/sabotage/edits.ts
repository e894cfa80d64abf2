/** Facts that a preflight and a response have in common: who is admitted, and every single header. */
import type { AnswerPlan } from '../plan/types.ts';
import { headerNames, valueOf, withHeader, withoutHeader } from './answers.ts';
import type { Place } from './places.ts';

export interface Edit {
  /** The kind of fact, alike in all cases. */
  fact: string;
  /** What is so now. */
  said: string;
  header?: string;
  answer: AnswerPlan;
}

export const ALLOW_ORIGIN = 'access-control-allow-origin';
const ALLOW_CREDENTIALS = 'access-control-allow-credentials';
/** A site that no case has anything to do with. */
const STRANGER = 'https://stranger.example';

/** Without each of its headers; another origin, a star or null admitted; credentials refused. */
export function sharedEdits({ answer }: Place): Edit[] {
  return [
    ...headerNames(answer).map((name) => drop(answer, name)),
    ...admitted(answer),
    ...(valueOf(answer, ALLOW_CREDENTIALS) === null ? [] : [set(answer, ALLOW_CREDENTIALS, 'false')]),
  ];
}

export function drop(answer: AnswerPlan, name: string): Edit {
  return {
    fact: `drop ${name}`,
    said: `it has no ${name}`,
    header: name,
    answer: withoutHeader(answer, name),
  };
}

export function set(answer: AnswerPlan, name: string, value: string, fact = `${name}: ${value}`): Edit {
  return { fact, said: `${name} is ${value}`, header: name, answer: withHeader(answer, name, value) };
}

function admitted(answer: AnswerPlan): Edit[] {
  if (valueOf(answer, ALLOW_ORIGIN) === null) return [];
  return [STRANGER, '*', 'null'].map((value) => set(answer, ALLOW_ORIGIN, value));
}
