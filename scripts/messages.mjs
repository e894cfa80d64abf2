// npm run messages: provokes every classic console message in each engine and writes docs/messages.json, from which
// docs/messages.md is generated.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findBrowser } from '../dist/src/browser/find.js';
import { PROBE } from '../dist/src/browser/probe/source.js';
import { consoleOf } from '../dist/src/browser/webkitgtk-console.js';
import { mountOf, withoutToken } from '../dist/src/lab/prepare.js';
import { begin } from '../dist/src/lab/running.js';
import { loadCorpus } from '../dist/src/plan/corpus.js';
import { MESSAGES_FILE } from '../dist/src/report/messages.js';
import { CONTROL, World } from '../dist/servers/world.js';

const root = fileURLToPath(new URL('..', import.meta.url));
process.chdir(root);
const { results, engines } = run();
const { plans } = loadCorpus([MESSAGES_FILE]);
const provoked = plans.filter(({ id }) => !id.endsWith('/fixed'));
const messages = Object.fromEntries(
  provoked.map(({ id }) => [
    id,
    Object.fromEntries(
      results.filter((one) => one.id === id && one.via === 'fetch').map((one) => [one.engine, one.console]),
    ),
  ]),
);
const found = findBrowser('webkit');
if (found.build === 'webkitgtk')
  for (const [id, lines] of await linesOfWebKitGtk(found.executable)) messages[id].webkit = lines;
const silent = provoked.filter(
  ({ id, steps }) =>
    steps[0].expect.outcome === 'blocked' && Object.values(messages[id]).every((lines) => lines.length === 0),
);
if (silent.length > 0) throw new Error(`no engine says anything of ${silent.map(({ id }) => id).join(', ')}`);
for (const byEngine of Object.values(messages))
  for (const [engine, lines] of Object.entries(byEngine)) byEngine[engine] = withoutLab(lines);
writeFileSync('docs/messages.json', `${JSON.stringify({ engines, messages }, null, 2)}\n`);
spawnSync(process.execPath, ['dist/src/cli/main.js', 'reference', '--write'], { stdio: 'inherit' });
process.exit(0);

/** Without the lab's own paths and calls, each line once. */
function withoutLab(lines) {
  const own = lines.filter((line) => !line.includes(`${CONTROL}fence/`));
  return [...new Set(own.map((line) => line.replace(/\/~corsproof\/(page|console)\/\w+/g, '/')))];
}

/** The file's cases in all engines, as every run runs them. */
function run() {
  const folder = mkdtempSync(join(tmpdir(), 'corsproof-messages-'));
  const cli = join(root, 'node_modules', '@playwright', 'test', 'cli.js');
  const projects = ['chromium', 'firefox', 'webkit'].map((engine) => `--project=${engine}`);
  const { status } = spawnSync(process.execPath, [cli, 'test', ...projects, '--reporter=line'], {
    stdio: 'inherit',
    env: { ...process.env, CORSPROOF_SCENARIOS: MESSAGES_FILE, CORSPROOF_REPORT: folder },
  });
  if (status !== 0) process.exit(status ?? 1);
  const text = readFileSync(join(folder, 'results.jsonl'), 'utf8');
  rmSync(folder, { recursive: true });
  const lines = text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  const engines = lines
    .filter(({ kind }) => kind === 'engine')
    .map(({ engine, build, version }) => ({ engine, build, version }))
    .sort((a, b) => (a.engine < b.engine ? -1 : 1));
  return { results: lines.filter(({ kind }) => kind === 'result'), engines };
}

/** One page for each origin that calls; it says where a case begins, for not every line names a URL. */
async function linesOfWebKitGtk(executable) {
  const running = provoked.map((plan) => begin({ plan, via: 'fetch', test: plan.id }, 1));
  const javascript = [['content-type', 'text/javascript; charset=utf-8']];
  const world = await World.create((path) => {
    if (path === 'console-done') ended();
    if (path === 'probe.js') return { status: 200, headers: javascript, body: PROBE };
    return path.startsWith('console/') ? { status: 200, headers: html, body: page(path.slice(8)) } : null;
  });
  let ended;
  const html = [['content-type', 'text/html; charset=utf-8']];
  const page = (origin) => {
    const cases = running
      .filter(({ entry: { plan } }) => plan.from.origin === origin)
      .map(({ token, entry, segments }) => ({
        key: token,
        via: 'fetch',
        steps: segments[0].steps,
        limit: entry.plan.limit,
      }));
    return `<!doctype html><script src="${CONTROL}probe.js"></script><script type="module">
for (const one of ${JSON.stringify(cases)}) {
  console.log('begin ' + one.key);
  await corsproof.run([one], 1, () => undefined);
}
await fetch('${CONTROL}console-done');
</script>`;
  };
  for (const { entry, token } of running) {
    const { origins, raw } = entry.plan;
    for (const { origin } of Object.values(origins)) await world.ensure(origin, raw);
    world.mount(mountOf(entry.plan, token, null));
  }
  const lane = await world.openLane('console');
  const found = new Map();
  for (const name of new Set(provoked.map(({ from }) => from.origin))) {
    const url = `${provoked[0].origins[name].origin}${CONTROL}console/${name}`;
    const done = new Promise((resolve, reject) => {
      ended = resolve;
      setTimeout(reject, 120_000, new Error(`${url} did not come to its end`)).unref();
    });
    let current;
    for (const line of await consoleOf({ executable, url, socksPort: lane.port, done })) {
      const one = running.find(({ token }) => line === `begin ${token}`);
      if (one) found.set(one.entry.plan.id, []);
      current = one ?? current;
      if (!one && current) found.get(current.entry.plan.id).push(withoutToken(line, current.token));
    }
  }
  await lane.close();
  await world.close();
  return found;
}
