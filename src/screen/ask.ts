/** A plain HTTP client for targets: kept connections, a limit for each answer, and no more of a body than it takes. */
import http from 'node:http';
import https from 'node:https';
import { toPairs } from '../../servers/reply.ts';
import type { HeaderPairs } from '../plan/http.ts';
import type { Answer, NoAnswer } from './tried.ts';

/** A request as it goes on the wire. */
export interface WireRequest {
  method: string;
  /** Path and query. */
  path: string;
  headers: HeaderPairs;
  body: string;
}

/** Asks a target; resolves with the head of its answer, or with why there is none. Never rejects. */
export type Ask = (request: WireRequest) => Promise<Answer | NoAnswer>;

/** Milliseconds in which the head of an answer has to be there. */
const HEAD_LIMIT = 8_000;
/** Kept connections that may turn out to be closed before a request is given up. */
const STALE_TRIES = 10;
/** Milliseconds and bytes of a body that is read so that its connection can be used again. */
const BODY_LIMIT = { ms: 250, bytes: 1_000_000 };

export interface Asker {
  ask: Ask;
  close(): void;
}

/** A client for the server at `url`, with at most `connections` at a time. */
export function httpAsker(url: URL, connections: number): Asker {
  const secure = url.protocol === 'https:';
  const agent = new (secure ? https : http).Agent({ keepAlive: true, maxSockets: connections });
  const once = ({ method, path, headers, body }: WireRequest): Promise<Answer | NoAnswer | 'stale'> =>
    new Promise((resolve) => {
      const length = Buffer.byteLength(body);
      const sized: HeaderPairs = body === '' ? headers : [...headers, ['Content-Length', String(length)]];
      const call = (secure ? https : http).request(
        {
          protocol: url.protocol,
          hostname: url.hostname.replace(/^\[|\]$/g, ''),
          port: url.port,
          method,
          path,
          agent,
          setHost: false,
          insecureHTTPParser: true,
          rejectUnauthorized: false,
          headers: sized.flat() as unknown as http.OutgoingHttpHeaders,
        },
        (response) => {
          clearTimeout(timer);
          resolve({ status: response.statusCode ?? 0, headers: toPairs(response.rawHeaders) });
          drain(response);
        },
      );
      const timer = setTimeout(() => {
        resolve({ code: 'silent', ms: HEAD_LIMIT });
        call.destroy();
      }, HEAD_LIMIT);
      const broken = (message: string) => {
        clearTimeout(timer);
        resolve(call.reusedSocket ? 'stale' : { code: 'broken', message });
      };
      call.on('error', (error) => broken(error.message));
      // A switch of protocols that nobody asked for closes it without an error.
      call.on('close', () => broken('the connection was closed without a response'));
      call.end(body);
    });
  /** A kept connection may be closed by the server just as it is used: the request then goes out on the next one. */
  const ask: Ask = async (request) => {
    for (let tries = 0; tries < STALE_TRIES; tries += 1) {
      const answer = await once(request);
      if (answer !== 'stale') return answer;
    }
    return { code: 'broken', message: 'the connection was closed without a response' };
  };
  return { ask, close: () => agent.destroy() };
}

export function isAnswer(answer: Answer | NoAnswer): answer is Answer {
  return 'status' in answer;
}

/** Judged by its head: what follows is thrown away, and cut off if it does not end soon. */
function drain(response: http.IncomingMessage): void {
  const timer = setTimeout(() => response.destroy(), BODY_LIMIT.ms);
  let bytes = 0;
  response.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > BODY_LIMIT.bytes) response.destroy();
  });
  response.on('error', () => undefined);
  response.on('close', () => clearTimeout(timer));
}
