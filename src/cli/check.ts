/** `corsproof check`: every problem of every file, without a browser. */
import { loadSuite } from '../policy/suite.ts';
import { formatProblem } from '../scenario/problems.ts';
import { scenarioPlaces } from '../playwright/run.ts';

export function check(files: string[]): void {
  const { plans, problems, files: read } = loadSuite(files.length > 0 ? files : scenarioPlaces());
  for (const problem of problems) console.log(formatProblem(problem));
  if (problems.length > 0) process.exitCode = 1;
  const cases = `${read.length} ${read.length === 1 ? 'file' : 'files'}, ${plans.length} plans`;
  console.error(problems.length > 0 ? `${problems.length} problems in ${cases}` : `${cases}, no problems`);
}
