/**
 * Stands for a target under its public origin: ends TLS with the run's certificate, records what crosses, and asks the
 * target over a connection of its own. Header lines pass as they are, both ways, but for a password prompt.
 */
import http from 'node:http';
import https from 'node:https';
import type { AnswerPlan, HeaderPairs } from '../../src/plan/types.ts';
import { listenOnLoopback, type ListeningServer } from '../listening.ts';
import type { ServerOptions } from '../origin-server.ts';
import type { Exchange, Received } from '../exchange.ts';
import { MAX_BODY, bodyOf, toPairs, withLength } from '../reply.ts';
import type { WireLog } from '../wire.ts';
import type { SharedCache, StoredAnswer } from './shared-cache.ts';

/** Bytes of one answer that are passed on: more is no API's answer, and every check would carry it. */
export const MAX_ANSWER = 10_000_000;
/** Milliseconds in which a target has to begin its answer. */
const ANSWER_LIMIT = 8_000;
/** A challenge that makes a browser ask its user, who is not there: not handed on, as if the user had declined. */
const ASKS_USER = /^(basic|digest|ntlm|negotiate)\b/i;
/** Headers between two neighbours only. */
const HOP_BY_HOP = new Set(['connection', 'keep-alive', 'proxy-connection']);

/** A target as the stand-in sees it. */
export interface ForwardTo {
  /** Where it really is. */
  url: URL;
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
  { url, failure, cache }: ForwardTo,
  body: Buffer,
  log: WireLog,
): Promise<StoredAnswer> {
  const { method, path, requestHeaders } = exchange;
  try {
    const failed = failure();
    if (failed !== null) throw new Error(failed);
    const stored = cache?.find(method, path, requestHeaders);
    if (stored) exchange.fromCache = true;
    const answer = stored ?? (await fromTarget(exchange, url, body));
    if (!stored) cache?.keep(method, path, requestHeaders, answer);
    exchange.status = answer.status;
    exchange.responseHeaders = answer.headers;
    exchange.answered = log.now();
    return answer;
  } catch (error) {
    exchange.failed = `the target gave no answer to ${method} ${path}: ${error instanceof Error ? error.message : String(error)}`;
    throw error;
  }
}

async function fromTarget(
  { method, path, requestHeaders }: Exchange,
  url: URL,
  body: Buffer,
): Promise<StoredAnswer> {
  const passed = (pairs: HeaderPairs) => pairs.filter(([name]) => !HOP_BY_HOP.has(name.toLowerCase()));
  const response = await ask(url, method, path, passed(requestHeaders), body);
  const { statusCode: status = 0, statusMessage: statusText = '', rawHeaders } = response;
  return {
    status,
    statusText,
    headers: passed(toPairs(rawHeaders)),
    body: await readBytes(response, 'the answer', MAX_ANSWER),
  };
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
      call.destroy(new Error(`nothing came within ${ANSWER_LIMIT / 1000} s`)),
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
