// npm run faults: browsers, drivers and runs killed, disks full, ports stolen, answers cut off, at moments of chance.
// Ends with 1 if a verdict was wrong or something was left behind.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ENGINES } from '../dist/src/browser/engine.js';
import { ROOT, gathered } from './gathered.mjs';
import { command, count } from './options.mjs';

const { times, seed, grep, write } = command(
  'faults',
  'injects faults into runs at moments of chance; ends with 1 if a verdict is wrong or something is left behind',
)
  .option('-n, --times <runs>', 'runs with each fault in each engine', count, 5)
  .option('-s, --seed <text>', 'the same seed gives the same moments', '1')
  .option('-g, --grep <pattern>', 'only faults whose title matches', '')
  .option('--write', 'keep the figures in docs/faults.json')
  .parse()
  .opts();
const { status, files } = gathered(
  '@playwright/test/cli.js',
  ['test', '--project=trust', 'tests/trust/faults/', '--workers=1', '--reporter=line', '-g', grep],
  'FAULTS_REPORT',
  { FAULTS_TIMES: times, FAULTS_SEED: seed },
);
console.table(files);
if (write) keep(files);
process.exitCode = status;

/** One row per engine and fault; the newest wins. */
function keep(rows) {
  const file = join(ROOT, 'docs/faults.json');
  const known = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : [];
  const key = ({ engine, fault }) => `${ENGINES.indexOf(engine)} ${fault}`;
  const all = new Map([...known, ...rows].map((row) => [key(row), row]));
  const sorted = [...all].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row);
  writeFileSync(file, `${JSON.stringify(sorted, null, 2)}\n`);
}
