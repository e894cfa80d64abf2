// npm run truth: the gate against servers and policies drawn at random. Ends with 1 if it raises a false alarm or misses much.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT, gathered } from './gathered.mjs';
import { command, count, countOrNone } from './options.mjs';

const options = command(
  'truth',
  'runs the gate on servers drawn at random; ends with 1 if it tells them wrongly',
)
  .option('-n, --pairs <pairs>', 'how many pairs of policy and server', count, 20_000)
  .option('-s, --seed <number>', 'of the first pair; each next one has the next seed', countOrNone, 5)
  .option('--write', 'keep the figures in docs/truth.json')
  .parse()
  .opts();
const { status, files, seconds } = gathered(
  'vitest/vitest.mjs',
  ['run', '--project', 'truth', 'tests/gate/truth/gate-first', 'tests/gate/truth/gate-second'],
  'TRUTH_REPORT',
  { TRUTH_PAIRS: options.pairs, TRUTH_SEED: options.seed },
);
const total = (name) => files.reduce((sum, half) => sum + half[name], 0);
const record = {
  seed: options.seed,
  seconds: Math.round(seconds),
  pairs: total('pairs'),
  right: total('right'),
  falseAlarms: total('falseAlarms'),
  missed: total('missed'),
  mismatches: files.flatMap(({ mismatches }) => mismatches),
};
console.log(
  `${record.right} of ${record.pairs} pairs told right, ${record.falseAlarms} false alarms, ${record.missed} missed, in ${record.seconds} s, from seed ${options.seed} on`,
);
for (const { outcome, seed, putIn, shown } of record.mismatches)
  console.log(`${outcome} (seed ${seed}): ${putIn.join(', ') || 'nothing put in'}; ${shown}`);
if (options.write && files.length === 2)
  writeFileSync(join(ROOT, 'docs', 'truth.json'), `${JSON.stringify(record, null, 2)}\n`);
process.exitCode = status;
