// npm run fuzz: hostile input in numbers, the same properties as in the unit tests. Ends with 1 if one does not hold.
// Options: --inputs (100000), --seed (1), --write (keeps the figures in docs/fuzz.json).
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const { values } = parseArgs({
  options: {
    inputs: { type: 'string', default: '100000' },
    seed: { type: 'string', default: '1' },
    write: { type: 'boolean', default: false },
  },
});
const root = fileURLToPath(new URL('..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'corsproof-fuzz-'));
const began = performance.now();
const { status } = spawnSync(
  process.execPath,
  [join(root, 'node_modules', 'vitest', 'vitest.mjs'), 'run', 'tests/fuzz'],
  {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, FUZZ_INPUTS: values.inputs, FUZZ_SEED: values.seed, FUZZ_REPORT: folder },
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
console.log(`${inputs} inputs in ${seconds} s, seed ${values.seed}`);
if (values.write && status === 0) {
  const record = { seed: Number(values.seed), seconds, targets };
  writeFileSync(join(root, 'docs', 'fuzz.json'), `${JSON.stringify(record, null, 2)}\n`);
}
process.exitCode = status ?? 1;
