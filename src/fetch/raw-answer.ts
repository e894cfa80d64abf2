/** Reads a literal answer as an HTTP/1.1 client does: https://httpwg.org/specs/rfc9112.html */
import { isToken } from './methods.ts';
import { NotModelled, type HeaderList } from './types.ts';

export interface ParsedAnswer {
  status: number;
  headers: HeaderList;
}

/** The final answer in `raw`, or null where no client can make one of it. */
export function parseRawAnswer(raw: string): ParsedAnswer | null {
  const blank = /\r?\n\r?\n/.exec(raw);
  if (!blank) throw new NotModelled('a literal answer without the end of its head');
  const head = raw.slice(0, blank.index);
  // As every engine does: https://fetch.spec.whatwg.org/#header-value
  if (head.includes('\0')) return null;
  const [statusLine = '', ...lines] = head.split(/\r?\n/);
  const status = Number(/^HTTP\/1\.[01] (\d{3})(?: |$)/.exec(statusLine)?.[1] ?? NaN);
  if (Number.isNaN(status)) throw new NotModelled(`the status line ${JSON.stringify(statusLine)}`);
  const rest = raw.slice(blank.index + blank[0].length);
  if (status < 200) return parseRawAnswer(rest);
  const headers = unfold(lines).map(parseLine);
  refuseBrokenBody(headers, rest);
  return { status, headers };
}

/** A line that begins with a blank continues the one before: https://httpwg.org/specs/rfc9112.html#line.folding */
function unfold(lines: string[]): string[] {
  const unfolded: string[] = [];
  for (const line of lines) {
    const last = unfolded.pop();
    if (last === undefined) unfolded.push(line);
    else if (/^[\t ]/.test(line)) unfolded.push(`${last.trimEnd()} ${line.trimStart()}`);
    else unfolded.push(last, line);
  }
  return unfolded;
}

function parseLine(line: string): [string, string] {
  const colon = line.indexOf(':');
  const name = line.slice(0, Math.max(colon, 0));
  if (!isToken(name) || line.includes('\r')) throw new NotModelled(`the header line ${JSON.stringify(line)}`);
  return [name, line.slice(colon + 1).replace(/^[\t ]+|[\t ]+$/g, '')];
}

function refuseBrokenBody(headers: HeaderList, body: string): void {
  const length = headers
    .filter(([name]) => name.toLowerCase() === 'content-length')
    .map(([, value]) => value);
  if (headers.some(([name]) => /^(transfer|content)-encoding$/i.test(name)))
    throw new NotModelled('a literal answer with a coding');
  if (length.length > 1 || (length[0] !== undefined && Number(length[0]) > body.length))
    throw new NotModelled('a literal answer whose Content-Length is not that of its body');
}
