/**
 * The servers of a run, shared by all its cases: one per origin, with route tables keyed by token or by lane, so
 * that many cases can be under way at once and every request is still attributed to its own.
 */
import type { AnswerPlan, HeaderPairs } from '../src/plan/types.ts';
import { Connections } from './connections.ts';
import { Fabric, type Destination, type Lane } from './fabric.ts';
import type { ListeningServer } from './listening.ts';
import { describeUnplanned, type Mount } from './mount.ts';
import { startOriginServer } from './origin-server.ts';
import { startRawServer } from './raw-server.ts';
import { isPreflight, type Received } from './exchange.ts';
import type { Reply } from './reply.ts';
import { forward, startForwardServer, type Direction } from './targets/forward.ts';
import type { StoredAnswer } from './targets/shared-cache.ts';
import { createAuthority, type Authority } from './tls.ts';
import { WireLog } from './wire.ts';

/** Paths below this one are the lab's own and never part of a case. */
export const CONTROL = '/~corsproof/';

/** Answers a request below CONTROL (path without the prefix) for the page's side of the lab. */
export type ControlPages = (path: string, received: Received) => AnswerPlan | null;

interface OriginServers {
  plain: ListeningServer;
  raw?: ListeningServer;
  /** Set as soon as the raw server is wanted. */
  rawStarting?: Promise<ListeningServer>;
  forward?: ListeningServer;
  forwardStarting?: Promise<ListeningServer>;
}

const TOKEN_HOST = /^(t[0-9a-z]+)\.(.+)$/;
const TOKEN_PATH = /^\/~(t[0-9a-z]+)(\/.*)$/;
const UNPLANNED = 599;
/** Of a path that admits every caller and what it asks for. */
const OPEN: HeaderPairs = [
  ['access-control-allow-origin', '*'],
  ['access-control-allow-headers', '*'],
  ['cache-control', 'no-store'],
];
/** What a browser asks for by itself; no case's traffic. */
const FAVICON = '/favicon.ico';

export class World {
  readonly log = new WireLog();
  readonly connections = new Connections();
  readonly fabric = new Fabric((host, port, lane) => this.#destination(host, port, lane), this.connections);
  readonly authority: Authority;
  readonly #control: ControlPages;
  readonly #servers = new Map<string, Promise<OriginServers>>();
  readonly #ports = new Map<string, OriginServers>();
  readonly #mounts = new Map<string, Mount>();
  readonly #lanes = new Map<string, Mount>();
  readonly #answered = new Map<string, number>();

  constructor(authority: Authority, control: ControlPages) {
    this.authority = authority;
    this.#control = control;
  }

  static async create(control: ControlPages): Promise<World> {
    return new World(await createAuthority(), control);
  }

  /** Makes sure that servers listen for `origin`; with `raw`, the raw one too. */
  async ensure(origin: string, raw = false): Promise<void> {
    const starting = this.#servers.get(origin) ?? this.#start(origin);
    this.#servers.set(origin, starting);
    const servers = await starting;
    this.#ports.set(origin, servers);
    if (!raw) return;
    servers.rawStarting ??= this.#options(origin).then(startRawServer);
    servers.raw = await servers.rawStarting;
  }

  /** Makes sure that a stand-in for a target listens for its public `origin`. */
  async ensureForward(origin: string): Promise<void> {
    await this.ensure(origin);
    const servers = this.#ports.get(origin);
    if (!servers) return;
    servers.forwardStarting ??= this.#options(origin).then(({ tls }) =>
      startForwardServer({
        origin,
        connections: this.connections,
        log: this.log,
        direct: (received) => this.#direct(received),
        ...(tls ? { tls } : {}),
      }),
    );
    servers.forward = await servers.forwardStarting;
  }

