// The limit: the same calls, as many at once, from a bare page to two bare servers, without and with a name fabric.
import http from 'node:http';
import https from 'node:https';
import { Connections } from '../../dist/servers/connections.js';
import { Fabric } from '../../dist/servers/fabric.js';
import { acceptBy } from '../../dist/servers/listening.js';

const FENCE = '/fence';
const PAGE = '<!doctype html><title>page</title>';

/**
 * Milliseconds for all `calls`, once by fetch and once by XMLHttpRequest, in a page that is open. The servers are at
 * loopback addresses or, with `named`, at names that a SOCKS proxy leads to them. With `proved` the page does what no
 * proof can do without: it is opened first, and after each block it calls once more, so that nothing is on its way.
 */
export async function bare(engine, authority, scheme, calls, lanes, { named = false, proved = false } = {}) {
  const admitted = new Map(calls.map((call) => [call.path, call]));
  const leaf = scheme === 'https' ? await authority.leaf('127.0.0.1') : null;
  const servers = await Promise.all([start(leaf, () => ({ body: PAGE })), start(leaf, answer)]);
  const hosts = named ? ['app.example.com', 'api.example.com'] : ['127.0.0.1', '127.0.0.1'];
  const [app, api] = servers.map((server, i) => `${scheme}://${hosts[i]}:${server.address().port}`);
  const byPort = new Map(servers.map((server) => [server.address().port, server]));
  const fabric = new Fabric((_, port) => {
    const accept = acceptBy(byPort.get(port));
    return { plain: accept, tls: accept };
  }, new Connections());
  const lane = named ? await fabric.open('bare') : null;

  function answer({ method, url }) {
    if (url === FENCE) return { status: 204 };
    const call = admitted.get(url.replace(/^\/(?:fetch|xhr)/, ''));
    if (!call) return { status: 404 };
    const headers = call.admitted ? { 'access-control-allow-origin': app } : {};
    if (method !== 'OPTIONS') return { headers };
    headers['access-control-allow-methods'] = 'PUT';
    if (call.header) headers['access-control-allow-headers'] = 'x-item';
    return { status: 204, headers };
  }

  let began = performance.now();
  const session = await engine.open(lane ? { socksPort: lane.port } : {});
  try {
    await session.goto(`${app}/`);
    if (!proved) began = performance.now();
    const blocked = await session.run(SCRIPT, { api, calls, lanes, fence: proved ? api + FENCE : null });
    const ms = performance.now() - began;
    const expected = 2 * calls.filter((call) => !call.admitted).length;
    if (blocked !== expected)
      throw new Error(`${blocked} calls of the bare page were blocked, not ${expected}`);
    return ms;
  } finally {
    await session.close();
    await fabric.close();
    for (const server of servers) {
      server.closeAllConnections();
      server.close();
    }
  }
}

/** Runs in the page. */
const SCRIPT = `async ({ api, calls, lanes, fence }) => {
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
    for (const call of queue) await call().catch(() => {
      blocked += 1;
      return fence && fetch(fence, { mode: 'no-cors', credentials: 'omit', cache: 'no-store' });
    });
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
