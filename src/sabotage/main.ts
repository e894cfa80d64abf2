/** `npm run sabotage`: runs the corpus in worlds that are changed in one deciding fact; ends with 1 if one survives unexplained. */
import { Command, Option } from 'commander';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { launchEngine } from '../browser/launch.ts';
import { Lab } from '../lab/lab.ts';
import { BrokenScenarios, loadCorpus } from '../plan/corpus.ts';
import { ENGINES, type EngineName } from '../plan/types.ts';
import { sabotageRecord, type EngineSabotage } from '../report/trust-records.ts';
import { isDeciding, pairsOf, sampleOf, testsOf, type Pair, type Tested } from './pairs.ts';
import { sabotage, titleOf, withoutChecks, type Sabotage } from './sabotage.ts';
import { tellEngine, tellPair } from './told.ts';

const RECORD = 'docs/sabotage.json';

interface Flags {
  engine: EngineName[];
  area?: string;
  sample?: string;
  seed: string;
  list?: boolean;
  write?: boolean;
}

const flags = new Command('sabotage')
  .addOption(new Option('-e, --engine <engine...>', 'the engines').choices(ENGINES).default([...ENGINES]))
  .option('-a, --area <text>', 'only cases whose id begins with it')
  .option(
    '-n, --sample <count>',
    'one changed world each of so many tests (every one of all tests unless told)',
  )
  .option('-s, --seed <number>', 'the same seed takes the same sample', '1')
  .option('--list', 'print every changed world and whether it decides; no browser')
  .option('--write', `keep the figures in ${RECORD}`)
  .parse()
  .opts<Flags>();

const { plans, problems } = loadCorpus(['scenarios']);
if (problems.length > 0) throw new BrokenScenarios(problems);
const tests = testsOf(plans.filter(({ id }) => id.startsWith(flags.area ?? '')));
const chosen = choose(tests);
const deciding = chosen.pairs.filter(isDeciding).length;
console.log(
  `${chosen.tests.length} tests, ${chosen.pairs.length} changed worlds, ${deciding} of them deciding`,
);
if (flags.list) for (const pair of chosen.pairs) console.log(tellPair(pair));
else await inEngines();

async function inEngines(): Promise<void> {
  const records: EngineSabotage[] = [];
  for (const engine of flags.engine) {
    const began = performance.now();
    const done = await withLab(engine, false, (lab) =>
      sabotage(
        lab,
        chosen,
        everyMinute((ran, of) => console.log(`  ${engine}: ${ran} of ${of}`)),
      ),
    );
    const checksOff = await withLab(engine, true, (lab) => withoutChecks(lab, chosen.tests));
    const minutes = Math.round((performance.now() - began) / 6000) / 10;
    const record = { ...done, checksOff, minutes };
    console.log(tellEngine(record));
    records.push(record);
  }
  if (flags.write) keep(records);
  const unexplained = records.flatMap(({ survivors }) =>
    survivors.filter(({ kind }) => kind === 'unexplained'),
  );
  const blind = records.flatMap(({ checksOff }) => checksOff.survivors);
  const broken = records.flatMap((record) => record.broken);
  if (unexplained.length + blind.length + broken.length > 0) process.exitCode = 1;
}

function everyMinute(tell: (done: number, of: number) => void): (done: number, of: number) => void {
  let told = performance.now();
  return (done, of) => {
    if (performance.now() - told < 60_000) return;
    told = performance.now();
    tell(done, of);
  };
}

function choose(all: readonly Tested[]): Sabotage {
  if (flags.sample === undefined) return { tests: all, pairs: all.flatMap(pairsOf) };
  const pairs: Pair[] = sampleOf(all, Number(flags.sample), Number(flags.seed));
  const titles = new Set(pairs.map(titleOf));
  return { tests: all.filter((tested) => titles.has(titleOf(tested))), pairs };
}

async function withLab<T>(
  engine: EngineName,
  breakCors: boolean,
  body: (lab: Lab) => Promise<T>,
): Promise<T> {
  const lab = new Lab({
    launch: (spki) => launchEngine(engine, { spki, headless: true, breakCors }),
    fails: () => false,
  });
  try {
    return await body(lab);
  } finally {
    await lab.close();
  }
}

/** Replaces what is known of the engines that were run. */
function keep(records: EngineSabotage[]): void {
  const before = existsSync(RECORD) ? sabotageRecord.parse(JSON.parse(readFileSync(RECORD, 'utf8'))) : [];
  const all = [...before.filter(({ engine }) => !records.some((one) => one.engine === engine)), ...records];
  all.sort((a, b) => ENGINES.indexOf(a.engine) - ENGINES.indexOf(b.engine));
  writeFileSync(RECORD, `${JSON.stringify(all, null, 2)}\n`);
}
