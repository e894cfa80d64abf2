// Runs a user's module on PORT: a Node handler, or an application of Fastify, Express, Koa or Hono.
// @ts-check
import http from 'node:http';
import { Readable } from 'node:stream';
import { pathToFileURL } from 'node:url';

const port = Number(process.env.PORT);
const host = '127.0.0.1';
const file = process.argv[2] ?? '';

const loaded = await import(pathToFileURL(file).href);
let app = loaded.default ?? loaded.app ?? loaded;
// CommonJS that was compiled from a module has a default within the default.
app = app.default ?? app;
const known = typeof app;

if (known === 'object' && typeof app.inject === 'function' && typeof app.listen === 'function') {
  await app.listen({ port, host });
} else if (known === 'object' && typeof app.callback === 'function') {
  listen(app.callback());
} else if (known === 'object' && typeof app.fetch === 'function') {
  listen((request, response) => void answerByFetch(request, response));
} else if (known === 'function') {
  listen(app);
} else if (app instanceof http.Server) {
  app.listen(port, host);
} else {
  console.error(
    `${file} exports ${app === null ? 'null' : known} as default, not a handler (request, response) or an application of Fastify, Express, Koa or Hono`,
  );
  process.exit(1);
}

/** @param {http.RequestListener} handler */
function listen(handler) {
  http.createServer(handler).listen(port, host);
}

/** @param {http.IncomingMessage} incoming @param {http.ServerResponse} outgoing */
async function answerByFetch(incoming, outgoing) {
  const { method = 'GET', rawHeaders } = incoming;
  const headers = new Headers();
  for (let i = 0; i < rawHeaders.length; i += 2) headers.append(rawHeaders[i] ?? '', rawHeaders[i + 1] ?? '');
  const takesBody = method !== 'GET' && method !== 'HEAD';
  const request = new Request(`http://${incoming.headers.host ?? host}${incoming.url ?? '/'}`, {
    method,
    headers,
    ...(takesBody ? { body: /** @type {any} */ (Readable.toWeb(incoming)), duplex: 'half' } : {}),
  });
  try {
    const response = await app.fetch(request);
    const cookies = response.headers.getSetCookie();
    const others = [...response.headers].filter(([name]) => name !== 'set-cookie');
    outgoing.writeHead(response.status, [
      ...others.flat(),
      ...cookies.flatMap((/** @type {string} */ cookie) => ['set-cookie', cookie]),
    ]);
    outgoing.end(Buffer.from(await response.arrayBuffer()));
  } catch (error) {
    console.error(error);
    outgoing.writeHead(500).end();
  }
}
