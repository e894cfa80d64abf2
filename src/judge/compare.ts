/** Compares one request step with its expectation: what the page saw, and what crossed the wire. */
import { exchangeIsPreflight, type Exchange } from '../../servers/exchange.ts';
import { REQUEST_HEADERS, REQUEST_METHOD } from '../fetch/cors-headers.ts';
import { get } from '../fetch/header-list.ts';
import { resolveText, resolveUrl, type Addresses } from '../plan/refs.ts';
import { normaliseMethod } from '../plan/request.ts';
import type { Expectation, RequestPlan, WireExpectation } from '../plan/types.ts';
import { cookieNames, cookiesSent } from './cookies.ts';
import { blockedAt, outcomeOf, type CallEvidence } from './evidence.ts';
import type { Seen } from './verdict.ts';

export interface Compared {
  differences: string[];
  notes: string[];
}

/** Puts what was seen into the terms of an expectation. */
export function seenOf(evidence: CallEvidence): Seen {
  const { report, wire } = evidence;
  const preflights = wire.filter(exchangeIsPreflight);
  const outcome = outcomeOf(evidence);
  return {
    outcome:
      outcome === 'allowed' || outcome === 'blocked' || outcome === 'opaque' || outcome === 'timeout'
        ? outcome
        : 'harness-error',
    ...(outcome === 'blocked' ? { at: blockedAt(wire) } : {}),
    ...(report.status === undefined ? {} : { status: report.status }),
    ...(report.type === undefined ? {} : { type: report.type }),
    ...(report.error === undefined ? {} : { error: report.error }),
    preflight: preflights.map(describePreflight).join(', then ') || 'none',
  };
}

export function compareStep(expect: Expectation, evidence: CallEvidence): Compared {
  const differences: string[] = [];
  const notes: string[] = [];
  const differ = differInto(differences);
  const { report, wire, addresses } = evidence;
  const seen = seenOf(evidence);
  differences.push(...wire.flatMap(({ unplanned }) => unplanned ?? []));
  differ('outcome', seen.outcome, expect.outcome);
  if (expect.outcome === 'blocked' && seen.outcome === 'blocked')
    differ('the place of the block', seen.at, expect.at);
  comparePage(expect, evidence, differ);
  comparePreflight(expect, evidence, differ, notes);
  const actual = wire.filter((exchange) => !exchangeIsPreflight(exchange));
  const askedAgain = expect.preflight === 'cached' && actual.length < wire.length;
  if (expect.wire) compareWire(expect.wire, askedAgain ? actual : wire, addresses, differ);
  else compareDerivedWire(expect, evidence, actual, differ);
  if (expect.worker) differ('the list of what the service worker saw', report.worker, expect.worker);
  const last = actual.at(-1);
  if (expect.sends) compareSends('the request', expect.sends, last, addresses, differ);
  if (expect.cookies)
    differ('the list of cookies on the request', cookiesSent(last).sort(), [...expect.cookies].sort());
  if (expect.documentCookies)
    differ(
      'the list of cookies that script sees',
      cookieNames(report.documentCookies ?? '').sort(),
      [...expect.documentCookies].sort(),
    );
  return { differences, notes };
}

type Comparable = string | number | boolean | readonly string[] | null | undefined;
type Differ = (subject: string, seen: Comparable, expected: Comparable) => void;

/** Says "X is A, not B" in `differences` of every two values that are not alike. */
export function differInto(differences: string[]): Differ {
  return (subject, seen, expected) => {
    if (!equal(seen, expected)) differences.push(`${subject} is ${show(seen)}, not ${show(expected)}`);
  };
}

/** What script saw, without the outcome. */
export function comparePage(
  expect: Partial<Expectation>,
  { report, via, addresses, request }: CallEvidence,
  differ: Differ,
): void {
  for (const field of ['status', 'statusText', 'redirected'] as const) {
    if (expect[field] !== undefined && !(field === 'redirected' && via !== 'fetch'))
      differ(field, report[field], expect[field]);
  }
  if (expect.type !== undefined && via === 'fetch') differ('type', report.type, expect.type);
  if (expect.url !== undefined) differ('url', report.url, resolveUrl(expect.url, addresses));
  if (expect.body !== undefined) differ('body', report.body ?? '', resolveText(expect.body, addresses));
  const { async, withCredentials } = request.xhr ?? {};
  const named = via === 'fetch' || async === false || withCredentials !== undefined;
  if (expect.error !== undefined && (named || ['abort', 'timeout'].includes(expect.error)))
    differ('error', report.error, expect.error);
  if (expect.events && via === 'xhr') differ('the order of events', report.events, expect.events);
  const readable = report.headers ?? [];
  for (const [name, value] of Object.entries(expect.reveals ?? {})) {
    const read = get(readable, name);
    if (read === null) differ(`the header ${name}`, 'hidden from the page', 'readable');
    else if (value !== null) differ(`the header ${name}`, read, resolveText(value, addresses));
  }
  for (const name of expect.hides ?? []) {
    if (get(readable, name) !== null) differ(`the header ${name}`, 'readable', 'hidden from the page');
  }
}

