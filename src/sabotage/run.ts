/** Runs pairs in an engine, many to a visit, and judges what is seen of the changed world by the unchanged case. */
import { judge } from '../judge/judge.ts';
import type { Judgement } from '../judge/verdict.ts';
import type { Observation } from '../lab/observation.ts';
import { groupVisits, type Runner } from '../lab/visits.ts';
import type { CasePlan } from '../plan/types.ts';
import type { DecidingPair, Tested } from './pairs.ts';

export interface Ran {
  judgement: Judgement;
  observation: Observation;
}

export interface RanPair extends Ran {
  pair: DecidingPair;
}

export interface RanTest extends Ran {
  tested: Tested;
}

/** Each test in its own world, and each pair's judgement, in the same visits. */
export async function runPairs(
  runner: Runner,
  tests: readonly Tested[],
  pairs: readonly DecidingPair[],
  progress: (done: number, of: number) => void = () => undefined,
): Promise<{ unchanged: RanTest[]; changed: RanPair[] }> {
  const worlds = [
    ...tests.map((tested) => ({ ...tested, world: tested.plan })),
    ...pairs.map(({ plan, via, mutant }) => ({ plan, via, world: mutant.plan })),
  ];
  const ran = await runWorlds(runner, worlds, progress);
  return {
    unchanged: tests.flatMap((tested, index) => withRan({ tested }, ran[index])),
    changed: pairs.flatMap((pair, index) => withRan({ pair }, ran[tests.length + index])),
  };
}

/** Each test in its own world. */
export async function runUnchanged(runner: Runner, tests: readonly Tested[]): Promise<RanTest[]> {
  return (await runPairs(runner, tests, [])).unchanged;
}

function withRan<T>(what: T, ran: Ran | undefined): (T & Ran)[] {
  return ran ? [{ ...what, ...ran }] : [];
}

/** In the order given; what has no evidence is run once more, in other company. */
async function runWorlds(
  runner: Runner,
  tests: readonly (Tested & { world: CasePlan })[],
  progress: (done: number, of: number) => void,
): Promise<(Ran | undefined)[]> {
  const { info } = await runner.engine();
  const ran: (Ran | undefined)[] = tests.map(() => undefined);
  let done = 0;
  const places = tests.map((_, place) => place);
  await observe(places);
  await observe(places.filter((place) => ran[place]?.judgement.verdict === 'inconclusive'));
  return ran;

  async function observe(which: readonly number[]): Promise<void> {
    const worlds = new Map<CasePlan, number>();
    for (const place of which) {
      const test = tests[place];
      // A copy of its own, for several tests may run in the same world.
      if (test) worlds.set({ ...test.world, via: [test.via], id: `${test.world.id}/${place}` }, place);
    }
    for (const visit of groupVisits([...worlds.keys()])) {
      await runner.run(visit, ({ plan }, observation) => {
        const place = worlds.get(plan) ?? -1;
        const test = tests[place];
        if (!test) return;
        ran[place] = { observation, judgement: judge(test.plan, test.via, observation, info) };
      });
      progress((done += visit.entries.length), tests.length);
    }
  }
}
