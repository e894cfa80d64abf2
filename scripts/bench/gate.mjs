// What the gate costs: one rule in one engine, a policy of many rules, and a server that is wrong beside its green twin.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Lab } from '../../dist/src/lab/lab.js';
import { screen } from '../../dist/src/lab/screen-target.js';
import { Targets } from '../../dist/src/lab/targets.js';
import { groupVisits } from '../../dist/src/lab/visits.js';
import { isFailing } from '../../dist/src/judge/verdict.js';
import { judge } from '../../dist/src/judge/judge.js';
import { loadSuite } from '../../dist/src/policy/suite.js';
import { causesOf } from '../../dist/src/report/causes.js';
import { rounds } from './median.mjs';
import { suiteRun } from './playwright.mjs';
import { BASELINE, writeExpress, writePolicy } from './policy.mjs';

/** Seconds of the checks of one rule in an engine that runs already: its target started, screened and proved. */
export async function oneRule(name, launch, { rounds: count }) {
  return inFolder(async (folder) => {
    writePolicy(folder, 1);
    const { plans } = loadSuite([folder]);
    const seconds = await rounds(count, async () => ({ rule: await labSeconds(name, launch, plans) }));
    return { checks: plans.length, rounds: count, ...seconds };
  });
}

/** A policy of so many rules in all `engines` at once, and the Express example beside its reflecting twin. */
export async function gate(engines, { rules }) {
  const policy = await inFolder(async (folder) => {
    writePolicy(folder, rules);
    const { ms } = await run(engines, folder, ['--update-snapshots']);
    const baseline = readFileSync(join(folder, BASELINE), 'utf8');
    return {
      seconds: ms / 1000,
      screen: await screenSeconds(folder),
      baseline: baseline.split('\n').filter((line) => line !== '' && !line.startsWith('#')).length,
    };
  });
  const green = await express(engines, 'green');
  const wrong = await express(engines, 'wrong');
  const failing = engines.map((engine) => [engine, wrong.results.filter(fails(engine)).length]);
  return {
    rules,
    engines,
    ...policy,
    green: green.seconds,
    wrong: wrong.seconds,
    failing: Object.fromEntries(failing),
    causes: causesOf(wrong.results).filter((cause) => cause.failing).length,
  };
}

async function labSeconds(name, launch, plans) {
  const lab = new Lab({
    launch: (spki) => launch(name, { spki, headless: true }),
    fails: ({ plan, via }, observation, engine) => isFailing(judge(plan, via, observation, engine).verdict),
  });
  try {
    const { info } = await lab.engine();
    const red = [];
    const began = performance.now();
    for (const visit of groupVisits(plans))
      await lab.run(visit, ({ plan, via }, observation) => {
        const { verdict, differences } = judge(plan, via, observation, info);
        if (isFailing(verdict)) red.push(`${plan.id}: ${differences.join('; ')}`);
      });
    const seconds = (performance.now() - began) / 1000;
    if (red.length > 0) throw new Error(`a server that is right is red in ${name}:\n${red.join('\n')}`);
    return seconds;
  } finally {
    await lab.close();
  }
}

async function screenSeconds(folder) {
  const { plans } = loadSuite([folder]);
  const targets = new Targets();
  try {
    const to = await targets.reach(plans[0].check.target);
    const began = performance.now();
    await screen(
      plans.map(({ id, check }) => ({ id, check })),
      to,
    );
    return (performance.now() - began) / 1000;
  } finally {
    await targets.stop();
  }
}

async function express(engines, kind) {
  return inFolder(async (folder) => {
    writeExpress(folder, kind);
    const { ms, collected } = await run(engines, folder, ['--ignore-snapshots'], {
      statuses: kind === 'green' ? [0] : [1],
      collect: resultsIn,
    });
    return { seconds: ms / 1000, results: collected };
  });
}

function run([engine, ...others], scenarios, args, options = {}) {
  const projects = others.map((other) => `--project=${other}`);
  return suiteRun({ engine, scenarios, args: [...projects, ...args], ...options });
}

function resultsIn(report) {
  return readFileSync(join(report, 'results.jsonl'), 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('{"kind":"result"'))
    .map((line) => JSON.parse(line));
}

function fails(engine) {
  return (line) => line.engine === engine && isFailing(line.verdict);
}

async function inFolder(use) {
  const folder = mkdtempSync(join(tmpdir(), 'corsproof-bench-gate-'));
  try {
    return await use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
