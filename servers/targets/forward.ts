/**
 * Stands for a target under its public origin: ends TLS with the run's certificate, records what crosses, and asks the
 * target over a connection of its own. Header lines pass as they are, both ways, but for a password prompt.
 */
import http from 'node:http';
import https from 'node:https';
import type { AnswerPlan, HeaderPairs } from '../../src/plan/types.ts';
import { listenOnLoopback, type ListeningServer } from '../listening.ts';
import type { ServerOptions } from '../origin-server.ts';
import type { Exchange, Received, TargetFailure } from '../exchange.ts';
import { MAX_BODY, bodyOf, toPairs, withLength } from '../reply.ts';
import type { WireLog } from '../wire.ts';
import type { SharedCache, StoredAnswer } from './shared-cache.ts';

/** Bytes of one answer that are passed on: more is no API's answer, and every check would carry it. */
export const MAX_ANSWER = 10_000_000;
/** Milliseconds in which a target has to begin its answer. */
const ANSWER_LIMIT = 8_000;
/** Milliseconds in which a body has to end; an endless one (an event stream) is cut off, and judged by its head. */
const BODY_LIMIT = 1_000;
/** The same for a path whose body did not end before. */
const ENDLESS_LIMIT = 50;
/** A challenge that makes a browser ask its user, who is not there: not handed on, as if the user had declined. */
const ASKS_USER = /^(basic|digest|ntlm|negotiate)\b/i;
/** Headers between two neighbours only. */
const HOP_BY_HOP = new Set(['connection', 'keep-alive', 'proxy-connection']);

/** A target as the stand-in sees it. */
export interface ForwardTo {
  /** Where it really is. */
  url: URL;
  /** Paths whose bodies do not end, as far as that was seen. */
  endless: Set<string>;
  /** Why it can answer no more, or null. */
  failure: () => string | null;
  /** In front of it, if one is wanted. */
  cache?: SharedCache;
}

/** What to do with a request: answer it here, or forward it and record that in `exchange`. */
export type Direction = { answer: AnswerPlan } | { to: ForwardTo; exchange: Exchange };

export interface ForwardOptions extends Pick<ServerOptions, 'origin' | 'tls' | 'connections' | 'log'> {
  direct: (received: Received) => Direction;
}

/** Starts the stand-in for the public origin on a free loopback port. */
export async function startForwardServer(options: ForwardOptions): Promise<ListeningServer> {
  // Who goes away or sends more than is read is cut off; nobody is left to be told.
  const listener: http.RequestListener = (incoming, outgoing) =>
    void handle(options, incoming, outgoing).catch(() => incoming.socket.destroy());
  const settings = { keepAliveTimeout: 0, requestTimeout: 0, insecureHTTPParser: true };
  const server = options.tls
    ? https.createServer({ ...settings, key: options.tls.key, cert: options.tls.cert }, listener)
    : http.createServer(settings, listener);
  return listenOnLoopback(server, () => server.closeAllConnections());
}

async function handle(
  { origin, connections, direct, log }: ForwardOptions,
  incoming: http.IncomingMessage,
  outgoing: http.ServerResponse,
): Promise<void> {
  const connection = connections.of(incoming.socket);
  const body = await readBytes(incoming, 'the request', MAX_BODY);
  const method = incoming.method ?? '';
  const direction = direct({
    origin,
    conn: connection.number,
    lane: connection.lane,
    host: connection.host ?? incoming.headers.host ?? '',
    method,
    target: incoming.url ?? '',
    headers: toPairs(incoming.rawHeaders),
    body: '',
  });
  outgoing.sendDate = false;
  if ('answer' in direction) {
    const { answer } = direction;
    outgoing.writeHead(answer.status, withLength(answer, method).flat());
    outgoing.end(method === 'HEAD' ? undefined : bodyOf(answer));
    return;
  }
  const { exchange, to } = direction;
  const answered = await forward(exchange, to, body, log).catch(() => null);
  if (answered === null) {
    incoming.socket.destroy();
    return;
  }
  const shown = answered.headers.filter(
    ([name, value]) => name.toLowerCase() !== 'www-authenticate' || !ASKS_USER.test(value),
  );
  outgoing.writeHead(answered.status, answered.statusText, shown.flat());
  outgoing.end(method === 'HEAD' ? undefined : answered.body);
  outgoing.once('finish', () => (exchange.taken = true));
}

/**
 * Asks the target, or the cache in front of it, and records the answer in `exchange`; rejects, with the reason in
 * `exchange.failed`, if there is none that can be read.
 */
