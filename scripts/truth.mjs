// npm run truth: the gate against servers and policies drawn at random. Ends with 1 if it raises a false alarm or misses much.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT, gathered } from './gathered.mjs';
import { command, countOrNone } from './options.mjs';

const options = command(
  'truth',
  'runs the gate on servers drawn at random; ends with 1 if it tells them wrongly',
)
  .option(
    '-n, --pairs <pairs>',
    'how many pairs of policy and server, through the plain client alone',
    countOrNone,
    20_000,
  )
  .option('-e, --per-engine <pairs>', 'how many of them in pages of each engine too', countOrNone, 100)
  .option('-s, --seed <number>', 'of the first pair; each next one has the next seed', countOrNone, 5)
  .option('--write', 'keep the figures in docs/truth.json')
  .parse()
  .opts();
const { pairs, perEngine, seed } = options;
const tests = [
  ...(pairs > 0 ? ['gate-first', 'gate-second'] : []),
  ...(perEngine > 0 ? ['gate-engines'] : []),
].map((name) => `tests/gate/truth/${name}`);
if (tests.length === 0) {
  console.error('error: no pairs are left, neither with --pairs nor with --per-engine');
  process.exit(2);
}
const { status, files } = gathered(
  'vitest/vitest.mjs',
  ['run', '--project', 'truth', ...tests],
  'TRUTH_REPORT',
  { TRUTH_PAIRS: pairs, TRUTH_PAIRS_PER_ENGINE: perEngine, TRUTH_SEED: seed },
);
const gates = ['screen', 'chromium', 'firefox', 'webkit'].flatMap((gate) => {
  const parts = files.filter((one) => one.gate === gate);
  if (parts.length === 0) return [];
  const total = (name) => parts.reduce((sum, part) => sum + part[name], 0);
  const [seconds, all, right] = [total('seconds'), total('pairs'), total('right')];
  const [falseAlarms, missed] = [total('falseAlarms'), total('missed')];
  const mismatches = parts.flatMap((part) => part.mismatches);
  return [{ gate, seconds: Math.round(seconds), pairs: all, right, falseAlarms, missed, mismatches }];
});
for (const { gate, ...told } of gates) {
  console.log(
    `${gate}: ${told.right} of ${told.pairs} pairs told right, ${told.falseAlarms} false alarms, ${told.missed} missed, in ${told.seconds} s, from seed ${seed} on`,
  );
  for (const { outcome, seed: own, putIn, shown } of told.mismatches)
    console.log(`  ${outcome} (seed ${own}): ${putIn.join(', ') || 'nothing put in'}; ${shown}`);
}
const isWhole = gates.reduce((sum, told) => sum + told.pairs, 0) === pairs + 3 * perEngine;
if (options.write && isWhole)
  writeFileSync(join(ROOT, 'docs', 'truth.json'), `${JSON.stringify({ seed, gates }, null, 2)}\n`);
process.exitCode = status;
