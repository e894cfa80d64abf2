// npm run bench: what corsproof costs beside the limit (a bare page and bare servers), beside the habit (a context for
// each case) and beside Playwright's own runner, as ratios. Writes bench/results.json.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { dirname } from 'node:path';
import { ENGINES } from '../dist/src/browser/engine.js';
import { launchEngine } from '../dist/src/browser/launch.js';
import { layOverRecord } from '../dist/src/report/bench-record.js';
import { benchTable } from '../dist/src/report/bench-table.js';
import { benchRecord } from '../dist/src/report/trust-records.js';
import { compare } from './bench/compare.mjs';
import { gate, oneRule } from './bench/gate.mjs';
import { floor, growth, many as emptyTests, reading, startUp } from './bench/parts.mjs';
import { profile } from './bench/profile.mjs';
import { command, count, someOf } from './options.mjs';

const USUAL = ['floor', 'reading', 'roads', 'start-up', 'gate'];
const LONG = ['growth', 'profile'];
const OF_ENGINES = ['roads', 'start-up', 'gate', ...LONG];
const GROWTH = 20;

const options = command('bench', 'measures what a run costs, and writes bench/results.json')
  .addOption(someOf('-e, --engine <engine...>', 'the engines', ENGINES))
  .addOption(
    someOf(
      '-p, --part <part...>',
      'only these parts; the figures of others stay',
      [...USUAL, ...LONG],
      USUAL,
    ),
  )
  .option('--growth', `the whole run at --many cases and at a part of ${GROWTH} of them, as well: long`)
  .option('--profile', 'where the time of one test goes, as well')
  .option(
    '-c, --cases <cases>',
    'cases of each road, each a test through fetch and one through XMLHttpRequest',
    count,
    1000,
  )
  .option('-m, --many <cases>', 'cases of reading and of growth', count, 10_000)
  .option('--rules <rules>', 'rules of the policy of the gate', count, 20)
  .option('-r, --rounds <rounds>', 'of which the medians are taken', count, 3)
  .option('--scenarios <folder>', 'of which start-up runs one case', 'scenarios')
  .option('-o, --out <file>', 'where the figures go', 'bench/results.json')
  .parse()
  .opts();
const parts = new Set([...options.part, ...LONG.filter((part) => options[part])]);
const { cases, many, rounds, rules, scenarios } = options;

const say = (text) => process.stderr.write(`${text}\n`);
/** What `measure` resolves with as `name`, if its part was asked for. */
const part = async (title, name, measure) => {
  if (!parts.has(title)) return {};
  say(title);
  return { [name]: await measure() };
};

const common = {
  ...(await part('floor', 'floor', () => floor({ tests: 2 * cases, rounds }))),
  ...(await part('growth', 'many', () => emptyTests({ tests: 2 * many }))),
  ...(await part('reading', 'reading', () => reading({ cases: many, rounds }))),
  ...(await part('gate', 'gate', () => gate(options.engine, { rules }))),
};
const playwright = new URL('../node_modules/@playwright/test/package.json', import.meta.url);
let record = keep(readKnown(), []);
if (OF_ENGINES.some((title) => parts.has(title)))
  for (const engine of options.engine) record = keep(record, [await measure(engine)]);
console.log(benchTable(record));

/** Writes what has been measured so far over what is known; returns both. */
function keep(before, engines) {
  const measured = benchRecord.parse({
    cores: cpus().length,
    node: process.version,
    playwright: JSON.parse(readFileSync(playwright)).version,
    ...common,
    engines,
  });
  const all = layOverRecord(before, measured);
  mkdirSync(dirname(options.out), { recursive: true });
  writeFileSync(options.out, `${JSON.stringify(all, rounded, 2)}\n`);
  return all;
}

/** A record that an earlier version has written counts as none. */
function readKnown() {
  if (!existsSync(options.out)) return null;
  return benchRecord.safeParse(JSON.parse(readFileSync(options.out, 'utf8'))).data ?? null;
}

/** So that the difference between two records can be read. */
function rounded(_, value) {
  return typeof value === 'number' ? Number(value.toFixed(3)) : value;
}

async function measure(engine) {
  const launched = await launchEngine(engine, { spki: '', headless: true });
  const { build, version } = launched.info;
  await launched.close();
  const sizes = [Math.ceil(many / GROWTH), many];
  return {
    engine,
    build,
    version,
    ...(await part('roads', 'roads', () => compare(engine, launchEngine, { cases, rounds, say }))),
    ...(await part('start-up', 'startUp', () => startUp(engine, { scenarios, rounds }))),
    ...(await part('gate', 'gate', () => oneRule(engine, launchEngine, { rounds }))),
    ...(await part('growth', 'growth', () => growth(engine, sizes))),
    ...(await part('profile', 'profile', () => profile(engine, cases))),
  };
}
