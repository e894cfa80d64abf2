/** What a server does with a request, told apart from how bytes get in and out: shared by both kinds of server. */
import type { AnswerPlan, HeaderPairs } from '../src/plan/types.ts';
import type { Exchange, Received } from './exchange.ts';

/** An answer to write, and the exchange that records it (none for the lab's own pages). */
export interface Reply {
  answer: AnswerPlan;
  exchange?: Exchange;
}

/** Bytes of a request's body that a server reads; who sends more is cut off. */
export const MAX_BODY = 8_000_000;

export type Responder = (received: Received) => Reply;

/** Adds what a plan may leave out: a length, so that the connection can be kept. `headers` wins. */
export function withLength(answer: AnswerPlan, method: string): HeaderPairs {
  const named = (name: string) => answer.headers.some(([n]) => n.toLowerCase() === name);
  if (named('content-length') || named('transfer-encoding')) return answer.headers;
  if (answer.status === 204 || answer.status === 304 || answer.status < 200) return answer.headers;
  const length = method === 'HEAD' ? 0 : bodyOf(answer).length;
  return [...answer.headers, ['content-length', String(length)]];
}

/** The body as bytes: of `base64` if that is given, else the text in UTF-8. */
export function bodyOf({ body, base64 }: AnswerPlan): Buffer {
  return base64 === undefined ? Buffer.from(body, 'utf8') : Buffer.from(base64, 'base64');
}

/** Turns Node's flat `rawHeaders` into pairs. */
export function toPairs(raw: readonly string[]): HeaderPairs {
  const pairs: HeaderPairs = [];
  for (let i = 0; i + 1 < raw.length; i += 2) pairs.push([raw[i] ?? '', raw[i + 1] ?? '']);
  return pairs;
}
