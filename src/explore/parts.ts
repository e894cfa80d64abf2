/** The parts of drafts: what a page asks, and how a server answers it. */
import fc, { type Arbitrary } from 'fast-check';
import { normaliseMethod } from '../plan/request.ts';
import type { ScenarioAnswer } from '../scenario/schema.ts';
import type { DraftRequest } from './draft.ts';
import { finalStatus, listValue, maxAge, nearMissCredentials, nearMissOrigin } from './answer-values.ts';
import {
  acceptValue,
  contentTypeValue,
  languageValue,
  method,
  mostly,
  otherName,
  pick,
  rangeValue,
} from './values.ts';

export type Via = 'fetch' | 'xhr';
export type Headers = NonNullable<ScenarioAnswer['headers']>;

export const via = pick<Via>('fetch', 'xhr');

/** XMLHttpRequest cannot omit credentials. */
export const credentials = (client: Via): Arbitrary<DraftRequest> =>
  pick<DraftRequest>(
    { weight: 4, value: {} },
    { weight: 3, value: { credentials: 'include' } },
    { weight: 1, value: client === 'fetch' ? { credentials: 'omit' } : {} },
  );

export const requestHeader: Arbitrary<[string, string]> = fc.oneof(
  fc.tuple(pick('Accept', 'accept'), acceptValue),
  fc.tuple(pick('Accept-Language', 'Content-Language'), languageValue),
  fc.tuple(pick('Content-Type', 'content-type'), contentTypeValue),
  fc.tuple(pick('Range', 'range'), rangeValue),
  { weight: 2, arbitrary: fc.tuple(otherName, pick('1', 'on', 'a b', '')) },
);

/** Few headers, sometimes one of them again in a second line. */
export const requestHeaders: Arbitrary<[string, string][]> = fc
  .tuple(fc.array(requestHeader, { maxLength: 3 }), pick({ weight: 5, value: false }, true), acceptValue)
  .map(([headers, again, value]) => {
    const [first] = headers;
    return again && first ? [...headers, [first[0].toLowerCase(), value] as [string, string]] : headers;
  });

const body: Arbitrary<DraftRequest> = pick<DraftRequest>(
  {},
  { body: 'a' },
  { body: { json: { a: 1 } } },
  { body: { urlencoded: { a: '1' } } },
  { body: { formData: { a: '1' } } },
  { body: { blob: 'a', type: 'text/plain' } },
  { body: { blob: 'a', type: 'application/json' } },
  { body: { blob: 'a', type: '' } },
  { body: { blob: 'a', type: 'TEXT/PLAIN;charset=UTF-8' } },
  { body: { base64: 'AA==' } },
);

const upload: Arbitrary<DraftRequest> = pick<DraftRequest>(
  { weight: 5, value: {} },
  { weight: 1, value: { xhr: { upload: 'before-send' } } },
  { weight: 1, value: { xhr: { upload: 'after-send' } } },
);

/** A request to `url`; `methods` and `headers` narrow what is asked. */
export function request(
  url: string,
  client: Via,
  {
    methods = method,
    headers = requestHeaders,
  }: { methods?: Arbitrary<string>; headers?: typeof requestHeaders },
): Arbitrary<DraftRequest> {
  return fc
    .tuple(methods, headers, credentials(client), body, client === 'xhr' ? upload : fc.constant({}))
    .map(([chosen, pairs, credentialed, content, listeners]) => ({
      url,
      ...(chosen === 'GET' ? {} : { method: chosen }),
      ...(pairs.length > 0 ? { headers: pairs } : {}),
      ...credentialed,
      ...(['GET', 'HEAD'].includes(normaliseMethod(chosen)) ? {} : content),
      ...listeners,
    }));
}

/** What a server has to know of a request to answer it well. */
export interface Asked {
  request: DraftRequest;
  /** What the CORS check wants to see. */
  origin: string;
}

