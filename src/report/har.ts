/**
 * HAR files as the servers saw it, the only place where every preflight is seen: one per engine and scenario file, which
 * developer tools open. HAR 1.2: http://www.softwareishard.com/blog/har-12-spec/
 */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Entry, Har, Page } from 'har-format';
import type { Assembled, CaseLine } from './assemble.ts';
import { groupBy } from './group.ts';
import type { WireLine } from './lines.ts';
import { VERSION } from './version.ts';

/** Writes `<folder>/<project>/<area>/<file>.har` for all that had traffic, in place of those of an earlier run. */
export function writeHars(folder: string, assembled: Pick<Assembled, 'run' | 'results'>): void {
  rmSync(folder, { recursive: true, force: true });
  const opened = Date.parse(assembled.run?.startedAt ?? '') || 0;
  for (const [name, results] of groupBy(assembled.results, harName)) {
    if (results.every(({ wire }) => wire.length === 0)) continue;
    const file = join(folder, name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, JSON.stringify(harOf(results, opened)));
  }
}

/** Every result is a page of the HAR; `opened` is when the servers' clock stood at 0, in milliseconds since 1970. */
export function harOf(results: readonly CaseLine[], opened: number): Har {
  const at = (t: number) => new Date(opened + t).toISOString();
  const [first] = results;
  const pages = results.map(({ wire, ...result }, index): Page & { comment: string } => ({
    startedDateTime: at(wire[0]?.t ?? 0),
    id: `page_${index + 1}`,
    title: `${result.id} via ${result.via}`,
    pageTimings: {},
    comment: `${result.verdict}: ${result.title}`,
  }));
  const entries = results.flatMap(({ wire, via }, index) =>
    wire.map((exchange) => ({
      ...entryOf(exchange, `page_${index + 1}`, at(exchange.t)),
      ...resourceType(exchange, via),
    })),
  );
  return {
    log: {
      version: '1.2',
      creator: { name: 'corsproof', version: VERSION },
      ...(first ? { browser: { name: first.build, version: first.version } } : {}),
      pages,
      entries,
    },
  };
}

function harName({ id, engine, project }: CaseLine): string {
  const [area = '', file = ''] = id.split('/');
  const safe = (part: string) => part.replace(/[^\w.-]/g, '_').replace(/^\.+/, '_');
  return join(safe(project ?? engine), safe(area), `${safe(file)}.har`);
}

function entryOf(exchange: WireLine, pageref: string, startedDateTime: string): Entry {
  const { to, path, method, requestHeaders, status, responseHeaders, conn, role, ms, body } = exchange;
  const url = to + path;
  const type = valueOf(requestHeaders, 'content-type');
  return {
    pageref,
    startedDateTime,
    time: ms ?? 0,
    request: {
      method,
      url,
      httpVersion: 'HTTP/1.1',
      cookies: [],
      headers: named(requestHeaders),
      queryString: queryOf(url),
      headersSize: -1,
      bodySize: body === undefined ? 0 : Buffer.byteLength(body),
      ...(body === undefined ? {} : { postData: { mimeType: type, text: body } }),
    },
    response: {
      // 0 is what developer tools write where no answer came.
      status: status ?? 0,
      statusText: '',
      httpVersion: 'HTTP/1.1',
      cookies: [],
      headers: named(responseHeaders),
      content: { size: -1, mimeType: valueOf(responseHeaders, 'content-type') || 'x-unknown' },
      redirectURL: valueOf(responseHeaders, 'location'),
      headersSize: -1,
      bodySize: -1,
    },
    cache: {},
    timings: { send: 0, wait: ms ?? 0, receive: 0 },
    connection: String(conn),
    comment: role,
  };
}

/** What Chromium's developer tools call it, where the MIME type alone would have them call it a document. */
function resourceType({ role }: WireLine, via: string): Pick<Entry, '_resourceType'> {
  if (role === 'preflight') return { _resourceType: 'preflight' };
  return via === 'fetch' || via === 'xhr' ? { _resourceType: via } : {};
}

type Pairs = WireLine['requestHeaders'];

function named(pairs: Pairs): { name: string; value: string }[] {
  return pairs.map(([name, value]) => ({ name, value }));
}

function valueOf(pairs: Pairs, name: string): string {
  return pairs.find(([one]) => one.toLowerCase() === name)?.[1] ?? '';
}

function queryOf(url: string): { name: string; value: string }[] {
  if (!URL.canParse(url)) return [];
  return [...new URL(url).searchParams].map(([name, value]) => ({ name, value }));
}
