/**
 * A server on `node:net` for what Node's HTTP parser refuses: lower-case and custom methods, odd header bytes, odd
 * status lines, literal answers. It speaks as much HTTP/1.1 as browsers send here, and shares the wire log.
 */
import { createServer as createNetServer, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { STATUS_CODES } from 'node:http';
import type { HeaderPairs } from '../src/plan/types.ts';
import { listenOnLoopback, type ListeningServer } from './listening.ts';
import type { ServerOptions } from './origin-server.ts';
import { bodyOf, withLength, type Reply } from './reply.ts';
import { CLOSE_FRAME, acceptWebSocket } from './websocket.ts';

/** Largest request head that is read; a longer one ends the connection. */
const MAX_HEAD = 256 * 1024;
/** Largest request, and most that may wait for its turn. */
const MAX_BUFFERED = 4 * MAX_HEAD;

interface ParsedRequest {
  method: string;
  target: string;
  headers: HeaderPairs;
  body: string;
  /** Bytes of the buffer that the request used up. */
  used: number;
}

/** Starts a raw server for `origin` on a free loopback port. */
export async function startRawServer(options: ServerOptions): Promise<ListeningServer> {
  const sockets = new Set<Socket>();
  const onConnection = (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => socket.destroy());
    serve(socket, options);
  };
  const server = options.tls
    ? createTlsServer({ key: options.tls.key, cert: options.tls.cert }, onConnection)
    : createNetServer(onConnection);
  server.on('tlsClientError', () => undefined);
  return listenOnLoopback(server, () => {
    for (const socket of sockets) socket.destroy();
  });
}

function serve(socket: Socket, options: ServerOptions): void {
  let buffered = Buffer.alloc(0);
  let busy = false;
  let upgraded = false;
  const next = () => {
    if (busy) return;
    const parsed = parseRequest(buffered);
    if (parsed === 'malformed') return void socket.destroy();
    if (!parsed) return;
    buffered = buffered.subarray(parsed.used);
    busy = true;
    const connection = options.connections.of(socket);
    const host = parsed.headers.find(([name]) => name.toLowerCase() === 'host')?.[1] ?? '';
    const { answer, exchange } = options.respond({
      origin: options.origin,
      conn: connection.number,
      lane: connection.lane,
      host: connection.host ?? host,
      method: parsed.method,
      target: parsed.target,
      headers: parsed.headers,
      body: parsed.body,
    });
    upgraded = answer.status === 101;
    const literal = upgraded ? acceptWebSocket(answer, parsed.headers) : answer;
    const reply = exchange ? { answer: literal, exchange } : { answer: literal };
    write(socket, reply, parsed.method, options, () => {
      busy = false;
      next();
    });
  };
  socket.on('data', (chunk: Buffer) => {
    if (upgraded) return void socket.end(CLOSE_FRAME);
    buffered = Buffer.concat([buffered, chunk]);
    if (buffered.length > MAX_BUFFERED) socket.destroy();
    else next();
  });
}

function write(
  socket: Socket,
  { answer, exchange }: Reply,
  method: string,
  options: ServerOptions,
  done: () => void,
): void {
  const send = () => {
    if (socket.destroyed) return;
    const headers = answer.raw === undefined ? withLength(answer, method) : [];
    const bytes =
      answer.raw ??
      serialise(
        answer.status,
        answer.statusText,
        headers,
        method === 'HEAD' ? Buffer.alloc(0) : bodyOf(answer),
      );
    if (exchange) {
      exchange.status = answer.raw === undefined ? answer.status : statusOf(answer.raw);
      exchange.responseHeaders = answer.raw === undefined ? headers : headersOf(answer.raw);
      exchange.answered = options.log.now();
    }
    socket.write(Buffer.from(bytes, 'latin1'), (error) => {
      if (exchange && !error) exchange.taken = true;
      if (answer.status === 101) return;
      if (answer.raw !== undefined) socket.end();
      else done();
    });
  };
  if (answer.delay) setTimeout(send, answer.delay);
  else send();
}

function serialise(
  status: number,
  statusText: string | undefined,
  headers: HeaderPairs,
  body: Buffer,
): string {
  const lines = headers.map(([name, value]) => `${name}: ${value}\r\n`).join('');
  const reason = statusText ?? STATUS_CODES[status] ?? '';
  return `HTTP/1.1 ${status} ${reason}\r\n${lines}\r\n${body.toString('latin1')}`;
}

function statusOf(raw: string): number | null {
  const match = /^HTTP\/\d\.\d (\d+)/.exec(raw);
  return match ? Number(match[1]) : null;
}

function headersOf(raw: string): HeaderPairs {
  const head = raw.split('\r\n\r\n', 1)[0] ?? '';
  return head.split('\r\n').slice(1).map(splitHeader);
}

function splitHeader(line: string): [string, string] {
  const colon = line.indexOf(':');
  return colon < 0 ? [line, ''] : [line.slice(0, colon), line.slice(colon + 1).trim()];
}

/** Reads one request from the start of `buffer`: null if it is not complete yet. */
export function parseRequest(buffer: Buffer): ParsedRequest | 'malformed' | null {
  const end = buffer.indexOf('\r\n\r\n');
  if (end < 0) return buffer.length > MAX_HEAD ? 'malformed' : null;
  const [requestLine = '', ...lines] = buffer.subarray(0, end).toString('latin1').split('\r\n');
  const match = /^(\S+) (\S+) HTTP\/1\.[01]$/.exec(requestLine);
  if (!match) return 'malformed';
  const headers = lines.map(splitHeader);
  const value = (name: string) => headers.find(([n]) => n.toLowerCase() === name)?.[1];
  const start = end + 4;
  const head = { method: match[1] ?? '', target: match[2] ?? '', headers };
  if (value('transfer-encoding')?.toLowerCase() === 'chunked') {
    const chunked = readChunks(buffer, start);
    return typeof chunked === 'object' && chunked ? { ...head, ...chunked } : chunked;
  }
  const length = Number(value('content-length') ?? 0);
  if (!Number.isSafeInteger(length) || length < 0) return 'malformed';
  if (buffer.length < start + length) return null;
  return { ...head, body: buffer.subarray(start, start + length).toString('utf8'), used: start + length };
}

function readChunks(buffer: Buffer, from: number): { body: string; used: number } | 'malformed' | null {
  const parts: Buffer[] = [];
  for (let at = from; ;) {
    const eol = buffer.indexOf('\r\n', at);
    if (eol < 0) return null;
    const size = Number.parseInt(buffer.subarray(at, eol).toString('latin1'), 16);
    if (!(size >= 0)) return 'malformed';
    if (buffer.length < eol + 2 + size + 2) return null;
    if (size === 0) return { body: Buffer.concat(parts).toString('utf8'), used: eol + 4 };
    parts.push(buffer.subarray(eol + 2, eol + 2 + size));
    at = eol + 2 + size + 2;
  }
}