/** Allow-Origin and Allow-Credentials; one in `outOf` is off. */
export function corsHeaders(
  { request: { credentials: mode }, origin }: Asked,
  outOf = 6,
): Arbitrary<Headers> {
  const include = mode === 'include';
  const good = pick<string | string[]>({ weight: 2, value: origin }, include ? origin : '*');
  const allowed = include ? fc.constant<string | string[] | undefined>('true') : pick(undefined, 'true');
  const missed = fc.oneof(fc.constant(undefined), nearMissCredentials);
  return fc
    .tuple(
      mostly(good, nearMissOrigin(origin), outOf),
      mostly<string | string[] | undefined>(allowed, missed, outOf),
    )
    .map(([value, credentialed]) => ({
      'access-control-allow-origin': value,
      ...(credentialed === undefined ? {} : { 'access-control-allow-credentials': credentialed }),
    }));
}

/** The answer to a preflight; one in `outOf` of its parts is off, one in `aged` says its max-age. */
export function preflight(asked: Asked, outOf = 6, aged = 4): Arbitrary<ScenarioAnswer> {
  const methodAsked = normaliseMethod(asked.request.method ?? 'GET');
  const names = namesOf(asked.request);
  return fc
    .record({
      status: mostly(pick(undefined, 200, 206, 299), pick(300, 302, 304, 401, 403, 404, 500), outOf * 2),
      cors: corsHeaders(asked, outOf),
      methods: mostly(listValue([methodAsked], outOf), fc.constant(undefined), outOf + 4),
      headers:
        names.length > 0
          ? mostly(listValue(names, outOf), fc.constant(undefined), outOf + 4)
          : pick(undefined, '*'),
      age: mostly(fc.constant(undefined), maxAge, aged),
    })
    .map(({ status, cors, methods, headers, age }) => ({
      ...(status === undefined ? {} : { status }),
      headers: {
        ...cors,
        ...(methods === undefined ? {} : { 'access-control-allow-methods': methods }),
        ...(headers === undefined ? {} : { 'access-control-allow-headers': headers }),
        ...(age === undefined ? {} : { 'access-control-max-age': age }),
      },
    }));
}

/** Names that a server might have to list; the standard says which ones. */
export function namesOf({ headers, body: content }: DraftRequest): string[] {
  const set = Array.isArray(headers)
    ? headers.map(([name]) => name.toLowerCase())
    : Object.keys(headers ?? {});
  return [...new Set([...set, ...(content === undefined ? [] : ['content-type'])])];
}

const readable = pick(
  'x-a',
  'x-b',
  'X-Case',
  'cache-control',
  'content-language',
  'expires',
  'last-modified',
  'pragma',
  'etag',
  'server-timing',
  'retry-after',
  'location',
  'www-authenticate',
  'content-disposition',
  'authorization',
  'access-control-max-age',
  'vary',
  'link',
  'set-cookie2',
).map((name) => name.toLowerCase());

/** Headers of an answer, and a list of what of them is exposed. */
export const exposure: Arbitrary<Headers> = fc.array(readable, { maxLength: 4 }).chain((names) =>
  fc.tuple(fc.constant(names), mostly(fc.constant(undefined), listValue(names), 2)).map(([sent, list]) => ({
    ...Object.fromEntries(sent.map((name) => [name, valueOf(name)])),
    ...(list === undefined ? {} : { 'access-control-expose-headers': list }),
  })),
);

function valueOf(name: string): string {
  if (name === 'cache-control' || name === 'pragma') return 'no-store';
  return name === 'expires' || name === 'last-modified' ? 'Thu, 01 Jan 1970 00:00:00 GMT' : 'a';
}

/** The final answer. */
export function response(asked: Asked, outOf = 6): Arbitrary<ScenarioAnswer> {
  return fc
    .tuple(finalStatus, corsHeaders(asked, outOf), mostly(fc.constant({}), exposure, 4))
    .map(([status, cors, exposed]) => ({
      ...(status === 200 ? {} : { status }),
      headers: { ...cors, ...exposed },
    }));
}
