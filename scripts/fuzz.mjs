// npm run fuzz: hostile input in numbers, the same properties as in the unit tests. Ends with 1 if one does not hold.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { command, count, countOrNone } from './options.mjs';

const options = command('fuzz', 'reads hostile input in numbers; ends with 1 if it breaks something')
  .option('-n, --inputs <inputs>', 'how many', count, 100_000)
  .option('-s, --seed <number>', 'the same seed gives the same inputs', countOrNone, 1)
  .option('--write', 'keep the figures in docs/fuzz.json')
  .parse()
  .opts();
const root = fileURLToPath(new URL('..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'corsproof-fuzz-'));
const began = performance.now();
const { status } = spawnSync(
  process.execPath,
  [join(root, 'node_modules', 'vitest', 'vitest.mjs'), 'run', 'tests/fuzz'],
  {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, FUZZ_INPUTS: options.inputs, FUZZ_SEED: options.seed, FUZZ_REPORT: folder },
  },
);
const targets = readdirSync(folder)
  .sort()
  .map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')));
rmSync(folder, { recursive: true });
for (const { name, inputs, slowest, megabytes } of targets)
  console.log(
    `${String(inputs).padStart(7)} ${name}, the slowest ${slowest} ms, ${megabytes} MB more in use`,
  );
const inputs = targets.reduce((sum, target) => sum + target.inputs, 0);
const seconds = Math.round((performance.now() - began) / 1000);
console.log(`${inputs} inputs in ${seconds} s, seed ${options.seed}`);
if (options.write && status === 0) {
  const record = { seed: options.seed, seconds, targets };
  writeFileSync(join(root, 'docs', 'fuzz.json'), `${JSON.stringify(record, null, 2)}\n`);
}
process.exitCode = status ?? 1;
