// npm run coverage: the branches of the model of the standard (src/fetch) that the corpus alone makes it take.
// Predicts every case through every client, runs nothing else, and prints every branch that no case has taken.
// --write records the figure in docs/model-coverage.json, --check fails if the record is not fresh.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const RECORD = join(root, 'docs', 'model-coverage.json');
const [mode] = process.argv.slice(2);

const files = Object.entries(measure())
  .map(([path, data]) => ({ path: relative(root, path), arms: armsOf(data, path) }))
  .filter(({ arms }) => arms.length > 0)
  .sort((a, b) => (a.path < b.path ? -1 : 1));
const record = Object.fromEntries(
  files.map(({ path, arms }) => [
    basename(path),
    { taken: arms.filter(({ taken }) => taken).length, of: arms.length },
  ]),
);
const text = `${JSON.stringify(record, null, 2)}\n`;

if (mode === '--write') writeFileSync(RECORD, text);
else if (mode === '--check') {
  if (readFileSync(RECORD, 'utf8') !== text) {
    console.error(`${relative(root, RECORD)} is not fresh: npm run schema`);
    process.exit(1);
  }
} else print();

/** Coverage by file, in Istanbul's form, of one run of the test in which model and corpus meet. */
function measure() {
  const folder = mkdtempSync(join(tmpdir(), 'corsproof-coverage-'));
  try {
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [
        join(root, 'node_modules', 'vitest', 'vitest.mjs'),
        'run',
        'tests/unit/model-agrees.test.ts',
        '--coverage',
        `--coverage.reportsDirectory=${folder}`,
      ],
      { cwd: root, encoding: 'utf8', maxBuffer: 2 ** 28 },
    );
    if (status !== 0) {
      console.error(`${stdout}${stderr}\nthe model and the corpus disagree, so nothing was measured`);
      process.exit(1);
    }
    return JSON.parse(readFileSync(join(folder, 'coverage-final.json'), 'utf8'));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The arms of every branch of a file, with the source that an arm not taken stands in. */
function armsOf({ branchMap, b }, path) {
  const lines = readFileSync(path, 'utf8').split('\n');
  return Object.entries(branchMap).flatMap(([key, { type, loc, locations }]) =>
    locations.map(({ start }, index) => {
      // An `else` that is not written has no place of its own.
      const { line, column } = start.line === undefined ? loc.start : start;
      return {
        taken: b[key][index] > 0,
        line,
        kind: start.line === undefined ? 'else' : type,
        source: lines[line - 1].slice(column).trim(),
      };
    }),
  );
}

function print() {
  const share = (taken, of) => `${((100 * taken) / of).toFixed(2)} %`.padStart(8);
  const sum = { taken: 0, of: 0 };
  for (const [file, { taken, of }] of Object.entries(record)) {
    console.log(`${share(taken, of)} ${String(taken).padStart(4)} of ${String(of).padEnd(4)} ${file}`);
    sum.taken += taken;
    sum.of += of;
  }
  console.log(
    `${share(sum.taken, sum.of)} ${String(sum.taken).padStart(4)} of ${String(sum.of).padEnd(4)} in all`,
  );
  const missing = files.flatMap(({ path, arms }) =>
    arms.filter(({ taken }) => !taken).map(({ line, kind, source }) => `${path}:${line} ${kind}: ${source}`),
  );
  if (missing.length > 0) console.log(`\nBranches that no case has taken:\n${missing.join('\n')}`);
}
