/**
 * Known departures that can be said in the terms of the standard: the engine does with a case what the standard asks for
 * with the translated one. That explains an observation whole, not only its first difference.
 */
import { exchangeIsPreflight, type Exchange } from '../../servers/exchange.ts';
import { isCorsSafelistedMethod } from '../fetch/methods.ts';
import { parseRawAnswer } from '../fetch/raw-answer.ts';
import { isRedirectStatus } from '../fetch/redirect.ts';
import { normaliseMethod } from '../plan/request.ts';
import type { AnswerPlan, CasePlan, HeaderPairs, RequestPlan } from '../plan/types.ts';

export type Translate = (plan: CasePlan) => CasePlan;
/** Takes out of the traffic what the engine says in its own way. */
export type Overlook = (wire: Exchange[]) => Exchange[];

/** A value that no safelist admits. */
const UNSAFE = '"';

export function everyRequest(change: (request: RequestPlan) => RequestPlan): Translate {
  return (plan) => ({
    ...plan,
    steps: plan.steps.map((step) =>
      step.kind === 'request' ? { ...step, request: change(step.request) } : step,
    ),
  });
}

export function everyAnswer(
  kind: 'preflight' | 'response',
  change: (headers: HeaderPairs) => HeaderPairs,
): Translate {
  return (plan) => ({
    ...plan,
    routes: Object.fromEntries(
      Object.entries(plan.routes).map(([place, route]) => [
        place,
        {
          ...route,
          [kind]: route[kind]
            .map(spelledOut)
            .map((answer) => ({ ...answer, headers: change(answer.headers) })),
        },
      ]),
    ),
  });
}

/** A literal answer as its status and headers, so that both kinds are translated alike. */
function spelledOut({ raw, ...answer }: AnswerPlan): AnswerPlan {
  if (raw === undefined) return answer;
  const parsed = parseRawAnswer(raw);
  if (!parsed) return { ...answer, raw };
  const headers = parsed.headers.map(([name, value]): [string, string] => [name.toLowerCase(), value]);
  return { ...answer, status: parsed.status, headers };
}

const both =
  (change: (headers: HeaderPairs) => HeaderPairs): Translate =>
  (plan) =>
    everyAnswer('preflight', change)(everyAnswer('response', change)(plan));

export function requestValue(name: RegExp, change: (value: string) => string): Translate {
  return everyRequest((request) => ({
    ...request,
    headers: request.headers.map(([key, value]) => [key, name.test(key) ? change(value) : value]),
  }));
}

export function withoutRequestHeaders(names: RegExp, values = /^/): Translate {
  return everyRequest((request) => ({
    ...request,
    headers: request.headers.filter(([name, value]) => !(names.test(name) && values.test(value))),
  }));
}

const answerValue = (kind: 'preflight' | 'response', name: string, change: (value: string) => string) =>
  everyAnswer(kind, (headers) => headers.map(([key, value]) => [key, key === name ? change(value) : value]));

/** A range with a number above `largest` is none. */
export const rangeUpTo = (largest: bigint) =>
  requestValue(/^range$/i, (value) =>
    (value.match(/\d+/g) ?? []).some((digits) => BigInt(digits) > largest) ? UNSAFE : value,
  );

export const lenientRange = requestValue(/^range$/i, (value) => value.toLowerCase().replaceAll('+', ''));

/** Where credentials ride along, a star is only a star: such steps are left as they are. */
export const starCoversAuthorization: Translate = (plan) => {
  if (plan.steps.some((step) => step.kind === 'request' && step.request.credentials === 'include'))
    return plan;
  return answerValue('preflight', 'access-control-allow-headers', (value) =>
    value.split(',').some((item) => item.trim() === '*') ? `${value}, authorization` : value,
  )(plan);
};

export const joinedLines = everyRequest((request) => {
  const names = new Map<string, [string, string]>();
  for (const [name, value] of request.headers) {
    const before = names.get(name.toLowerCase());
    names.set(name.toLowerCase(), before ? [before[0], `${before[1]}, ${value}`] : [name, value]);
  }
  return { ...request, headers: [...names.values()] };
});

export const listenersNeedBody = everyRequest(({ xhr, ...request }) => {
  if (!xhr) return request;
  const { upload, ...rest } = xhr;
  return { ...request, xhr: request.body && upload ? { ...rest, upload } : rest };
});

