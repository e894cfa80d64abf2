/** Sabotages the worlds of many cases in one engine, and counts what is noticed. */
import type { EngineInfo } from '../browser/engine.ts';
import { isFailing } from '../judge/verdict.ts';
import type { EngineSabotage } from '../report/trust-records.ts';
import { testTitle } from '../lab/visits.ts';
import { needsChecks } from './checks-off.ts';
import { isDeciding, type DecidingPair, type Pair, type Tested } from './pairs.ts';
import type { Runner } from '../lab/visits.ts';
import { runPairs, runUnchanged, type RanPair, type RanTest } from './run.ts';
import { reasonOf } from './survivors.ts';

/** Cases whose own world must be green, and the changed worlds in which they must not be. */
export interface Sabotage {
  tests: readonly Tested[];
  pairs: readonly Pair[];
}

export type Sabotaged = Omit<EngineSabotage, 'checksOff' | 'minutes'>;

/** A case that is red in its own world, and again without company, proves nothing in another one and is not counted. */
export async function sabotage(
  runner: Runner,
  { tests, pairs }: Sabotage,
  progress: (done: number, of: number) => void = () => undefined,
): Promise<Sabotaged> {
  const { info } = await runner.engine();
  const deciding = pairs.filter(isDeciding);
  const first = await runPairs(runner, tests, deciding, progress);
  const failing = first.unchanged.filter(isRed).map(({ tested }) => tested);
  const isAgain = among(failing);
  const again = await runApart(runner, failing, deciding.filter(isAgain));
  const broken = again.unchanged.filter(isRed);
  const unsupported = [...first.unchanged, ...again.unchanged].filter(
    ({ judgement }) => judgement.verdict === 'unsupported',
  );
  const isLeftOut = among([...broken, ...unsupported].map(({ tested }) => tested));
  const changed = [...first.changed.filter(({ pair }) => !isAgain(pair)), ...again.changed];
  return {
    ...summary(
      info,
      changed.filter(({ pair }) => !isLeftOut(pair)),
    ),
    tests: tests.length,
    unsupported: unsupported.length,
    broken: broken.map(told),
    notDeciding: counts(pairs.filter((pair) => !isLeftOut(pair))),
  };
}

/** Each in a visit of its own: copies of a case share what their page has, such as the bytes of keepalive requests. */
async function runApart(runner: Runner, tests: readonly Tested[], pairs: readonly DecidingPair[]) {
  const unchanged: RanTest[] = [];
  const changed: RanPair[] = [];
  for (const tested of tests) unchanged.push(...(await runUnchanged(runner, [tested])));
  for (const pair of pairs) changed.push(...(await runPairs(runner, [], [pair])).changed);
  return { unchanged, changed };
}

function isRed({ judgement }: RanTest): boolean {
  return isFailing(judgement.verdict);
}

/** Whether a test, or a changed world of it, is one of these. */
function among(tests: readonly Tested[]): (one: Tested) => boolean {
  const titles = new Set(tests.map(titleOf));
  return (one) => titles.has(titleOf(one));
}

/** Runs the tests that need the engine's checks in `runner`, whose engine has them switched off. */
export async function withoutChecks(
  runner: Runner,
  tests: readonly Tested[],
): Promise<EngineSabotage['checksOff']> {
  const { info } = await runner.engine();
  const needing = tests.filter((tested) => needsChecks(tested, info.engine));
  const ran = await runUnchanged(runner, needing);
  const counted = ran.filter(({ judgement }) => judgement.verdict !== 'unsupported');
  const survivors = counted.filter(({ judgement }) => !isFailing(judgement.verdict));
  return {
    deciding: counted.length,
    red: counted.length - survivors.length,
    survivors: survivors.map(({ tested }) => titleOf(tested)),
  };
}

function summary(
  { engine, build, version }: EngineInfo,
  ran: readonly RanPair[],
): Pick<Sabotaged, 'engine' | 'build' | 'version' | 'red' | 'facts' | 'survivors'> {
  const count = (verdict: string) => ran.filter(({ judgement }) => judgement.verdict === verdict).length;
  const facts: EngineSabotage['facts'] = {};
  for (const { pair, judgement } of ran) {
    const fact = (facts[pair.mutant.fact] ??= { deciding: 0, red: 0 });
    fact.deciding += 1;
    if (isFailing(judgement.verdict)) fact.red += 1;
  }
  const survivors = ran.filter(({ judgement }) => !isFailing(judgement.verdict));
  return {
    engine,
    build,
    version,
    red: { violates: count('violates'), stale: count('stale'), inconclusive: count('inconclusive') },
    facts: Object.fromEntries(Object.entries(facts).sort(([a], [b]) => (a < b ? -1 : 1))),
    survivors: survivors.map((one) => ({
      test: titleOf(one.pair),
      fact: one.pair.mutant.fact,
      where: one.pair.mutant.where,
      ...reasonOf(one, { engine, build, version, driver: '' }),
    })),
  };
}

function counts(pairs: readonly Pair[]): Sabotaged['notDeciding'] {
  const of = (kind: string) => pairs.filter(({ bearing }) => bearing.kind === kind).length;
  return { noDifference: of('no difference'), permitted: of('permitted'), notModelled: of('not modelled') };
}

export function titleOf({ plan, via }: Tested | DecidingPair): string {
  return testTitle(plan, via);
}

function told({ tested, judgement }: RanTest): string {
  return `${titleOf(tested)}: ${judgement.verdict}, ${judgement.differences.join('; ')}`;
}
