// npm run faults: browsers, drivers and runs killed, disks full, ports stolen, answers cut off, at moments of chance.
// Ends with 1 if a verdict was wrong or something was left behind.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
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
const { status, files, seconds } = gathered(
  '@playwright/test/cli.js',
  ['test', '--project=faults', '--reporter=line', '-g', grep],
  'FAULTS_REPORT',
  { FAULTS_TIMES: times, FAULTS_SEED: seed },
);
console.table(files);
if (write && status === 0) {
  const record = { seed, times, minutes: Math.round(seconds / 6) / 10, counts: files };
  writeFileSync(join(ROOT, 'docs/faults.json'), `${JSON.stringify(record, null, 2)}\n`);
}
process.exitCode = status;
