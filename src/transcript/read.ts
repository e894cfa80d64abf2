/** Pasted text -> exchanges: finds out whether it is a HAR, `curl -v`, or raw heads (`curl -i`, developer tools). */
import { readHar } from './har.ts';
import { readHeads } from './heads.ts';
import { Unreadable, type Recorded } from './messages.ts';

/** Throws Unreadable, with the line where there is one, if the text is none of these or holds no message. */
export function readTranscript(text: string): Recorded[] {
  const clean = text.replace(/^\uFEFF/, '');
  if (clean.trim() === '') throw new Unreadable('there is no text');
  if (/^\s*[{[]/.test(clean)) return readHar(clean);
  const recorded = /^(> \S+ \S+|<) HTTP\/\d/m.test(clean) ? readCurl(clean) : readHeads(clean);
  if (recorded.length === 0) throw new Unreadable('there is neither a request nor an answer');
  return recorded;
}

/** `curl -v` marks what it sends with `>`, what it gets with `<`, and says beside it whether there is TLS. */
function readCurl(text: string): Recorded[] {
  const lines = text.split(/\r?\n/);
  const secure = lines.some((line) => /^\* +(SSL connection|ALPN|TLSv|\(?TLS|Server certificate)/.test(line));
  // What it marks with nothing is a body: passed over, with its line kept so that places stay right.
  const heads = lines.map((line) => (/^[<>]/.test(line) ? line.slice(2) : '\0'));
  const kept = heads.map((line, index) => ({ line, number: index + 1 })).filter(({ line }) => line !== '\0');
  try {
    return readHeads(kept.map(({ line }) => line).join('\n')).map(({ request, ...rest }) => ({
      ...rest,
      ...(request ? { request: { ...request, body: '', secure } } : {}),
    }));
  } catch (error) {
    if (error instanceof Unreadable && error.line !== undefined)
      throw new Unreadable(error.message, kept[error.line - 1]?.number);
    throw error;
  }
}
