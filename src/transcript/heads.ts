/** Raw HTTP text -> messages: heads as they cross the wire, or as developer tools copy them, HTTP/2's included. */
import { Unreadable, type AnswerHead, type Recorded, type RequestHead } from './messages.ts';

/** https://httpwg.org/specs/rfc9112.html#request.line, the version left out as in `.http` files if the URL is absolute */
const REQUEST_LINE = /^([^\s:]+) +(\S+) +HTTP\/(\d)(?:\.\d)?$|^([A-Z]+) +(https?:\/\/\S+)$/;
const STATUS_LINE = /^HTTP\/\d(?:\.\d)? +(\d{3})(?: (.*))?$/;

type Message =
  | { kind: 'request'; head: RequestHead; pseudo: boolean }
  | { kind: 'answer'; head: AnswerHead; tunnel: boolean; pseudo: boolean };

/** Reads every head in `text`; bodies are passed over. Throws Unreadable with the line. */
export function readHeads(text: string): Recorded[] {
  const messages: Message[] = [];
  let inHead = false;
  text.split(/\r?\n/).forEach((line, index) => {
    const begun = messages.at(-1);
    const started = startOf(line, inHead ? begun : undefined);
    if (started) {
      messages.push(started);
      inHead = true;
    } else if (inHead && begun) inHead = addLine(begun, line, index + 1);
    else if (begun?.kind === 'request') begun.head.body += `${line}\n`;
    else if (!begun && line.trim() !== '') throw notAHead(line, index + 1);
  });
  return paired(messages);
}

function startOf(line: string, current: Message | undefined): Message | null {
  const asked = REQUEST_LINE.exec(line);
  if (asked) {
    const [, method = asked[4] ?? '', target = asked[5] ?? '', version] = asked;
    const secure = version !== undefined && Number(version) >= 2 ? true : null;
    return { kind: 'request', pseudo: false, head: { method, target, headers: [], body: '', secure } };
  }
  const answered = STATUS_LINE.exec(line) ?? /^:status: *(\d{3})$/.exec(line);
  if (answered) {
    const tunnel = /connection established/i.test(answered[2] ?? '');
    const head = { status: Number(answered[1]), headers: [] };
    return { kind: 'answer', head, tunnel, pseudo: line.startsWith(':') };
  }
  // The pseudo-header fields of HTTP/2, in any order: https://httpwg.org/specs/rfc9113.html#HttpRequest
  if (!/^:(method|authority|path|scheme): /.test(line) || current?.pseudo) return null;
  const head: RequestHead = { method: 'GET', target: '/', headers: [], body: '', secure: true };
  addPseudo(head, line);
  return { kind: 'request', pseudo: true, head };
}

/** Whether the head goes on. */
function addLine({ kind, head }: Message, line: string, number: number): boolean {
  if (line.trim() === '') return false;
  if (kind === 'request' && line.startsWith(':')) {
    addPseudo(head, line);
    return true;
  }
  const last = head.headers.at(-1);
  // https://httpwg.org/specs/rfc9112.html#line.folding
  if (/^[\t ]/.test(line) && last) {
    last[1] += ` ${line.trim()}`;
    return true;
  }
  head.headers.push(readHeaderLine(line, number));
  return true;
}

function addPseudo(head: RequestHead, line: string): void {
  const [, name, value = ''] = /^:(\w+): *(.*)$/.exec(line) ?? [];
  if (name === 'method') head.method = value;
  if (name === 'path') head.target = value;
  if (name === 'scheme') head.secure = value === 'https';
  if (name === 'authority') head.headers.push(['host', value]);
}

/** Throws Unreadable if `line` is not `name: value`. */
export function readHeaderLine(line: string, number?: number): [name: string, value: string] {
  const colon = line.indexOf(':');
  if (colon < 0) throw new Unreadable(`\`${line}\` is not \`name: value\`: it has no colon`, number);
  return [line.slice(0, colon), line.slice(colon + 1).replace(/^[\t ]+|[\t ]+$/g, '')];
}

function notAHead(line: string, number: number): Unreadable {
  const begins = 'begin with a request line (GET /item HTTP/1.1) or a status line (HTTP/1.1 200 OK)';
  return new Unreadable(
    `\`${line.slice(0, 60)}\` is neither HTTP, curl's output nor a HAR: ${begins}`,
    number,
  );
}

/** Answers after the request that they follow; interim ones and those of a proxy's tunnel are none. */
function paired(messages: readonly Message[]): Recorded[] {
  const recorded: Recorded[] = [];
  for (const message of messages) {
    const last = recorded.at(-1);
    if (message.kind === 'request') {
      if (message.head.method !== 'CONNECT') {
        recorded.push({ request: { ...message.head, body: message.head.body.trim() } });
      }
    } else if (message.head.status < 200 || message.tunnel) continue;
    else if (last?.request && !last.answer) last.answer = message.head;
    else recorded.push({ answer: message.head });
  }
  return recorded;
}
