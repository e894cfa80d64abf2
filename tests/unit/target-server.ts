/** A target in this process: a right server that decides by Origin, of which a test changes one thing. */
import type { HeaderPairs } from '../../src/plan/http.ts';
import type { Ask } from '../../src/screen/ask.ts';
import type { Answer, NoAnswer } from '../../src/screen/tried.ts';
import { get } from '../../src/fetch/header-list.ts';

export const TARGET = 'https://api.example.com';
export const APP = 'https://app.example.com';

/** A request as the server sees it. */
export interface AskedOfServer {
  origin: string | null;
  method: string;
  /** The method that a preflight asks for, else the request's own. */
  wanted: string;
  path: string;
  headers: HeaderPairs;
  isPreflight: boolean;
  /** How many requests came before it. */
  count: number;
}

export interface ServerChange {
  /** Whether an origin is admitted; by default the one of the application alone. */
  admits?: (origin: string, asked: AskedOfServer) => boolean;
  /** Changes an answer that is right. */
  edit?: (answer: Answer, asked: AskedOfServer) => Answer | NoAnswer;
}

/** What the server has that nobody changes. */
const GRANTS: HeaderPairs = [
  ['access-control-allow-methods', 'GET, PUT'],
  ['access-control-allow-headers', 'content-type'],
  ['access-control-max-age', '600'],
];
const RESPONSE: HeaderPairs = [
  ['access-control-expose-headers', 'x-total'],
  ['x-total', '1'],
];

/** A server for `POLICY` in target-policy.ts, with one thing changed. */
export function targetServer({ admits = isApp, edit = unchanged }: ServerChange = {}): Ask {
  let count = 0;
  return ({ method, path, headers }) => {
    const wanted = method === 'OPTIONS' ? get(headers, 'access-control-request-method') : null;
    const asked: AskedOfServer = {
      origin: get(headers, 'origin'),
      method,
      wanted: wanted ?? method,
      path,
      headers,
      isPreflight: wanted !== null,
      count,
    };
    count += 1;
    return Promise.resolve(edit(rightAnswer(asked, admits), asked));
  };
}

function rightAnswer(asked: AskedOfServer, admits: NonNullable<ServerChange['admits']>): Answer {
  const { origin, isPreflight, path } = asked;
  const isAdmitted = origin !== null && admits(origin, asked);
  const admission: HeaderPairs = isAdmitted
    ? [
        ['access-control-allow-origin', origin],
        ['access-control-allow-credentials', 'true'],
      ]
    : [];
  const vary: HeaderPairs[number] = ['vary', 'Origin'];
  if (isPreflight) return { status: 204, headers: [vary, ...admission, ...(isAdmitted ? GRANTS : [])] };
  return {
    status: path === '/none' ? 404 : 200,
    headers: [vary, ...admission, ...RESPONSE, ['content-type', 'application/json']],
  };
}

function isApp(origin: string): boolean {
  return origin === APP;
}

function unchanged(answer: Answer): Answer {
  return answer;
}

/** `answer` without the headers that `name` matches. */
export function without(answer: Answer, name: RegExp): Answer {
  return { ...answer, headers: answer.headers.filter(([own]) => !name.test(own)) };
}

/** `answer` with a header in place of those of its name. */
export function having(answer: Answer, name: string, value: string): Answer {
  const { status, headers } = without(answer, new RegExp(`^${name}$`));
  return { status, headers: [...headers, [name, value]] };
}
