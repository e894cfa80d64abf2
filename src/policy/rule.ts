/** One rule of a policy, defaults in place, or located problems. */
import type { RulePlan } from '../plan/check.ts';
import type { DocumentPath, ReportProblem } from '../scenario/problems.ts';
import { isTrusted, whyNoOrigin } from './origins.ts';
import type { PolicyRule } from './schema.ts';

const NEVER_ALLOWED = ['CONNECT', 'TRACE', 'TRACK'];
/** https://fetch.spec.whatwg.org/#cors-safelisted-response-header-name */
const ALWAYS_READABLE = [
  'cache-control',
  'content-language',
  'content-length',
  'content-type',
  'expires',
  'last-modified',
  'pragma',
];
const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;

/** `target` is the serialised origin of the target. Null if the rule cannot be tried at all. */
export function planRule(
  written: PolicyRule,
  path: DocumentPath,
  target: string,
  report: ReportProblem,
): RulePlan | null {
  if (written.path === undefined) {
    report(path, `the rule ${written.id} has no path`, 'add path: /items/1');
    return null;
  }
  reportOrigins(written, path, target, report);
  reportMethods(written, path, report);
  reportHeaders(written, path, report);
  const { origins = 'none' } = written;
  if (Array.isArray(origins) && origins.some((origin) => whyNoOrigin(origin) !== null)) return null;
  const lower = (names: readonly string[] = []) => [...new Set(names.map((name) => name.toLowerCase()))];
  const body = bodyOf(written);
  const headers = lower(written.headers);
  const json = body.type?.includes('json') === true && written.body !== undefined;
  const { methods = ['GET'], credentials = false, status } = written;
  const declared = [status ?? []].flat();
  const errors = Object.entries(written.errors ?? {}).map(([code, where]): [number, string] => [
    Number(code),
    where,
  ]);
  return {
    id: written.id,
    path: written.path,
    origins,
    methods: [...new Set(methods)],
    // JSON is sent as JSON, so pages have to be able to say so.
    headers:
      json && typeof written.body === 'object' && !headers.includes('content-type')
        ? [...headers, 'content-type']
        : headers,
    credentials,
    expose: lower(written.expose),
    ...(written['max-age'] === undefined ? {} : { maxAge: written['max-age'] }),
    // An error that the rule declares for its own path is an answer that it expects.
    statuses: [...declared, ...errors.flatMap(([code, where]) => (where === written.path ? [code] : []))],
    errors,
    refused: [...new Set(written.refused ?? [])],
    elsewhere: [],
    body,
    allows: {
      methods: written.allows?.methods ?? [],
      headers: lower(written.allows?.headers),
    },
  };
}

/** A text is sent as what it looks like, where the rule lets pages set its type. */
function bodyOf({ body, headers = [] }: PolicyRule): RulePlan['body'] {
  if (typeof body === 'object') return { text: JSON.stringify(body.json ?? null), type: 'application/json' };
  const typed = headers.some((name) => name.toLowerCase() === 'content-type');
  if (body === undefined) return { text: '{}', type: typed ? 'application/json' : null };
  if (!typed) return { text: body, type: null };
  if (isJson(body)) return { text: body, type: 'application/json' };
  return {
    text: body,
    type: /^[\w.%+-]+=[^\s]*$/.test(body) ? 'application/x-www-form-urlencoded' : 'application/octet-stream',
  };
}

function isJson(text: string): boolean {
  try {
    return typeof JSON.parse(text) === 'object';
  } catch {
    return false;
  }
}

function reportOrigins(
  { origins = 'none', refused = [], credentials = false }: PolicyRule,
  path: DocumentPath,
  target: string,
  report: ReportProblem,
): void {
  const at = (field: string) => [...path, field];
  const listed = Array.isArray(origins) ? origins : [];
  for (const [field, list] of [
    ['origins', listed],
    ['refused', refused],
  ] as const)
    for (const origin of list) {
      const wrong = whyNoOrigin(origin);
      if (wrong) report(at(field), wrong.message, wrong.hint);
      if (origin === target)
        report(at(field), `${origin} is the target itself, to which CORS does not apply`, 'leave it out');
    }
  for (const origin of refused) {
    if (origin.includes('*'))
      report(at('refused'), `${origin} is a pattern`, 'name the origins that are to be tried');
    else if (whyNoOrigin(origin) === null && isTrusted(origins, origin))
      report(
        at('refused'),
        `${origin} is refused here and trusted by origins`,
        'remove it from one of the two',
      );
  }
  if (origins === 'any' && credentials)
    report(
      at('credentials'),
      'credentials with any origin would let every page of the web read what a user may read, and browsers refuse * with credentials',
      'list the origins, or leave credentials out',
    );
}

function reportMethods(
  { methods = [], allows }: PolicyRule,
  path: DocumentPath,
  report: ReportProblem,
): void {
  for (const [at, list] of [
    [[...path, 'methods'], methods],
    [[...path, 'allows', 'methods'], allows?.methods ?? []],
  ] as const)
    for (const method of list) {
      if (NEVER_ALLOWED.includes(method.toUpperCase()))
        report(at, `no page can send ${method}: it is a forbidden method`, 'leave it out');
      else if (method === '*') report(at, 'the method is *', 'list the methods that pages need');
      else if (!TOKEN.test(method))
        report(at, `${JSON.stringify(method)} is not a method`, 'for example PUT');
      else if (method !== method.toUpperCase() && method !== 'patch')
        report(at, `the method ${method} is in lower case`, `write ${method.toUpperCase()}`);
    }
}

function reportHeaders(
  { headers = [], expose = [], allows }: PolicyRule,
  path: DocumentPath,
  report: ReportProblem,
): void {
  for (const [at, list] of [
    [[...path, 'headers'], headers],
    [[...path, 'expose'], expose],
    [[...path, 'allows', 'headers'], allows?.headers ?? []],
  ] as const)
    for (const header of list) {
      if (header === '*') report(at, 'a header is *', 'list the headers that pages need');
      else if (!TOKEN.test(header))
        report(at, `${JSON.stringify(header)} is not a header name`, 'for example x-request-id');
    }
  for (const header of expose)
    if (ALWAYS_READABLE.includes(header.toLowerCase()))
      report(
        [...path, 'expose'],
        `${header} is a safelisted response header: every page that may read the response can read it`,
        'leave it out',
      );
}
