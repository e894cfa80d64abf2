// npm run bench: what corsproof costs beside the limit (a bare page and bare servers) and beside the habit (a context
// for each case), side by side in one run, as ratios. Writes bench/results.json. Options: --engine, --cases, --rounds.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { launchEngine } from '../dist/src/browser/launch.js';
import { createAuthority } from '../dist/servers/tls.js';
import { bare } from './bench/bare.mjs';
import { calls } from './bench/corpus.mjs';
import { contextEach, labAlone, wholeRun, withCorpus } from './bench/roads.mjs';
import { benchTable } from '../dist/src/report/bench-table.js';

const LANES = 24;
const HABIT_SAMPLE = 12;

const { values } = parseArgs({
  options: {
    engine: { type: 'string', multiple: true, default: ['chromium', 'firefox', 'webkit'] },
    cases: { type: 'string', default: '1000' },
    rounds: { type: 'string', default: '3' },
    out: { type: 'string', default: 'bench/results.json' },
  },
});
const cases = Number(values.cases);
const rounds = Number(values.rounds);

const median = (numbers) => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)];
const say = (text) => process.stderr.write(`${text}\n`);

const engines = [];
for (const engine of values.engine) engines.push(await measure(engine));
const results = {
  cases,
  tests: 2 * cases,
  rounds,
  cores: cpus().length,
  node: process.version,
  playwright: JSON.parse(
    readFileSync(new URL('../node_modules/@playwright/test/package.json', import.meta.url)),
  ).version,
  engines,
};
mkdirSync('bench', { recursive: true });
writeFileSync(values.out, `${JSON.stringify(results, null, 2)}\n`);
console.log(benchTable(results));

/** Every road once a round, one after another, so that a busy neighbour meets them all. */
async function measure(name) {
  const seen = { bare: [], lab: [], run: [], bareTls: [], labTls: [] };
  let habit = 0;
  let memory = { runner: 0, browser: 0 };
  const authority = await createAuthority();
  const launch = (spki) => launchEngine(name, { spki, headless: true });
  const engine = await launch(authority.spki);
  const { version, build } = engine.info;
  await withCorpus(cases, 'http', async (http) =>
    withCorpus(cases, 'https', async (https) => {
      for (let round = 1; round <= rounds; round++) {
        say(`${name}: round ${round} of ${rounds}`);
        seen.bare.push(await bare(engine, authority, 'http', calls(cases), LANES));
        seen.bareTls.push(await bare(engine, authority, 'https', calls(cases), LANES));
        seen.lab.push((await labAlone({ launch }, http)).ms);
        seen.labTls.push((await labAlone({ launch }, https)).ms);
        const whole = await wholeRun(name, http);
        seen.run.push(whole.ms);
        memory = whole.memory;
      }
      habit = await contextEach({ launch }, http, HABIT_SAMPLE);
    }),
  );
  await engine.close();
  const perTest = Object.fromEntries(
    Object.entries(seen).map(([road, all]) => [road, median(all) / (2 * cases)]),
  );
  return { engine: name, build, version, perTest: { ...perTest, habit }, memory };
}
