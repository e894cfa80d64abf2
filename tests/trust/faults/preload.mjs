// Loaded into every Node process of a run (NODE_OPTIONS=--import): faults that only happen inside a process.
// @ts-check
import childProcess from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import net from 'node:net';

/**
 * @typedef {{ kind: 'clock', after: number, by: number, done: string }} Clock After so many milliseconds, all clocks
 *   that tell the time of day jump by so many.
 * @typedef {{ kind: 'reset' | 'unfinished', answer: number, bytes: number, done: string }} Cut Of that answer (counted
 *   from 0) of a process only so many bytes of its head are written; then the connection is reset, or nothing comes.
 * @typedef {{ kind: 'port', program: string, done: string }} Port The port that is chosen for the first process whose
 *   command line or environment matches is taken by a stranger, who answers everything.
 * @typedef {Clock | Cut | Port} Preloaded `done` is a file that is made once it has happened.
 */

const fault = /** @type {Preloaded | null} */ (JSON.parse(process.env.FAULT ?? 'null'));

if (fault?.kind === 'clock') jump(fault);
else if (fault?.kind === 'port') steal(fault);
else if (fault) cut(fault);

/** Whether it happens now: once in a run. */
function happens() {
  if (!fault || existsSync(fault.done)) return false;
  writeFileSync(fault.done, '');
  return true;
}

function jump(/** @type {Clock} */ { after, by, done }) {
  const Real = Date;
  const now = () => Real.now() + (performance.now() < after ? 0 : by);
  globalThis.Date = new Proxy(Real, {
    get: (target, name) => (name === 'now' ? now : Reflect.get(target, name)),
    construct: (target, args, derived) =>
      Reflect.construct(target, args.length === 0 ? [now()] : args, derived),
    apply: () => new Real(now()).toString(),
  });
  setTimeout(() => writeFileSync(done, ''), Math.max(0, after - performance.now())).unref();
}

function cut(/** @type {Cut} */ { kind, answer, bytes }) {
  const prototype = /** @type {any} */ (net.Socket.prototype);
  const write = prototype._writeGeneric;
  const silent = new WeakSet();
  let answers = 0;
  prototype._writeGeneric = function (
    /** @type {boolean} */ many,
    /** @type {any} */ data,
    /** @type {string} */ encoding,
    /** @type {() => void} */ written,
  ) {
    if (silent.has(this)) return written();
    const chunks = many ? data : [{ chunk: data, encoding }];
    const [first] = chunks;
    const head = first ? Buffer.from(first.chunk, first.encoding).subarray(0, 9).toString('latin1') : '';
    if (head !== 'HTTP/1.1 ' || answers++ !== answer || !happens())
      return write.call(this, many, data, encoding, written);
    const start = Buffer.from(first.chunk, first.encoding).subarray(0, bytes);
    silent.add(this);
    write.call(this, false, start, 'buffer', () => {
      if (kind === 'reset') (this._parent ?? this).resetAndDestroy();
      written();
    });
  };
}

function steal(/** @type {Port} */ { program }) {
  const { spawn } = childProcess;
  /** @type {any} */ (childProcess).spawn = (
    /** @type {string} */ command,
    /** @type {string[]} */ args,
    /** @type {any} */ options,
  ) => {
    const line = [command, ...(Array.isArray(args) ? args : [])].join(' ');
    const port = /--port=(\d+)/.exec(line)?.[1] ?? options?.env?.PORT;
    if (line.includes(program) && port !== undefined && happens()) take(Number(port));
    return spawn(command, args, options);
  };
  syncBuiltinESMExports();
}

function take(/** @type {number} */ port) {
  const answer = 'HTTP/1.1 200 OK\r\nAccess-Control-Allow-Origin: *\r\nContent-Length: 6\r\n\r\nstolen';
  const thief = net.createServer((socket) => {
    socket.on('error', () => undefined);
    socket.on('data', () => socket.write(answer));
  });
  // Bound as soon as the caller returns, long before the process is up.
  thief.listen(port, '127.0.0.1');
  thief.unref();
}
