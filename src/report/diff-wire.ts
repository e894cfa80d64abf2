/** What crossed the wire before and after, in words; what differs in every run is left out. */
import { groupBy } from './group.ts';
import type { WireLine } from './lines.ts';

/** Headers that say nothing about CORS and change with every version, machine or second. */
const VOLATILE =
  /^(user-agent|sec-ch-.*|date|age|etag|last-modified|expires|server|via|x-powered-by|x-request-id|x-served-by|host|connection|keep-alive|content-length|transfer-encoding|accept-language|accept-encoding|priority|upgrade-insecure-requests)$/i;

/** Sentences about every difference; none if both are the same. */
export function wireChanges(before: readonly WireLine[], after: readonly WireLine[]): string[] {
  const [old, fresh] = [byPlace(before), byPlace(after)];
  const gone = [...old].filter(([place]) => !fresh.has(place)).map(([, exchange]) => exchange);
  const come = [...fresh].filter(([place]) => !old.has(place)).map(([, exchange]) => exchange);
  return [
    ...gone.map((exchange) => `${nameOf(exchange)} is no longer sent`),
    ...come.map((exchange) => `${nameOf(exchange)} is now sent`),
    ...[...fresh].flatMap(([place, exchange]) => {
      const earlier = old.get(place);
      return earlier ? exchangeChanges(earlier, exchange) : [];
    }),
  ];
}

/** Each exchange under its step, what it asks, and the how-manieth of its kind it is. */
function byPlace(wire: readonly WireLine[]): Map<string, WireLine> {
  const kinds = groupBy(wire, ({ step, role, method, to, path }) =>
    JSON.stringify([step, role, method, steady(to + path)]),
  );
  return new Map(
    [...kinds].flatMap(([kind, exchanges]) =>
      exchanges.map((exchange, index): [string, WireLine] => [`${kind} ${index}`, exchange]),
    ),
  );
}

function nameOf({ role, method, to, path }: WireLine): string {
  const kind = { preflight: 'the preflight ', redirect: 'the redirected request ', actual: 'the request ' }[
    role
  ];
  return `${kind}${method} ${steady(to + path)}`;
}

function exchangeChanges(before: WireLine, after: WireLine): string[] {
  const name = nameOf(after);
  const status = (one: WireLine) => (one.status === null ? 'not at all' : `with ${one.status}`);
  return [
    ...headerChanges(before.requestHeaders, after.requestHeaders).map((change) => `${name}: ${change}`),
    ...(before.status === after.status
      ? []
      : [`${name} is answered ${status(after)}, before ${status(before)}`]),
    ...headerChanges(before.responseHeaders, after.responseHeaders).map(
      (change) => `the answer to ${name}: ${change}`,
    ),
  ];
}

type Pairs = WireLine['requestHeaders'];

function headerChanges(before: Pairs, after: Pairs): string[] {
  const [old, fresh] = [headersOf(before), headersOf(after)];
  const names = [...new Set([...old.keys(), ...fresh.keys()])].sort();
  return names.flatMap((name) => {
    const [was, is] = [old.get(name), fresh.get(name)];
    if (was === is) return [];
    if (was === undefined) return [`${name} is now ${is ?? ''}`];
    if (is === undefined) return [`${name} is gone (it was ${was})`];
    return [`${name} is ${is}, before ${was}`];
  });
}

/** Values that are steady, by name; several lines of one name in their order. */
function headersOf(pairs: Pairs): Map<string, string> {
  const kept = pairs.filter(([name]) => !VOLATILE.test(name));
  const groups = groupBy(kept, ([name]) => name.toLowerCase());
  return new Map(
    [...groups].map(([name, lines]) => [name, lines.map(([, value]) => steady(value)).join(' | ')]),
  );
}

/** Loopback ports, times, identifiers and the boundaries of forms as their kinds, for they are new in every run. */
export function steady(text: string): string {
  return text
    .replace(/\b(127\.0\.0\.1|localhost|\[::1\]):\d+/g, '$1:PORT')
    .replace(/\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d{2} \w{3} \d{4} [\d:]{8} GMT\b/g, 'TIME')
    .replace(/\b\d{4}-\d{2}-\d{2}T[\d:.]+Z/g, 'TIME')
    .replace(/\b[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\b/gi, 'UUID')
    .replace(/-{4,}\w+/g, 'BOUNDARY');
}
