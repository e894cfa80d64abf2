// Where the time of one test goes: one run with one worker, every node process with a profile, summed by room.
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT, suiteRun } from './playwright.mjs';
import { processorTime } from './processor.mjs';
import { withCorpus } from './roads.mjs';

const PLAYWRIGHT = /\/node_modules\/(?:playwright|playwright-core|@playwright)\//;
const OWN = /^(?:dist\/)?(servers|src\/[a-z]+)\//;

/** Milliseconds of processor time per test: of node's processes by room, of the browser's as a whole. */
export async function profile(engine, cases) {
  const folder = mkdtempSync(join(tmpdir(), 'corsproof-bench-profile-'));
  try {
    const { seen } = await withCorpus(cases, 'http', (scenarios) =>
      suiteRun({
        engine,
        scenarios,
        workers: 1,
        node: ['--cpu-prof', `--cpu-prof-dir=${folder}`],
        watch: processorTime,
      }),
    );
    const rooms = {};
    for (const name of readdirSync(folder))
      addByRoom(JSON.parse(readFileSync(join(folder, name), 'utf8')), rooms);
    const perTest = Object.entries(rooms).map(([room, ms]) => [room, ms / (2 * cases)]);
    return { cases, rooms: Object.fromEntries(perTest), browser: seen.browser / (2 * cases) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Adds the self time of one profile (https://chromedevtools.github.io/devtools-protocol/tot/Profiler/) to `rooms`. */
function addByRoom({ nodes, samples, timeDeltas }, rooms) {
  const roomOfNode = new Map();
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const walk = (node, above) => {
    const room = roomOf(node.callFrame) ?? above;
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
  if (functionName === '(idle)') return 'idle';
  if (functionName === '(garbage collector)') return 'garbage collection';
  const file = decodeURI(url.replace(/^file:\/\//, ''));
  if (PLAYWRIGHT.test(file)) return 'Playwright';
  const room = file.startsWith(ROOT) ? OWN.exec(file.slice(ROOT.length))?.[1] : undefined;
  if (room !== undefined) return room;
  return file.includes('/node_modules/') ? 'other packages' : undefined;
}