function comparePreflight(
  expect: Expectation,
  { wire, addresses, request }: CallEvidence,
  differ: Differ,
  notes: string[],
): void {
  const preflights = wire.filter(exchangeIsPreflight);
  if (expect.preflight === 'none') {
    differ('preflight', preflights.map(describePreflight).join(', then ') || 'none', 'none');
    return;
  }
  if (expect.preflight === 'cached') {
    compareEvicted(preflights, request, differ, notes);
    return;
  }
  const [first] = preflights;
  if (!expect.wire) differ('the number of preflights', preflights.length, 1);
  if (!first) {
    if (expect.wire) differ('preflight', 'none', describeExpected(expect.preflight));
    return;
  }
  differ('Access-Control-Request-Method', get(first.requestHeaders, REQUEST_METHOD), expect.preflight.method);
  differ(
    'Access-Control-Request-Headers',
    get(first.requestHeaders, REQUEST_HEADERS),
    expect.preflight.headers.join(',') || null,
  );
  if (expect.preflight.sends) compareSends('the preflight', expect.preflight.sends, first, addresses, differ);
}

/** One more preflight for the same request is permitted: an entry may be dropped early. */
function compareEvicted(preflights: Exchange[], request: RequestPlan, differ: Differ, notes: string[]): void {
  const [again] = preflights;
  if (!again) return;
  if (preflights.length > 1) differ('the number of preflights', preflights.length, 1);
  const asked = get(again.requestHeaders, REQUEST_METHOD);
  differ('Access-Control-Request-Method', asked, normaliseMethod(request.method));
  notes.push('the preflight was sent again although it was cached: an entry may be dropped early');
}

/** The whole traffic, in order, as the case gives it. */
function compareWire(
  expected: WireExpectation[],
  wire: Exchange[],
  addresses: Addresses,
  differ: Differ,
): void {
  const lines = expected.map(({ method, url }) => `${method} ${resolveUrl(url, addresses)}`);
  differ(
    'the traffic',
    wire.map((exchange) => `${exchange.method} ${exchange.to}${exchange.path}`),
    lines,
  );
  if (lines.length !== wire.length) return;
  expected.forEach(({ sends, body }, index) => {
    const exchange = wire[index];
    if (sends)
      compareSends(`request ${index + 1} (${lines[index] ?? ''})`, sends, exchange, addresses, differ);
    if (body !== undefined)
      differ(`the body of request ${index + 1}`, exchange?.requestBody, resolveText(body, addresses));
  });
}

/** Without `wire`, the traffic follows from the outcome: one actual request, or none after a block before it. */
function compareDerivedWire(
  expect: Expectation,
  { addresses, request }: CallEvidence,
  actual: Exchange[],
  differ: Differ,
): void {
  const served = request.url.startsWith('$');
  const sent =
    served && !(expect.outcome === 'blocked' && (expect.at === 'request' || expect.at === 'preflight'));
  differ('the number of actual requests', actual.length, sent ? 1 : 0);
  const [only] = actual;
  if (!sent || !only) return;
  const wanted = `${normaliseMethod(request.method)} ${resolveUrl(request.url, addresses)}`;
  differ('the actual request', `${only.method} ${only.to}${only.path}`, wanted.split('#')[0]);
}

function compareSends(
  subject: string,
  sends: Record<string, string | null>,
  exchange: Exchange | undefined,
  addresses: Addresses,
  differ: Differ,
): void {
  if (!exchange) {
    differ(subject, 'not on the wire', 'sent');
    return;
  }
  for (const [name, value] of Object.entries(sends)) {
    const wanted = value === null ? null : resolveText(value, addresses);
    differ(`the header ${name} of ${subject}`, get(exchange.requestHeaders, name), wanted);
  }
}

function describePreflight(exchange: Exchange): string {
  const method = get(exchange.requestHeaders, REQUEST_METHOD) ?? '';
  const names = get(exchange.requestHeaders, REQUEST_HEADERS);
  return names === null ? method : `${method} with ${names}`;
}

function describeExpected({ method, headers }: { method: string; headers: string[] }): string {
  return headers.length > 0 ? `${method} with ${headers.join(',')}` : method;
}

/** Absent values are alike; numbers and texts compare as texts. */
function equal(a: Comparable, b: Comparable): boolean {
  if (Array.isArray(a) && Array.isArray(b))
    return a.length === b.length && a.every((item, i) => item === b[i]);
  if (a === null || a === undefined || b === null || b === undefined) return (a ?? null) === (b ?? null);
  return typeof a !== 'object' && typeof b !== 'object' && String(a) === String(b);
}

function show(value: Comparable): string {
  if (value === null || value === undefined) return 'absent';
  if (typeof value === 'object') return `[${value.join(' | ')}]`;
  return value === '' ? 'empty' : String(value);
}
