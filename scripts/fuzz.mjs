// npm run fuzz: hostile input in numbers, the same properties as in the unit tests. Ends with 1 if one does not hold.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT, gathered } from './gathered.mjs';
import { command, count, countOrNone } from './options.mjs';

const options = command('fuzz', 'reads hostile input in numbers; ends with 1 if it breaks something')
  .option('-n, --inputs <inputs>', 'how many', count, 100_000)
  .option('-s, --seed <number>', 'the same seed gives the same inputs', countOrNone, 1)
  .option('--write', 'keep the figures in docs/fuzz.json')
  .parse()
  .opts();
const { status, files, seconds } = gathered('vitest/vitest.mjs', ['run', 'tests/fuzz'], 'FUZZ_REPORT', {
  FUZZ_INPUTS: options.inputs,
  FUZZ_SEED: options.seed,
});
for (const { name, inputs, slowest, megabytes } of files)
  console.log(
    `${String(inputs).padStart(7)} ${name}, the slowest ${slowest} ms, ${megabytes} MB more in use`,
  );
const inputs = files.reduce((sum, target) => sum + target.inputs, 0);
console.log(`${inputs} inputs in ${Math.round(seconds)} s, seed ${options.seed}`);
if (options.write && status === 0) {
  const record = { seed: options.seed, seconds: Math.round(seconds), targets: files };
  writeFileSync(join(ROOT, 'docs', 'fuzz.json'), `${JSON.stringify(record, null, 2)}\n`);
}
process.exitCode = status;
