/** What sabotage came to, in lines for a terminal. */
import type { EngineSabotage } from '../report/trust-records.ts';
import type { Pair } from './pairs.ts';
import { titleOf } from './sabotage.ts';

/** One changed world and what it decides. */
export function tellPair(pair: Pair): string {
  const { bearing, mutant } = pair;
  const what =
    bearing.kind === 'deciding'
      ? bearing.changes.join('; ')
      : bearing.kind === 'not modelled'
        ? bearing.why
        : '';
  return [titleOf(pair), mutant.fact, mutant.where, bearing.kind, what].join('\t');
}

/** What became of an engine's changed worlds, and each that was not noticed. */
export function tellEngine({
  engine,
  version,
  tests,
  unsupported,
  red,
  survivors,
  broken,
  checksOff,
  minutes,
}: EngineSabotage) {
  const noticed = red.violates + red.stale + red.inconclusive;
  const unexplained = survivors.filter(({ kind }) => kind === 'unexplained').length;
  return [
    `${engine} ${version}: ${tests} tests green in their own worlds, ${unsupported} not supported, ${minutes} min`,
    `  red in ${noticed} of ${noticed + survivors.length} worlds with one deciding fact changed (${red.violates} violates, ${red.stale} stale, ${red.inconclusive} inconclusive); ${unexplained} of the others unexplained`,
    ...broken.map((one) => `  red in its own world: ${one}`),
    ...survivors.map(
      ({ test, fact, where, kind, why }) => `  ${kind}: ${test} | ${fact} | ${where} | ${why}`,
    ),
    `  with its checks off: ${checksOff.red} of ${checksOff.deciding} red`,
    ...checksOff.survivors.map((test) => `  unnoticed: ${test}`),
  ].join('\n');
}
