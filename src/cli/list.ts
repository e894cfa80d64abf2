/** `corsproof list`: ids, safe in a shell and in a regular expression. */
import { BrokenScenarios } from '../plan/corpus.ts';
import { loadSheets } from '../policy/suite.ts';
import { testTitle } from '../lab/visits.ts';
import { scenarioPlaces } from '../playwright/run.ts';

export function list({ grep, tests }: { grep?: string; tests?: boolean }): void {
  const { sheet, problems } = loadSheets(scenarioPlaces());
  if (problems.length > 0) throw new BrokenScenarios(problems);
  const lines = sheet.cases.flatMap((one) => (tests ? one.via.map((via) => testTitle(one, via)) : [one.id]));
  const wanted = grep === undefined ? lines : lines.filter((line) => new RegExp(grep).test(line));
  if (wanted.length > 0) console.log(wanted.join('\n'));
  if (wanted.length === 0) {
    console.error(`no case matches ${grep ?? ''}`);
    process.exitCode = 1;
  }
}
