// Every road of one engine, side by side: the limit, the habit, the lab, the whole command.
import { createAuthority } from '../../dist/servers/tls.js';
import { bare } from './bare.mjs';
import { calls } from './corpus.mjs';
import { rounds } from './median.mjs';
import { peakMemory } from './memory.mjs';
import { suiteRun } from './playwright.mjs';
import { contextEach, labAlone, withCorpus } from './roads.mjs';

const LANES = 24;
/** Most cases that are given a context each: it takes long. */
const HABIT_SAMPLE = 12;

/** Every road once a round, one after another, so that a busy neighbour meets them all; milliseconds per test. */
export async function compare(name, launch, { cases, rounds: count, say }) {
  const authority = await createAuthority();
  const start = (spki) => launch(name, { spki, headless: true });
  return withCorpus(cases, 'http', (http) =>
    withCorpus(cases, 'https', async (https) => {
      const engine = await start(authority.spki);
      const all = await rounds(count, async (round) => {
        say(`${name}: round ${round} of ${count}`);
        return {
          bare: await bare(engine, authority, 'http', calls(cases), LANES),
          bareNamed: await bare(engine, authority, 'http', calls(cases), LANES, { named: true }),
          bareProved: await bare(engine, authority, 'http', calls(cases), LANES, {
            named: true,
            proved: true,
          }),
          bareTls: await bare(engine, authority, 'https', calls(cases), LANES),
          lab: (await labAlone({ launch: start }, http)).ms,
          labTls: (await labAlone({ launch: start }, https)).ms,
          run: (await suiteRun({ engine: name, scenarios: http })).ms,
        };
      });
      await engine.close();
      const habit = await contextEach({ launch: start }, http, Math.min(HABIT_SAMPLE, Math.ceil(cases / 10)));
      // Memory is looked at in a run of its own, which is not timed: looking took a fifth of the processor.
      const { seen: memory } = await suiteRun({ engine: name, scenarios: http, watch: peakMemory });
      const perTest = Object.entries(all).map(([road, ms]) => [road, ms / (2 * cases)]);
      return { cases, rounds: count, perTest: { ...Object.fromEntries(perTest), habit }, memory };
    }),
  );
}
