/** `corsproof check`: every problem of every file, without a browser. */
import { loadSheets } from '../policy/suite.ts';
import { formatProblem } from '../scenario/problems.ts';
import { scenarioPlaces } from '../playwright/run.ts';

export function check(files: string[]): void {
  const suite = loadSheets(files.length > 0 ? files : scenarioPlaces());
  const { length: problems } = suite.problems;
  for (const problem of suite.problems) console.log(formatProblem(problem));
  if (problems > 0) process.exitCode = 1;
  const { length: read } = suite.files;
  const cases = `${read} ${read === 1 ? 'file' : 'files'}, ${suite.sheet.cases.length} cases`;
  console.error(problems > 0 ? `${problems} problems in ${cases}` : `${cases}, no problems`);
}
