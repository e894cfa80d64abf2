/** A page and a server that knows nothing of CORS, on two origins; and how a browser is sent there. */
import { createServer, request, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Connections } from '../../servers/connections.ts';
import { Fabric } from '../../servers/fabric.ts';
import { acceptBy } from '../../servers/listening.ts';
import type { EngineName, LaunchOptions } from '../../src/browser/engine.ts';
import { launchEngine } from '../../src/browser/launch.ts';

export const PAGE = 'http://app.example.com';
export const ITEM = 'http://api.example.com:8080/item';
/** What the page gets: the text, or the name of the error. */
export type Reading = { text: string; type: string } | { error: string };

export class Site {
  /** Headers that the server puts on every answer: none, until somebody configures it. */
  headers: Record<string, string> = {};
  /** The Origin header of every request that reached the server; null if it had none. */
  readonly reached: (string | null)[] = [];
  readonly #servers: Server[];
  readonly #fabric: Fabric;

  private constructor(servers: Server[], fabric: Fabric) {
    this.#servers = servers;
    this.#fabric = fabric;
  }

  /** `/api/` on the page's own origin is passed on to the server by a reverse proxy. */
  static async open(): Promise<Site> {
    const api = await listen((incoming, answer) => {
      site.reached.push(incoming.headers.origin ?? null);
      answer.writeHead(200, { 'content-type': 'text/plain', ...site.headers }).end('item');
    });
    const app = await listen((incoming, answer) => {
      if (incoming.url?.startsWith('/api/')) passOn(incoming, answer, portOf(api));
      else answer.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><title>page</title>');
    });
    const servers: Record<string, Server> = { 'app.example.com:80': app, 'api.example.com:8080': api };
    const fabric = new Fabric((host, port) => {
      const server = servers[`${host}:${port}`];
      return server ? { plain: acceptBy(server) } : null;
    }, new Connections());
    const site = new Site([api, app], fabric);
    return site;
  }

  /** A port of the name fabric, for one browser. */
  async door(): Promise<number> {
    return (await this.#fabric.open('door')).port;
  }

  async close(): Promise<void> {
    await this.#fabric.close();
    for (const server of this.#servers) server.closeAllConnections();
    await Promise.all(this.#servers.map((server) => new Promise((resolve) => server.close(resolve))));
  }
}

/** Runs in the page. */
export const READ = `async (url) => {
  try {
    const response = await fetch(url, { cache: 'no-store' });
    return { text: await response.text(), type: response.type };
  } catch (error) {
    return { error: error.name };
  }
}`;

/** A browser of its own with the page open; `body` is handed what reads a URL from there. */
export async function withPage<T>(
  site: Site,
  engine: EngineName,
  options: Partial<LaunchOptions>,
  body: (read: (url: string) => Promise<Reading>) => Promise<T>,
): Promise<T> {
  const browser = await launchEngine(engine, { spki: '', headless: true, ...options });
  try {
    const session = await browser.open({ socksPort: await site.door() });
    if ((await session.goto(`${PAGE}/`)) !== PAGE) throw new Error('the page did not load');
    return await body((url) => session.run<Reading>(READ, url));
  } finally {
    await browser.close();
  }
}

async function listen(handler: (incoming: IncomingMessage, answer: ServerResponse) => void): Promise<Server> {
  const server = createServer(handler);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}

function passOn(incoming: IncomingMessage, answer: ServerResponse, port: number): void {
  const path = incoming.url?.slice('/api'.length) ?? '/';
  const { method, headers } = incoming;
  const onwards = request({ host: '127.0.0.1', port, path, method, headers }, (from) => {
    answer.writeHead(from.statusCode ?? 502, from.headers);
    from.pipe(answer);
  });
  onwards.on('error', () => answer.writeHead(502).end());
  incoming.pipe(onwards);
}
