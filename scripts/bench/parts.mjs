// The parts of the bench that start programs only; `roads` stands in compare.mjs.
import { spawn } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { loadSuite } from '../../dist/src/policy/suite.js';
import { findBrowser } from '../../dist/src/browser/find.js';
import { rounds } from './median.mjs';
import { shares } from './profile.mjs';
import { peakOfRunner } from './memory.mjs';
import { ROOT, specRun, suiteRun } from './playwright.mjs';
import { CORPUS } from './corpus.mjs';
import { withCorpus } from './roads.mjs';

/** A case that every engine runs, and that needs a page and a server. */
const ONE_CASE = 'preflight/methods/safelisted/method=GET via fetch';

/** Milliseconds per test of as many empty Playwright tests. */
export async function floor({ tests, rounds: count }) {
  const figures = await rounds(count, async () => ({
    empty: (await specRun('empty.spec.mjs', { tests })).ms / tests,
    declared: (await specRun('declared.spec.mjs', { tests })).ms / tests,
  }));
  return { tests, rounds: count, ...figures };
}

/** What the larger run of growth costs Playwright's runner alone: milliseconds per test, peak megabytes. */
export async function many({ tests }) {
  const { ms, seen } = await specRun('empty.spec.mjs', { tests, watch: peakOfRunner });
  return { tests, perTest: ms / tests, runner: seen.runner };
}

/** Seconds in which `list` and `check` read so many cases for the first time, and `list` once more. */
export async function reading({ cases, rounds: count }) {
  const figures = await rounds(count, () =>
    withCorpus(cases, 'http', async (project) => {
      // Where plans are kept.
      const modules = join(project, 'node_modules');
      mkdirSync(modules);
      const list = await seconds('list', project, cases);
      const again = await seconds('list', project, cases);
      rmSync(modules, { recursive: true });
      return { list, again, check: await seconds('check', project, 0) };
    }),
  );
  const profiled = await withCorpus(cases, 'http', (project) =>
    shares((node) => seconds('check', project, 0, node)),
  );
  return { cases, rounds: count, ...figures, shares: profiled };
}

/** Seconds from the command to the end of one test, browser included, beside a bare test that opens a page. */
export async function startUp(engine, { scenarios, rounds: count }) {
  const { plans } = loadSuite([join(ROOT, scenarios)]);
  const tests = plans.flatMap(({ via }) => via).length;
  const { driver, executable } = findBrowser(engine);
  const root = process.getuid?.() === 0;
  const launchOptions = {
    ...(executable === null ? {} : { executablePath: executable }),
    ...(driver === 'bidi' ? { channel: 'moz-firefox' } : {}),
    ...(engine === 'chromium' && root ? { args: ['--no-sandbox'] } : {}),
  };
  const bare = () =>
    driver === 'webdriver'
      ? specRun('webdriver.spec.mjs')
      : specRun('page.spec.mjs', { use: { browserName: engine, launchOptions } });
  const figures = await rounds(count, async () => ({
    bare: (await bare()).ms / 1000,
    ours: (await suiteRun({ engine, scenarios, args: ['-g', ONE_CASE] })).ms / 1000,
    list: (await suiteRun({ engine, scenarios, args: ['--list', '-g', ONE_CASE] })).ms / 1000,
  }));
  return { tests, rounds: count, ...figures };
}

/** The whole run at each of `sizes` (cases): milliseconds per test, and peak megabytes of node's processes. */
export async function growth(engine, sizes) {
  const seen = [];
  for (const cases of sizes)
    await withCorpus(cases, 'http', async (scenarios) => {
      const { ms, seen: memory } = await suiteRun({ engine, scenarios, watch: peakOfRunner });
      seen.push({ cases, perTest: ms / (2 * cases), runner: memory.runner });
    });
  return seen;
}

/** Runs a command of corsproof's in `project`, with options for node; throws unless it prints so many lines. */
async function seconds(name, project, lines, node = []) {
  const began = performance.now();
  const child = spawn(process.execPath, [...node, join(ROOT, 'dist/src/cli/main.js'), name], {
    cwd: project,
    env: { ...process.env, CORSPROOF_SCENARIOS: CORPUS },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  let said = '';
  child.stdout.on('data', (data) => (said += data));
  const status = await new Promise((resolve) => child.once('close', resolve));
  const printed = said.split('\n').length - 1;
  if (status !== 0 || printed !== lines)
    throw new Error(`corsproof ${name} ended with ${status} and ${printed} lines, not ${lines}`);
  return (performance.now() - began) / 1000;
}
