/** HTTP messages as people copy them: the heads, and which answer belongs to which request. */
import type { HeaderPairs } from '../plan/types.ts';
import { printableLine } from '../scenario/printable.ts';

export interface RequestHead {
  method: string;
  /** As written: absolute, or a path on the host of its Host header. */
  target: string;
  headers: HeaderPairs;
  body: string;
  /** Whether it went over TLS, where the text tells. */
  secure: boolean | null;
}

export interface AnswerHead {
  status: number;
  headers: HeaderPairs;
}

/** One exchange; of either side nothing may have been copied. */
export interface Recorded {
  request?: RequestHead;
  answer?: AnswerHead;
}

/** Thrown for text that cannot be read; names the line. */
export class Unreadable extends Error {
  readonly line: number | undefined;

  constructor(message: string, line?: number) {
    super(printableLine(message));
    this.name = 'Unreadable';
    this.line = line;
  }
}

/** Thrown for what was given on the command line, or is lacking there; says what mends it. */
export class BadInput extends Error {
  constructor(problem: string, hint: string) {
    super(printableLine(`${problem} (${hint})`));
    this.name = 'BadInput';
  }
}

/** The values of a header, joined as the standard joins them; null if it is absent. */
export function headerOf(headers: HeaderPairs, name: string): string | null {
  const values = headers.filter(([other]) => other.toLowerCase() === name).map(([, value]) => value);
  return values.length > 0 ? values.join(', ') : null;
}

/** https://fetch.spec.whatwg.org/#cors-preflight-request */
export function isPreflight({ method, headers }: Pick<RequestHead, 'method' | 'headers'>): boolean {
  return method === 'OPTIONS' && headerOf(headers, 'access-control-request-method') !== null;
}