export async function forward(
  exchange: Exchange,
  { url, failure, cache, endless }: ForwardTo,
  body: Buffer,
  log: WireLog,
): Promise<StoredAnswer> {
  const { method, path, requestHeaders } = exchange;
  try {
    const failed = failure();
    if (failed !== null) throw new TargetError({ code: 'gone', message: failed });
    const stored = cache?.find(method, path, requestHeaders);
    if (stored) exchange.fromCache = true;
    const answer = stored ?? (await fromTarget(exchange, url, body, endless));
    if (!stored && !exchange.endless) cache?.keep(method, path, requestHeaders, answer);
    exchange.status = answer.status;
    exchange.responseHeaders = answer.headers;
    exchange.answered = log.now();
    return answer;
  } catch (error) {
    const { code, message } = failureOf(error);
    exchange.failed = { code, message: `the target gave no response to ${method} ${path}: ${message}` };
    throw error;
  }
}

/** Thrown where a target gives no response that can be passed on. */
class TargetError extends Error {
  readonly failure: TargetFailure;

  constructor(failure: TargetFailure) {
    super(failure.message);
    this.name = 'TargetError';
    this.failure = failure;
  }
}

function failureOf(error: unknown): TargetFailure {
  if (error instanceof TargetError) return error.failure;
  return { code: 'broken', message: error instanceof Error ? error.message : String(error) };
}

async function fromTarget(
  exchange: Exchange,
  url: URL,
  body: Buffer,
  endless: Set<string>,
): Promise<StoredAnswer> {
  const { method, path, requestHeaders } = exchange;
  const passed = (pairs: HeaderPairs) => pairs.filter(([name]) => !HOP_BY_HOP.has(name.toLowerCase()));
  const response = await ask(url, method, path, passed(requestHeaders), body);
  const { statusCode: status = 0, statusMessage: statusText = '', rawHeaders } = response;
  const limit = endless.has(path) ? ENDLESS_LIMIT : BODY_LIMIT;
  const read = await readUntil(response, limit);
  const headers = passed(toPairs(rawHeaders));
  if (read.ended) return { status, statusText, headers, body: read.bytes };
  endless.add(path);
  exchange.endless = true;
  // What is left of it has another length.
  const open = headers.filter(([name]) => name.toLowerCase() !== 'content-length');
  return { status, statusText, headers: open, body: read.bytes };
}

/** What of a body comes within `limit` milliseconds; more than `MAX_ANSWER` bytes are an error. */
function readUntil(
  response: http.IncomingMessage,
  limit: number,
): Promise<{ bytes: Buffer; ended: boolean }> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let length = 0;
    const end = (ended: boolean) => {
      clearTimeout(timer);
      resolve({ bytes: Buffer.concat(chunks), ended });
      if (!ended) response.destroy();
    };
    const timer = setTimeout(() => end(false), limit);
    response.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      length += chunk.length;
      if (length <= MAX_ANSWER) return;
      clearTimeout(timer);
      reject(new Error(`the response has more than ${MAX_ANSWER / 1_000_000} MB`));
      response.destroy();
    });
    response.on('end', () => end(true));
    response.on('error', (error) => {
      clearTimeout(timer);
      reject(error);
    });
    response.on('close', () => {
      if (!response.complete) reject(new Error('the connection broke in the middle of the response'));
    });
  });
}

function ask(
  to: URL,
  method: string,
  path: string,
  headers: HeaderPairs,
  body: Buffer,
): Promise<http.IncomingMessage> {
  return new Promise((resolve, reject) => {
    const call = (to.protocol === 'https:' ? https : http).request(
      {
        protocol: to.protocol,
        hostname: to.hostname,
        port: to.port,
        method,
        path,
        agent: false,
        setHost: false,
        insecureHTTPParser: true,
        rejectUnauthorized: false,
        headers: headers.flat() as unknown as http.OutgoingHttpHeaders,
      },
      resolve,
    );
    call.setTimeout(ANSWER_LIMIT, () =>
      call.destroy(
        new TargetError({ code: 'silent', message: `nothing came within ${ANSWER_LIMIT / 1000} s` }),
      ),
    );
    call.on('error', reject);
    // A switch of protocols that nobody asked for closes it without an error.
    call.on('close', () => reject(new Error('the connection was closed without an answer')));
    call.end(body);
  });
}

/** Rejects if there are more than `most` bytes. */
async function readBytes(incoming: http.IncomingMessage, what: string, most: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of incoming) {
    chunks.push(chunk as Buffer);
    length += (chunk as Buffer).length;
    if (length > most) {
      incoming.destroy();
      throw new Error(`${what} has more than ${most / 1_000_000} MB`);
    }
  }
  return Buffer.concat(chunks);
}
