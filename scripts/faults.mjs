// npm run faults: browsers, drivers and runs killed, disks full, ports stolen, answers cut off, at moments of chance.
// Ends with 1 if a verdict was wrong or something was left behind. Options: --times (5; runs with each fault in each
// engine), --seed (1), --grep (only tests whose title matches), --write (keeps the figures in docs/faults.json).
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const { values } = parseArgs({
  options: {
    times: { type: 'string', default: '5' },
    seed: { type: 'string', default: '1' },
    grep: { type: 'string', default: '' },
    write: { type: 'boolean', default: false },
  },
});
const root = fileURLToPath(new URL('..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'corsproof-faults-'));
const began = performance.now();
const cli = join(root, 'node_modules/@playwright/test/cli.js');
const { status } = spawnSync(
  process.execPath,
  [cli, 'test', '--project=faults', '--reporter=line', '-g', values.grep],
  {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, FAULTS_TIMES: values.times, FAULTS_SEED: values.seed, FAULTS_REPORT: folder },
  },
);
const counts = readdirSync(folder)
  .sort()
  .map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')));
rmSync(folder, { recursive: true });
console.table(counts);
const minutes = Math.round((performance.now() - began) / 6000) / 10;
if (values.write && status === 0) {
  const record = { seed: values.seed, times: Number(values.times), minutes, counts };
  writeFileSync(join(root, 'docs/faults.json'), `${JSON.stringify(record, null, 2)}\n`);
}
process.exitCode = status ?? 1;
