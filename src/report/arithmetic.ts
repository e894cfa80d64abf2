/** The arithmetic with which a run ends. */
import { groupListed } from '../lab/visits.ts';
import type { ListedCase } from '../plan/listed.ts';
import type { Assembled } from './assemble.ts';

/** Lines of text: what was run, how fast, and what came out. */
export function arithmetic(
  plans: readonly ListedCase[],
  files: readonly string[],
  assembled: Assembled,
): string[] {
  const cases = new Set(plans.map(({ id }) => id.split('/').slice(0, 3).join('/')));
  const own = plans.filter(({ kind }) => kind === 'exclusive').length;
  const share = plans.length > 0 ? ((100 * own) / plans.length).toFixed(1) : '0';
  const { end, engines, labs, results } = assembled;
  const perEngine = engines.map(({ engine, build, version, driver, thirdPartyCookies }) => {
    const mine = results.filter((line) => line.engine === engine);
    const busy =
      labs.filter(({ project }) => project.endsWith(engine)).reduce((sum, lab) => sum + lab.busy, 0) / 1000;
    const speed =
      busy > 0
        ? `${(mine.length / busy).toFixed(0)} tests/s in the lab (${busy.toFixed(1)} s)`
        : 'observed earlier';
    return `  ${engine.padEnd(9)} ${version} (${build} by ${driver}, third-party cookies ${thirdPartyCookies}): ${mine.length} tests, ${speed}`;
  });
  const lab = labs.reduce((sum, { busy }) => sum + busy, 0) / 1000;
  return [
    `corsproof: ${files.length} files, ${cases.size} cases, ${plans.length} plans, ${groupListed(plans).length} visits; ${own} plans (${share} %) with a context of their own`,
    ...perEngine,
    `  ${end.total} tests in ${end.seconds} s, ${(end.total / Math.max(end.seconds, 0.1)).toFixed(0)} tests/s over all; labs at work ${lab.toFixed(1)} s, the rest is start-up and runner`,
    `  ${end.conforms} conform, ${end.diverges} diverge, ${end.stale} stale, ${end.violates} violate, ${end.inconclusive} inconclusive, ${end.unsupported} unsupported`,
  ];
}
