// npm run soak: the whole corpus again and again, in shuffled order; no verdict may change. Ends with 1 if one did.
import { spawn } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { ENGINES } from '../dist/src/browser/engine.js';
import { command, count, countOrNone, someOf } from './options.mjs';

const {
  engine: chosen,
  rounds,
  workers,
  load,
  scenarios,
  seed,
  write,
} = command(
  'soak',
  'runs the whole corpus again and again, in shuffled order; ends with 1 if a verdict changes',
)
  .addOption(someOf('-e, --engine <engine...>', 'the engines', ENGINES))
  .option('-r, --rounds <rounds>', 'how often', count, 20)
  .option('-w, --workers <labs>', 'labs at the same time', count, 1)
  .option('-l, --load <processes>', 'processes that only burn', countOrNone, 0)
  .option('--scenarios <place>', 'folder or file of scenarios or policies', 'scenarios')
  .option('-s, --seed <number>', 'the same seed gives the same orders', countOrNone, 1)
  .option('--write', 'keep the figures in docs/soak.json')
  .parse()
  .opts();
const WORKER = fileURLToPath(new URL('soak/worker.mjs', import.meta.url));

/** Ends with whoever started it. */
const BURN = 'const of = process.ppid; while (process.ppid === of);';

const burners = Array.from({ length: load }, () => spawn(process.execPath, ['-e', BURN]));
const reports = [];
try {
  for (const engine of chosen) reports.push(await soak(engine));
} finally {
  for (const burner of burners) burner.kill('SIGKILL');
}
if (write) keep(reports);
process.exitCode = reports.some(({ changed }) => changed.length > 0) ? 1 : 0;

/** All rounds in one engine. */
async function soak(engine) {
  /** Verdicts of each test, with what was wrong. */
  const seen = new Map();
  let results = 0;
  let again = 0;
  let version = '';
  const began = performance.now();
  for (let round = 0; round < rounds; round++) {
    const parts = Array.from({ length: workers }, (_, part) =>
      work([engine, scenarios, part, workers, seed + round], (line) => {
        if (line.version !== undefined) {
          version = line.version;
          return;
        }
        const { test, verdict, differences, first } = line;
        const verdicts = seen.get(test) ?? new Map();
        if (verdicts.size > 0 && !verdicts.has(verdict))
          console.log(
            `  ${test}: ${verdict}, not ${[...verdicts.keys()].join(', ')}: ${differences.join('; ')}`,
          );
        seen.set(test, verdicts.set(verdict, differences));
        results++;
        if (!first) return;
        again++;
        console.log(`  ${test}: run again alone, because first ${first.join('; ')}`);
      }),
    );
    await Promise.all(parts);
    const changed = changes(seen);
    const minutes = ((performance.now() - began) / 60_000).toFixed(1);
    console.log(
      `${engine}: round ${round + 1} of ${rounds}, ${results} results, ${changed.length} changed, ${again} run again alone, ${minutes} min`,
    );
  }
  const changed = changes(seen);
  for (const { test, verdicts } of changed) console.log(`  ${test}: ${JSON.stringify(verdicts)}`);
  return { engine, version, rounds, workers, load, tests: seen.size, results, again, changed };
}

function changes(seen) {
  return [...seen]
    .filter(([, verdicts]) => verdicts.size > 1)
    .map(([test, verdicts]) => ({ test, verdicts: Object.fromEntries(verdicts) }));
}

/** Runs one worker; rejects if it ends badly. */
function work(args, hear) {
  const child = spawn(process.execPath, [WORKER, ...args.map(String)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  createInterface(child.stdout).on('line', (line) => hear(JSON.parse(line)));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) =>
      code === 0 ? resolve() : reject(new Error(`a worker ended with ${code}`)),
    );
  });
}

/** One row per engine, workers and load; the newest wins. */
function keep(rows) {
  const file = 'docs/soak.json';
  const known = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : [];
  const key = ({ engine, workers: w, load: l }) => `${engine} ${w} ${l}`;
  const all = new Map([...known, ...rows].map((row) => [key(row), row]));
  writeFileSync(file, `${JSON.stringify([...all.values()], null, 2)}\n`);
}
