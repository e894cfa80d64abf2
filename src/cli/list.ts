/** `corsproof list`: ids, safe in a shell and in a regular expression. */
import { BrokenScenarios } from '../plan/corpus.ts';
import { planAt, type Sheet, type SheetCase } from '../plan/sheet.ts';
import { loadSheets } from '../policy/suite.ts';
import { triesOf } from '../policy/tries.ts';
import { testTitle } from '../lab/visits.ts';
import { scenarioPlaces } from '../playwright/run.ts';

export interface ListOptions {
  grep?: string;
  /** A line for each test. */
  tests?: boolean;
  /** A line for each try of a check. */
  tries?: boolean;
}

export function list({ grep, tests, tries }: ListOptions): void {
  const { sheet, problems } = loadSheets(scenarioPlaces());
  if (problems.length > 0) throw new BrokenScenarios(problems);
  const lines = sheet.cases.flatMap((one) =>
    tries ? triesIn(sheet, one) : tests ? one.via.map((via) => testTitle(one, via)) : [one.id],
  );
  const wanted = grep === undefined ? lines : lines.filter((line) => new RegExp(grep).test(line));
  if (wanted.length > 0) console.log(wanted.join('\n'));
  if (wanted.length === 0) {
    console.error(`no ${tries ? 'try' : 'case'} matches ${grep ?? ''}`);
    process.exitCode = 1;
  }
}

/** The ids of what a check tries, each after its own. */
function triesIn({ lines }: Sheet, one: SheetCase): string[] {
  const { check } = one.kind === 'target' ? planAt(lines, one) : {};
  if (!check) return [];
  const { screen, browser } = triesOf(check);
  return [...new Set([...screen, ...browser].map(({ id }) => `${one.id}/${id}`))];
}
