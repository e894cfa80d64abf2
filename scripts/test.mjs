// npm test: sets up, then runs every check and every test, and ends with a line `N passed, N failed`.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import './setup.mjs';

// It needs dist/, which the set-up builds.
await import('./setup-examples.mjs');

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'corsproof-test-'));
const counts = { passed: 0, failed: 0, skipped: 0 };
const failed = [];

const run = (title, script, args, env = {}) => {
  console.log(`\n== ${title}`);
  const command = [join(root, 'node_modules', script), ...args];
  const { status } = spawnSync(process.execPath, command, {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, ...env },
  });
  if (status !== 0) failed.push(title);
  return status === 0;
};

/** Counts of a step that is one check. */
const check = (title, script, args) => {
  if (run(title, script, args)) counts.passed++;
  else counts.failed++;
};

/** Counts of a test runner, from its JSON report; one failure if it wrote none. */
const suite = (title, script, args, env, file, read) => {
  const held = run(title, script, args, env);
  try {
    const { passed, failed, skipped } = read(JSON.parse(readFileSync(file, 'utf8')));
    counts.passed += passed;
    counts.failed += failed === 0 && !held ? 1 : failed;
    counts.skipped += skipped;
  } catch {
    counts.failed++;
  }
};

check('format', 'prettier/bin/prettier.cjs', ['--check', '--log-level', 'warn', '.']);
check('lint', 'eslint/bin/eslint.js', ['.']);
check('types', 'typescript/bin/tsc', ['--noEmit']);
check('schemas', '../dist/src/cli/main.js', ['schema', '--check']);
check('reference pages', '../dist/src/cli/main.js', ['reference', '--check']);
check('coverage of the model', '../scripts/coverage.mjs', ['--check']);

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
