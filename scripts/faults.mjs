// npm run faults: browsers, drivers and runs killed, disks full, ports stolen, answers cut off, at moments of chance.
// Ends with 1 if a verdict was wrong or something was left behind.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
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
const root = fileURLToPath(new URL('..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'corsproof-faults-'));
const began = performance.now();
const cli = join(root, 'node_modules/@playwright/test/cli.js');
const { status } = spawnSync(
  process.execPath,
  [cli, 'test', '--project=faults', '--reporter=line', '-g', grep],
  {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, FAULTS_TIMES: String(times), FAULTS_SEED: seed, FAULTS_REPORT: folder },
  },
);
const counts = readdirSync(folder)
  .sort()
  .map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')));
rmSync(folder, { recursive: true });
console.table(counts);
const minutes = Math.round((performance.now() - began) / 6000) / 10;
if (write && status === 0) {
  const record = { seed, times, minutes, counts };
  writeFileSync(join(root, 'docs/faults.json'), `${JSON.stringify(record, null, 2)}\n`);
}
process.exitCode = status ?? 1;
