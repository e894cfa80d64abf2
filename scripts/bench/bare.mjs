// The limit: the same calls, as many at once, from a bare page to two bare servers, without a name fabric.
import http from 'node:http';
import https from 'node:https';

const PAGE = '<!doctype html><title>page</title>';

/** Milliseconds for all `calls`, once by fetch and once by XMLHttpRequest. */
export async function bare(engine, authority, scheme, calls, lanes) {
  const admitted = new Map(calls.map((call) => [call.path, call]));
  const leaf = scheme === 'https' ? await authority.leaf('127.0.0.1') : null;
  const servers = await Promise.all([start(leaf, () => ({ body: PAGE })), start(leaf, answer)]);
  const [app, api] = servers.map((server) => `${scheme}://127.0.0.1:${server.address().port}`);

  function answer({ method, url }) {
    const call = admitted.get(url.replace(/^\/(?:fetch|xhr)/, ''));
    if (!call) return { status: 404 };
    const headers = call.admitted ? { 'access-control-allow-origin': app } : {};
    if (method !== 'OPTIONS') return { headers };
    headers['access-control-allow-methods'] = 'PUT';
    if (call.header) headers['access-control-allow-headers'] = 'x-item';
    return { status: 204, headers };
  }

  const session = await engine.open({});
  try {
    await session.goto(`${app}/`);
    const began = performance.now();
    const blocked = await session.run(SCRIPT, { api, calls, lanes });
    const ms = performance.now() - began;
    const expected = 2 * calls.filter((call) => !call.admitted).length;
    if (blocked !== expected)
      throw new Error(`${blocked} calls of the bare page were blocked, not ${expected}`);
    return ms;
  } finally {
    await session.close();
    for (const server of servers) {
      server.closeAllConnections();
      server.close();
    }
  }
}

/** Runs in the page. */
const SCRIPT = `async ({ api, calls, lanes }) => {
  const viaFetch = async ({ path, method, header }) => {
    const response = await fetch(api + '/fetch' + path, { method, headers: header ? { 'x-item': '1' } : {} });
    return response.text();
  };
  const viaXhr = ({ path, method, header }) => new Promise((resolve, reject) => {
    const xhr = new XMLHttpRequest();
    xhr.onload = resolve;
    xhr.onerror = reject;
    xhr.open(method, api + '/xhr' + path);
    if (header) xhr.setRequestHeader('x-item', '1');
    xhr.send();
  });
  let blocked = 0;
  const queue = calls.flatMap((call) => [() => viaFetch(call), () => viaXhr(call)]).values();
  const lane = async () => {
    for (const call of queue) await call().catch(() => { blocked += 1; });
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  return blocked;
}`;

async function start(leaf, answer) {
  const listener = (incoming, outgoing) => {
    incoming.resume();
    const { status = 200, headers = {}, body = '' } = answer(incoming);
    outgoing.writeHead(status, headers);
    outgoing.end(body);
  };
  const server = leaf ? https.createServer(leaf, listener) : http.createServer(listener);
  server.keepAliveTimeout = 0;
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}
