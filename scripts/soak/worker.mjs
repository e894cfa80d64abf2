// One worker of a soak: runs its part of the corpus in shuffled order in a lab of its own, and says each verdict, after the
// version of the engine.
import { launchEngine } from '../../dist/src/browser/launch.js';
import { judge } from '../../dist/src/judge/judge.js';
import { isFailing } from '../../dist/src/judge/verdict.js';
import { Lab } from '../../dist/src/lab/lab.js';
import { groupVisits } from '../../dist/src/lab/visits.js';
import { loadSuite } from '../../dist/src/policy/suite.js';

const [engine, place, part, parts, seed] = process.argv.slice(2);

const { plans, problems } = loadSuite([place]);
if (problems.length > 0) throw new Error(`${problems.length} problems in ${place}`);
const mine = shuffled(plans, Number(seed)).filter((_, index) => index % Number(parts) === Number(part));
/** What was wrong with a test the first time, of those that were run again. */
const first = new Map();
const lab = new Lab({
  launch: (spki) => launchEngine(engine, { spki, headless: true }),
  fails: ({ plan, via, test }, observation, info) => {
    const { verdict, differences } = judge(plan, via, observation, info);
    if (isFailing(verdict) && !first.has(test)) first.set(test, differences);
    return isFailing(verdict);
  },
});
try {
  const { info } = await lab.engine();
  process.stdout.write(`${JSON.stringify({ version: info.version })}\n`);
  for (const visit of shuffled(groupVisits(mine), Number(seed) + 1))
    await lab.run(visit, ({ plan, via, test }, observation) => {
      const { verdict, differences } = judge(plan, via, observation, info);
      process.stdout.write(
        `${JSON.stringify({ test, verdict, differences, first: observation.attempt > 1 ? first.get(test) : undefined })}\n`,
      );
    });
} finally {
  await lab.close();
}

/** Fisher and Yates, from a seed (a linear congruential generator is random enough for an order). */
function shuffled(items, from) {
  const all = [...items];
  let state = from >>> 0;
  for (let i = all.length - 1; i > 0; i--) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    const j = Math.floor((state / 2 ** 32) * (i + 1));
    [all[i], all[j]] = [all[j], all[i]];
  }
  return all;
}
