// npm test: sets up, then runs every check and every test, and ends with a line `N passed, N failed`.
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import './setup.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'corsproof-test-'));
const counts = { passed: 0, failed: 0, skipped: 0 };
const failed = [];

/** A step that is one check; what it says is shown whole when it has ended, so that several can be under way. */
const check = async (title, script, args) => {
  const child = spawn(process.execPath, [join(root, 'node_modules', script), ...args], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => said.push(data));
  const status = await new Promise((resolve) => child.once('close', resolve));
  console.log(`\n== ${title}\n${Buffer.concat(said)}`.trimEnd());
  if (status === 0) counts.passed++;
  else {
    counts.failed++;
    failed.push(title);
  }
};

/** A test runner, which is alone; its counts are those of its JSON report, or one failure if it wrote none. */
const suite = (title, script, args, env, file, read) => {
  console.log(`\n== ${title}`);
  const { status } = spawnSync(process.execPath, [join(root, 'node_modules', script), ...args], {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, ...env },
  });
  if (status !== 0) failed.push(title);
  try {
    const report = read(JSON.parse(readFileSync(file, 'utf8')));
    counts.passed += report.passed;
    counts.failed += report.failed === 0 && status !== 0 ? 1 : report.failed;
    counts.skipped += report.skipped;
  } catch {
    counts.failed++;
  }
};

// These two take about as long as all the others.
const beside = [
  check('lint', 'eslint/bin/eslint.js', ['.']),
  check('packages of the examples', '../scripts/setup-examples.mjs', []),
];
await check('format', 'prettier/bin/prettier.cjs', ['--check', '--log-level', 'warn', '.']);
await check('types', 'typescript/bin/tsc', ['--noEmit']);
await check('schemas', '../dist/src/cli/main.js', ['schema', '--check']);
await check('reference pages', '../dist/src/cli/main.js', ['reference', '--check']);
await check('coverage of the model', '../scripts/coverage.mjs', ['--check']);
await Promise.all(beside);

const vitest = join(folder, 'vitest.json');
suite(
  'unit',
  'vitest/vitest.mjs',
  ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${vitest}`],
  {},
  vitest,
  (report) => ({
    passed: report.numPassedTests,
    failed:
      report.numFailedTests +
      report.testResults.filter((file) => file.status === 'failed' && file.assertionResults.length === 0)
        .length,
    skipped: report.numPendingTests,
  }),
);

const playwright = join(folder, 'playwright.json');
suite(
  'end to end',
  '@playwright/test/cli.js',
  ['test', '--reporter=line,json', ...process.argv.slice(2)],
  { PLAYWRIGHT_JSON_OUTPUT_FILE: playwright },
  playwright,
  ({ stats }) => ({ passed: stats.expected, failed: stats.unexpected + stats.flaky, skipped: stats.skipped }),
);

rmSync(folder, { recursive: true, force: true });
if (failed.length > 0) console.log(`\nnot passed: ${failed.join(', ')}`);
console.log(
  `\n${counts.passed} passed, ${counts.failed} failed${counts.skipped > 0 ? `, ${counts.skipped} skipped` : ''}`,
);
process.exit(counts.failed > 0 ? 1 : 0);
