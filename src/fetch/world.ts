/** The servers of a plan as the model sees them; routes are looked up as `servers/world.ts` does. */
import { nominalAddresses, resolveText, resolveUrl, type Addresses } from '../plan/refs.ts';
import type { AnswerPlan, CasePlan, HeaderPairs, OriginPlan, RoutePlan } from '../plan/types.ts';
import { parseRawAnswer } from './raw-answer.ts';
import { NotModelled, type HeaderList, type Request } from './types.ts';

/** What the servers say to a request that nothing is planned for. */
const UNPLANNED = 599;
const WITHOUT_BODY = new Set([101, 204, 304]);

export interface Answer {
  status: number;
  headers: HeaderList;
  body: string;
  /** Milliseconds before it comes. */
  delay: number;
  planned: boolean;
}

/** What a user agent asks: the servers of a plan, or a target that has answered before. */
export interface AnsweringServers {
  /** Whether a server listens there at all. */
  reaches(url: URL): boolean;
  /** Null is an answer that no client can read. */
  answer(url: URL, method: string, preflight: boolean, request: Request | null): Answer | null;
}

/** Answers in order: a sequence goes on with every request, and its last answer repeats. */
export class Servers implements AnsweringServers {
  readonly #addresses: Addresses;
  readonly #origins: Set<string>;
  readonly #routes = new Map<string, RoutePlan>();
  readonly #answered = new Map<string, number>();

  constructor({ origins, routes }: Pick<CasePlan, 'origins' | 'routes'>) {
    this.#addresses = nominalAddresses(origins);
    this.#origins = new Set(Object.values(origins).map(({ origin }) => origin));
    for (const [place, route] of Object.entries(routes)) {
      const slash = place.indexOf('/');
      // A plan has routes only of origins that it has.
      const { origin } = origins[place.slice(1, slash)] as OriginPlan;
      this.#routes.set(`${origin} ${place.slice(slash)}`, route);
    }
  }

  /** Whether a server listens there at all. */
  reaches(url: URL): boolean {
    return this.#origins.has(url.origin);
  }

  /** Null is an answer that no client can read. */
  answer(url: URL, method: string, preflight: boolean): Answer | null {
    const place = `${url.origin} ${url.pathname}${url.search}`;
    const key = this.#routes.has(place) ? place : `${url.origin} ${url.pathname}`;
    const route = this.#routes.get(key);
    const answers = (preflight ? route?.preflight : route?.response) ?? [];
    const counter = `${preflight ? 'preflight' : 'response'} ${key}`;
    const count = this.#answered.get(counter) ?? 0;
    this.#answered.set(counter, count + 1);
    const planned = answers[Math.min(count, answers.length - 1)];
    if (!planned)
      return {
        status: UNPLANNED,
        headers: [['content-type', 'text/plain']],
        body: '',
        delay: 0,
        planned: false,
      };
    return this.#received(planned, method);
  }

  #received(answer: AnswerPlan, method: string): Answer | null {
    const delay = answer.delay ?? 0;
    if (answer.raw !== undefined) {
      const parsed = parseRawAnswer(resolveText(answer.raw, this.#addresses));
      return parsed && { ...parsed, body: '', delay, planned: true };
    }
    const headers = answer.headers.map(([name, value]): [string, string] => {
      const resolve = name === 'location' ? resolveUrl : resolveText;
      return [name, resolve(value, this.#addresses).replace(/^[\t ]+|[\t ]+$/g, '')];
    });
    if (headers.some(([, value]) => value.includes('\0'))) return null;
    refuseOddBody(answer, headers, method);
    const body = resolveText(answer.body, this.#addresses);
    return { status: answer.status, headers: withLength(answer, headers), body, delay, planned: true };
  }
}

/** Bytes of the body. */
function lengthOf({ body, base64 }: AnswerPlan): number {
  return base64 === undefined ? new TextEncoder().encode(body).length : atob(base64).length;
}

/** The servers add what the answer leaves out. */
function withLength(answer: AnswerPlan, headers: HeaderPairs): HeaderPairs {
  if (headers.some(([name]) => name === 'content-length') || WITHOUT_BODY.has(answer.status)) return headers;
  return [...headers, ['content-length', String(lengthOf(answer))]];
}

function refuseOddBody(answer: AnswerPlan, headers: HeaderPairs, method: string): void {
  for (const [name, value] of headers) {
    if (/[\r\n]/.test(value)) throw new NotModelled('a line break in a header');
    if (name === 'transfer-encoding' || (name === 'content-encoding' && value !== 'identity'))
      throw new NotModelled(`a body with ${name}: ${value}`);
    const hasBody = method !== 'HEAD' && !WITHOUT_BODY.has(answer.status);
    if (name === 'content-length' && hasBody && value !== String(lengthOf(answer)))
      throw new NotModelled('a Content-Length that is not that of the body');
  }
}
