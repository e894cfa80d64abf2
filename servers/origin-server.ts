/**
 * A Fastify instance for one origin. Every request is answered from the `onRequest` hook, before Fastify parses a
 * body or judges a content type: what a browser sends is the thing under test, so nothing may refuse it first.
 */
import Fastify, { type FastifyInstance } from 'fastify';
import http from 'node:http';
import type { Connections } from './connections.ts';
import { listening, type ListeningServer } from './listening.ts';
import { MAX_BODY, bodyOf, toPairs, withLength, type Reply, type Responder } from './reply.ts';
import type { ServerTls } from './tls.ts';
import type { WireLog } from './wire.ts';

export interface ServerOptions {
  /** The serialised origin this server stands for. */
  origin: string;
  tls?: ServerTls;
  respond: Responder;
  connections: Connections;
  log: WireLog;
}

/** Starts a Fastify server for `origin` on a free loopback port. */
export async function startOriginServer(options: ServerOptions): Promise<ListeningServer> {
  const app = createApp(options.tls);
  app.addHook('onRequest', async (request, reply) => {
    reply.hijack();
    const { raw: incoming } = request;
    const connection = options.connections.of(incoming.socket);
    // Before the body: what arrived is on record even if the rest of it never comes.
    const result = options.respond({
      origin: options.origin,
      conn: connection.number,
      lane: connection.lane,
      host: connection.host ?? incoming.headers.host ?? '',
      method: incoming.method ?? '',
      target: incoming.url ?? '',
      headers: toPairs(incoming.rawHeaders),
      body: '',
    });
    const body = await readBody(incoming);
    if (result.exchange) result.exchange.requestBody = body;
    write(reply.raw, result, incoming.method ?? '', options.log);
  });
  app.all('/*', () => undefined);
  await app.listen({ host: '127.0.0.1', port: 0 });
  return listening(app.server, () => {
    app.server.closeAllConnections();
    return app.close();
  });
}

function createApp(tls: ServerTls | undefined): FastifyInstance {
  const options = {
    logger: false,
    forceCloseConnections: true,
    // A server that drops an idle connection just as the browser reuses it looks like a CORS block.
    keepAliveTimeout: 0,
    requestTimeout: 0,
    routerOptions: { maxParamLength: 10_000 },
  };
  const app = (
    tls
      ? Fastify({ ...options, https: { key: tls.key, cert: tls.cert, keepAliveTimeout: 0 } })
      : Fastify({ ...options, http: { keepAliveTimeout: 0 } })
  ) as FastifyInstance;
  const known = new Set(app.supportedMethods);
  // Node refuses CONNECT before any handler, and no browser API sends it.
  for (const method of http.METHODS)
    if (!known.has(method) && method !== 'CONNECT') app.addHttpMethod(method, { hasBody: true });
  return app;
}

async function readBody(incoming: http.IncomingMessage): Promise<string> {
  if (incoming.headers['content-length'] === undefined && incoming.headers['transfer-encoding'] === undefined)
    return '';
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of incoming) {
      chunks.push(chunk as Buffer);
      length += (chunk as Buffer).length;
      if (length > MAX_BODY) incoming.socket.destroy();
    }
  } catch {
    // The client went away: what came is what is recorded.
  }
  return Buffer.concat(chunks).toString('utf8');
}

function write(
  response: http.ServerResponse,
  { answer, exchange }: Reply,
  method: string,
  log: WireLog,
): void {
  const send = () => {
    if (response.destroyed) return;
    const headers = withLength(answer, method);
    response.sendDate = false;
    response.writeHead(
      answer.status,
      answer.statusText ?? http.STATUS_CODES[answer.status] ?? '',
      headers.flat(),
    );
    // As bytes: beside a text Node writes the head in the text's encoding, and bytes above 7F would be two.
    response.end(method === 'HEAD' ? undefined : bodyOf(answer));
    if (!exchange) return;
    exchange.status = answer.status;
    exchange.responseHeaders = headers;
    exchange.answered = log.now();
    response.once('finish', () => (exchange.taken = true));
  };
  if (answer.delay) setTimeout(send, answer.delay);
  else send();
}