  /** Asks a target without a browser, recorded under `key` like any other exchange. Rejects if there is no answer. */
  async callTarget(
    key: string,
    request: { origin: string; method: string; path: string; headers: HeaderPairs; body?: string },
  ): Promise<StoredAnswer> {
    const to = this.#mounts.get(key)?.targets?.get(request.origin);
    if (!to) throw new Error(`no target stands for ${request.origin}`);
    const { origin, method, path, headers, body = '' } = request;
    const exchange = this.log.arrived(key, { origin, conn: 0, method, headers, body }, path);
    return forward(exchange, to, Buffer.from(body), this.log);
  }

  /** The port on which `origin` is served on loopback; a raw server or a stand-in only if it is there. */
  portOf(origin: string, by: 'plain' | 'raw' | 'forward' = 'plain'): number | undefined {
    const servers = this.#ports.get(origin);
    return (servers?.[by] ?? servers?.plain)?.port;
  }

  mount(mount: Mount): void {
    this.#mounts.set(mount.key, mount);
    if (mount.lane !== null) this.#lanes.set(mount.lane, mount);
    this.log.open(mount.key);
  }

  /** From now on the traffic of a lane is that of the mount `key`. */
  take(key: string, lane: string): void {
    const mount = this.#mounts.get(key);
    if (!mount) return;
    mount.lane = lane;
    this.#lanes.set(lane, mount);
  }

  /** Says which step is under way, where no fence does. */
  startStep(key: string, step: number): void {
    const record = this.log.get(key);
    if (record) record.step = step;
  }

