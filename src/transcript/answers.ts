/** Answers that were given, waiting for the request that they belong to. */
import type { AnswerPlan } from '../plan/types.ts';
import type { Exchange } from './chain.ts';
import { headerOf, type AnswerHead } from './messages.ts';

/** What is asked for: the URL, and whether by a preflight. */
export interface Wanted {
  url: string;
  preflight: boolean;
}

export interface GivenAnswers {
  /** With their requests, from a transcript. */
  exchanges: readonly Exchange[];
  /** Without: whether one is a preflight's is told from what it says. */
  loose: readonly AnswerHead[];
  /** From the command line. */
  preflights: readonly AnswerHead[];
  responses: readonly AnswerHead[];
}

/** What only the answer to a preflight has to say: https://fetch.spec.whatwg.org/#http-responses */
const OF_PREFLIGHTS = [
  'access-control-allow-methods',
  'access-control-allow-headers',
  'access-control-max-age',
];

export class Answers {
  readonly #notes = new Set<string>();
  readonly #exchanges: Exchange[];
  readonly #loose: AnswerHead[];
  readonly #preflights: AnswerHead[];
  readonly #responses: AnswerHead[];
  readonly #labelled: boolean;

  constructor({ exchanges, loose, preflights, responses }: GivenAnswers) {
    this.#exchanges = exchanges.filter(({ answer }) => answer);
    this.#loose = [...loose];
    this.#preflights = [...preflights];
    this.#responses = [...responses];
    this.#labelled = preflights.length > 0;
  }

  /** The next answer for what is asked, or null if none was given. */
  take(wanted: Wanted): AnswerHead | null {
    const index = this.#exchanges.findIndex(
      ({ url, preflight }) =>
        preflight === wanted.preflight && `${url.origin}${url.pathname}${url.search}` === wanted.url,
    );
    const [found] = index < 0 ? [] : this.#exchanges.splice(index, 1);
    const stated = found?.answer ?? (wanted.preflight ? this.#preflights : this.#responses).shift();
    return stated ?? this.#takeLoose(wanted);
  }

  isEmpty(): boolean {
    const waiting = [this.#exchanges, this.#loose, this.#preflights, this.#responses];
    return waiting.every(({ length }) => length === 0);
  }

  /** What was guessed, and what nothing asked for. */
  notes(): string[] {
    return [...this.#notes, ...this.#left()];
  }

  #left(): string[] {
    const names = [
      ...this.#exchanges.map(({ request, url }) => `${request.method} ${url.href}`),
      ...this.#preflights.map(({ status }) => `a preflight (${status})`),
      ...[...this.#responses, ...this.#loose].map(({ status }) => `a request (${status})`),
    ];
    return names.map((name) => `an answer to ${name} was given, which nothing asks for here`);
  }

  #takeLoose({ preflight }: Wanted): AnswerHead | null {
    const [first] = this.#loose;
    if (!first) return null;
    if (!preflight) return this.#loose.shift() ?? null;
    const own = OF_PREFLIGHTS.find((name) => headerOf(first.headers, name) !== null);
    const because = own === undefined ? (first.status === 204 ? 'its status is 204' : null) : `it has ${own}`;
    const several = this.#loose.length > 1 && headerOf(first.headers, 'location') === null;
    if (this.#labelled || (because === null && !several)) {
      this.#notes.add(`the answer ${first.status} is taken for that to the request, not to its preflight`);
      return null;
    }
    this.#notes.add(
      `the answer ${first.status} is taken for that to the preflight, for ${because ?? 'another follows it'}`,
    );
    return this.#loose.shift() ?? null;
  }
}

/** Of its body only the head counts: what describes the body's bytes is left out. */
export function answerPlan({ status, headers }: AnswerHead): AnswerPlan {
  const ofBody = ['content-length', 'content-encoding', 'transfer-encoding'];
  const kept = headers.filter(([name]) => !ofBody.includes(name.toLowerCase()));
  return {
    status,
    headers: kept.map(([name, value]) => [name.toLowerCase(), value.replaceAll('$', '$$$$')]),
    body: '',
  };
}
