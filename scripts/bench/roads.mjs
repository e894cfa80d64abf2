// Roads that are compared with the limit: the lab alone, and a context per case.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { judge } from '../../dist/src/judge/judge.js';
import { isFailing } from '../../dist/src/judge/verdict.js';
import { Lab } from '../../dist/src/lab/lab.js';
import { groupVisits } from '../../dist/src/lab/visits.js';
import { loadSuite } from '../../dist/src/policy/suite.js';
import { writeCorpus } from './corpus.mjs';

/** Gives `use` the folder of a corpus with `count` cases, and removes it. */
export async function withCorpus(count, scheme, use) {
  const folder = mkdtempSync(join(tmpdir(), 'corsproof-bench-'));
  try {
    writeCorpus(folder, count, scheme);
    return await use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Milliseconds of the lab for a corpus: servers, pages, calls, wire, verdicts; the engine runs already. */
export async function labAlone(launched, folder) {
  const { plans } = loadSuite([folder]);
  const visits = groupVisits(plans);
  const { launch } = launched;
  const fails = ({ plan, via }, observation, engine) =>
    isFailing(judge(plan, via, observation, engine).verdict);
  const lab = new Lab({ launch, fails });
  try {
    const { info } = await lab.engine();
    let held = 0;
    const began = performance.now();
    for (const visit of visits)
      await lab.run(visit, ({ plan, via }, observation) => {
        if (judge(plan, via, observation, info).verdict === 'conforms') held++;
      });
    const ms = performance.now() - began;
    const tests = visits.flatMap(({ entries }) => entries).length;
    if (held !== tests) throw new Error(`${held} of ${tests} cases conform in the lab`);
    return { ms, tests };
  } finally {
    await lab.close();
  }
}

/** Milliseconds per case when each has a context and a page of its own, from a sample of `count` cases. */
export async function contextEach(launched, folder, count) {
  const { plans } = loadSuite([folder]);
  const lab = new Lab({ launch: launched.launch, fails: () => false });
  try {
    await lab.engine();
    const sample = plans.slice(0, count).map((plan) => ({ ...plan, attribution: 'exclusive' }));
    const [visit] = groupVisits(sample.map((plan) => ({ ...plan, via: ['fetch'] })));
    const began = performance.now();
    for (const entry of visit.entries)
      await lab.run({ kind: 'exclusive', entries: [entry] }, () => undefined);
    return (performance.now() - began) / visit.entries.length;
  } finally {
    await lab.close();
  }
}