  unmount(key: string): void {
    const mount = this.#mounts.get(key);
    if (mount && mount.lane !== null && this.#lanes.get(mount.lane) === mount) this.#lanes.delete(mount.lane);
    this.#mounts.delete(key);
    this.connections.close(key);
    this.log.close(key);
    for (const counter of this.#answered.keys())
      if (counter.startsWith(`${key} `)) this.#answered.delete(counter);
  }

  openLane(name: string): Promise<Lane> {
    return this.fabric.open(name);
  }

  /** Ends the server of one origin, as a crash would. */
  async kill(origin: string): Promise<void> {
    const servers = await this.#servers.get(origin);
    await servers?.plain.close();
    await servers?.raw?.close();
  }

  async close(): Promise<void> {
    await this.fabric.close();
    const all = await Promise.all(this.#servers.values());
    await Promise.all(
      all
        .flatMap(({ plain, raw, forward: stand }) => [
          plain,
          ...(raw ? [raw] : []),
          ...(stand ? [stand] : []),
        ])
        .map((server) => server.close()),
    );
  }

  async #start(origin: string): Promise<OriginServers> {
    return { plain: await startOriginServer(await this.#options(origin)) };
  }

  async #options(origin: string) {
    const { protocol, hostname } = new URL(origin);
    const tls = protocol === 'https:' ? await this.authority.leaf(hostname) : undefined;
    const respond = (received: Received) => this.respond(received);
    return { origin, respond, connections: this.connections, log: this.log, ...(tls ? { tls } : {}) };
  }

  #destination(host: string, port: number, lane: string): Destination | null {
    const [, token, rest] = TOKEN_HOST.exec(host) ?? [];
    const tokenMount = token === undefined ? undefined : this.#mounts.get(token);
    const name = tokenMount ? (rest ?? host) : host;
    const mount = tokenMount ?? this.#lanes.get(lane);
    const at = (scheme: string, standard: number) => {
      const origin = `${scheme}://${bracketed(name)}${port === standard ? '' : `:${port}`}`;
      const servers = this.#ports.get(origin);
      if (mount?.targets?.has(origin)) return servers?.forward?.accept;
      return mount?.raw ? (servers?.raw ?? servers?.plain)?.accept : servers?.plain.accept;
    };
    const plain = at('http', 80);
    const tls = at('https', 443);
    if (plain === undefined && tls === undefined) return null;
    return { ...(plain === undefined ? {} : { plain }), ...(tls === undefined ? {} : { tls }) };
  }

  /** Answers one request and records it under its case. */
  respond(received: Received): Reply {
    const { target } = received;
    if (target === FAVICON) return { answer: plainAnswer(404, '') };
    if (target.startsWith(`${CONTROL}fence/`)) return { answer: this.#fence(received) };
    if (target.startsWith(`${CONTROL}begin/`)) return { answer: this.#begin(received) };
    if (target.startsWith(`${CONTROL}open/`)) return { answer: this.#open(received) };
    if (target.startsWith(CONTROL)) {
      const page = this.#control(target.slice(CONTROL.length), received);
      return { answer: page ?? plainAnswer(404, `No page ${target} here.`) };
    }
    const [, pathToken, pathRest] = TOKEN_PATH.exec(target) ?? [];
    const hostToken = TOKEN_HOST.exec(received.host)?.[1];
    const mount =
      (received.lane === null ? undefined : this.#lanes.get(received.lane)) ??
      (hostToken === undefined ? undefined : this.#mounts.get(hostToken)) ??
      (pathToken === undefined ? undefined : this.#mounts.get(pathToken));
    if (!mount) {
      return {
        answer: plainAnswer(
          UNPLANNED,
          `No case is under way for ${received.method} ${received.origin}${target}.`,
        ),
      };
    }
    return this.#planned(mount, received, mount.key === pathToken ? (pathRest ?? target) : target);
  }

  /** Where a request to a target goes; the lab's own paths are answered here. */
  #direct(received: Received): Direction {
    const mount = received.lane === null ? undefined : this.#lanes.get(received.lane);
    const to = mount?.targets?.get(received.origin);
    const ours = received.target.startsWith(CONTROL) || received.target === FAVICON;
    if (!mount || !to || ours) return this.respond(received);
    return { to, exchange: this.log.arrived(mount.key, received, received.target) };
  }

  #planned(mount: Mount, received: Received, path: string): Reply {
    const exchange = this.log.arrived(mount.key, received, path);
    const preflight = isPreflight(received);
    const place = `${received.origin} ${path}`;
    const key = mount.routes.has(place) ? place : (place.split('?')[0] ?? place);
    const route = mount.routes.get(key);
    const answers = preflight ? route?.preflight : route?.response;
    if (!answers?.length) {
      exchange.unplanned = describeUnplanned(mount, received, path, preflight);
      return { answer: plainAnswer(UNPLANNED, exchange.unplanned), exchange };
    }
    const counter = `${mount.key} ${preflight ? 'preflight' : 'response'} ${key}`;
    const count = this.#answered.get(counter) ?? 0;
    this.#answered.set(counter, count + 1);
    const answer = answers[Math.min(count, answers.length - 1)] ?? plainAnswer(UNPLANNED, '');
    return { answer, exchange };
  }

  /** `begin/<key>` */
  #begin({ target, lane }: Received): AnswerPlan {
    if (lane !== null) this.take(target.slice(`${CONTROL}begin/`.length), lane);
    return { status: 204, headers: [['cache-control', 'no-store']], body: '' };
  }

  /** `open/<key>`: how many requests of the case have reached its servers so far. */
  #open({ target }: Received): AnswerPlan {
    const [key = ''] = target.slice(`${CONTROL}open/`.length).split('/');
    return { status: 200, headers: OPEN, body: String(this.log.get(key)?.exchanges.length ?? 0) };
  }

  /** `fence/<key>/<step>`, who raises it where that is not the page, and which case then has the lane, if one has. */
  #fence({ target, origin, lane }: Received): AnswerPlan {
    const [key = '', step = '0', who, then] = target.slice(`${CONTROL}fence/`.length).split('/');
    this.log.fenced(key, origin, Number(step), who === 'lab' ? 'lab' : 'page');
    // A late one must not take the lane from whoever has it by now.
    if (then !== undefined && lane !== null && this.#lanes.get(lane)?.key === key) this.take(then, lane);
    return { status: 204, headers: [['cache-control', 'no-store']], body: '' };
  }
}

function plainAnswer(status: number, body: string): AnswerPlan {
  return { status, headers: [['content-type', 'text/plain; charset=utf-8']], body };
}

function bracketed(host: string): string {
  return host.includes(':') ? `[${host}]` : host;
}