export const plusBeforeMaxAge = answerValue('preflight', 'access-control-max-age', (value) =>
  value.replace(/^\s*\+/, ''),
);

/** With a listener, POST needs an entry of its own; an engine for which it is safelisted anyway behaves as if it had one. */
export const listenersLeaveMethodsSafe: Translate = (plan) => {
  if (!plan.steps.some((step) => step.kind === 'request' && step.request.xhr?.upload === 'before-send'))
    return plan;
  const name = 'access-control-allow-methods';
  return everyAnswer('preflight', (headers) => [...headers, [name, 'GET, HEAD, POST']])(plan);
};

/** A listener makes a PUT ask, and an answer without a list of methods admits what asked; here it admits none. */
export const methodsMustBeListed: Translate = (plan) => {
  const asks = plan.steps.some(
    (step) =>
      step.kind === 'request' &&
      step.request.xhr?.upload === 'before-send' &&
      !isCorsSafelistedMethod(normaliseMethod(step.request.method)),
  );
  if (!asks) return plan;
  const name = 'access-control-allow-methods';
  return everyAnswer('preflight', (headers) =>
    headers.some(([other]) => other === name) ? headers : [...headers, [name, '']],
  )(plan);
};

export const withoutEmptyLines = both((headers) =>
  headers.filter(
    ([name, value]) => value.trim() !== '' || headers.filter(([other]) => other === name).length === 1,
  ),
);

export const highBytesUnsafe = requestValue(/^(accept|content-type)$/i, (value) =>
  /[\x80-\xff]/.test(value) ? UNSAFE : value,
);

/** Lines count as one value, as XMLHttpRequest makes them. */
export const commaUnsafe = everyRequest((request) => {
  const isType = ([name]: [string, string]) => name.toLowerCase() === 'content-type';
  const values = request.headers.filter(isType).map(([, value]) => value);
  if (!values.join(',').includes(',')) return request;
  return { ...request, headers: request.headers.map((pair) => (isType(pair) ? [pair[0], UNSAFE] : pair)) };
});

export const trailingSemicolonUnsafe = requestValue(/^content-type$/i, (value) =>
  /;.*;\s*$/.test(value) ? UNSAFE : value,
);

/** A status that is no redirect status, as if it were one. */
export const everyHighStatusRedirects: Translate = (plan) => ({
  ...plan,
  routes: Object.fromEntries(
    Object.entries(plan.routes).map(([place, route]) => [
      place,
      {
        ...route,
        response: route.response.map((answer) =>
          answer.status > 308 && answer.status < 400 ? { ...answer, status: 307 } : answer,
        ),
      },
    ]),
  ),
});

export const starInBrokenList = answerValue('response', 'access-control-expose-headers', (value) =>
  value.split(',').some((item) => item.trim() === '*') ? '*' : value,
);

/** A DELETE becomes a GET at any redirect to another origin, as if that were a 303. */
export const deleteBecomesGet: Translate = (plan) => {
  if (!plan.steps.some((step) => step.kind === 'request' && /^delete$/i.test(step.request.method)))
    return plan;
  return {
    ...plan,
    routes: Object.fromEntries(
      Object.entries(plan.routes).map(([place, route]) => {
        const home = place.slice(0, place.indexOf('/') + 1);
        const leaves = ({ headers }: AnswerPlan) =>
          headers.some(([name, value]) => name === 'location' && !value.startsWith(home));
        const moved = (answer: AnswerPlan) =>
          isRedirectStatus(answer.status) && leaves(answer) ? { ...answer, status: 303 } : answer;
        return [place, { ...route, response: route.response.map(moved) }];
      }),
    ),
  };
};

/** A fetch of a URL with a user or password fails before it is sent. */
export const userinfoBlocked: Translate = everyAnswer('response', (headers) =>
  headers.map(([name, value]) => [
    name,
    name === 'location' && /^https?:\/\/[^/]*@/.test(value) ? 'data:,' : value,
  ]),
);

/** Access-Control-Request-Headers names each header once. */
export const namesOnce: Overlook = (wire) =>
  wire.map((exchange) =>
    exchangeIsPreflight(exchange)
      ? {
          ...exchange,
          requestHeaders: exchange.requestHeaders.map(([name, value]) => [
            name,
            name.toLowerCase() === 'access-control-request-headers'
              ? [...new Set(value.split(','))].join(',')
              : value,
          ]),
        }
      : exchange,
  );
