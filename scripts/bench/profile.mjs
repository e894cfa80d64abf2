// Where the time goes, from the profiles of node's processes: of one test by room, of reading by package.
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT, suiteRun } from './playwright.mjs';
import { processorTime } from './processor.mjs';
import { withCorpus } from './roads.mjs';

const PLAYWRIGHT = /\/node_modules\/(?:playwright|playwright-core|@playwright)\//;
const SPECIAL = new Map([
  ['(idle)', 'idle'],
  ['(garbage collector)', 'garbage collection'],
]);
const OWN = /^(?:dist\/)?(servers|src\/[a-z]+)\//;

/** Milliseconds of processor time per test: of node's processes by room, of the browser's as a whole. */
export async function profile(engine, cases) {
  const { rooms, result } = await profiled(roomOf, (node) =>
    withCorpus(cases, 'http', (scenarios) =>
      suiteRun({ engine, scenarios, workers: 1, node, watch: processorTime }),
    ),
  );
  const perTest = Object.entries(rooms).map(([room, ms]) => [room, ms / (2 * cases)]);
  return { cases, rooms: Object.fromEntries(perTest), browser: result.seen.browser / (2 * cases) };
}

/** Shares of the time that a command which `start` runs takes: of packages, of the collector, of all else. */
export async function shares(start) {
  const { rooms } = await profiled(packageOf, start);
  const all = Object.values(rooms).reduce((sum, ms) => sum + ms, 0);
  return Object.fromEntries(Object.entries(rooms).map(([name, ms]) => [name, ms / all]));
}

/** Milliseconds by room of what `start` runs with the options it is given for node, and what it resolves with. */
async function profiled(toRoom, start) {
  const folder = mkdtempSync(join(tmpdir(), 'corsproof-bench-profile-'));
  try {
    const result = await start(['--cpu-prof', `--cpu-prof-dir=${folder}`]);
    const rooms = {};
    for (const name of readdirSync(folder))
      addByRoom(JSON.parse(readFileSync(join(folder, name), 'utf8')), toRoom, rooms);
    return { rooms, result };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Adds the self time of one profile (https://chromedevtools.github.io/devtools-protocol/tot/Profiler/) to `rooms`. */
function addByRoom({ nodes, samples, timeDeltas }, toRoom, rooms) {
  const roomOfNode = new Map();
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const walk = (node, above) => {
    const room = toRoom(node.callFrame) ?? above;
    roomOfNode.set(node.id, room);
    for (const child of node.children ?? []) walk(byId.get(child), room);
  };
  walk(nodes[0], 'node itself');
  for (const [index, id] of samples.entries()) {
    const room = roomOfNode.get(id);
    if (room !== 'idle') rooms[room] = (rooms[room] ?? 0) + timeDeltas[index] / 1000;
  }
}

/** Undefined for what belongs to its caller: node's own modules, and what has no file. */
function roomOf({ functionName, url }) {
  const special = SPECIAL.get(functionName);
  if (special) return special;
  const file = decodeURI(url.replace(/^file:\/\//, ''));
  if (PLAYWRIGHT.test(file)) return 'Playwright';
  const room = file.startsWith(ROOT) ? OWN.exec(file.slice(ROOT.length))?.[1] : undefined;
  if (room !== undefined) return room;
  return file.includes('/node_modules/') ? 'other packages' : undefined;
}

/** Likewise, with every package apart. */
function packageOf({ functionName, url }) {
  const name = /\/node_modules\/((?:@[^/]+\/)?[^/]+)\/(?!.*\/node_modules\/)/.exec(url)?.[1];
  return SPECIAL.get(functionName) ?? name ?? (url.startsWith('file:') ? 'corsproof' : undefined);
}
