/** A folder of scenario files -> all plans and all problems, in a stable order. */
import { createHash } from 'node:crypto';
import { readFileSync, readdirSync, statSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { formatProblem, type Problem } from '../scenario/problems.ts';
import { parseScenario } from '../scenario/parse.ts';
import { expandFile } from './expand.ts';
import { lintRedirects, lintReferences } from './lint.ts';
import { lintTwins } from './twins.ts';
import type { CasePlan } from './types.ts';

export interface Corpus {
  plans: CasePlan[];
  problems: Problem[];
  files: string[];
}

/** Thrown when a folder of scenarios has problems; the message lists them all. */
export class BrokenScenarios extends Error {
  readonly problems: Problem[];

  constructor(problems: Problem[]) {
    super(
      `${problems.length} ${problems.length === 1 ? 'problem' : 'problems'} in the scenario files:\n${problems.map(formatProblem).join('\n')}`,
    );
    this.name = 'BrokenScenarios';
    this.problems = problems;
  }
}

/** Loads files and folders; places in problems are relative to the working directory. */
export function loadCorpus(places: readonly string[]): Corpus {
  const files = scenarioFiles(places);
  const plans: CasePlan[] = [];
  const problems: Problem[] = [];
  for (const file of files) {
    const loaded = loadFile(file);
    plans.push(...loaded.plans);
    problems.push(...loaded.problems);
  }
  if (files.length === 0)
    problems.push({ file: places.join(', '), line: 1, col: 1, message: 'no scenario file (*.yaml) is here' });
  return { plans, problems, files };
}

/** Parses, expands and lints one file. */
export function loadFile(file: string): { plans: CasePlan[]; problems: Problem[] } {
  return loadSource(readFileSync(file, 'utf8'), relative(process.cwd(), file) || file);
}

/** Likewise a file that has been read; `shown` is its name in problems. */
export function loadSource(source: string, shown: string): { plans: CasePlan[]; problems: Problem[] } {
  const parsed = parseScenario(source, shown);
  const { plans, problems } = expandFile(parsed);
  const twins = lintTwins(plans);
  const linted = plans.flatMap((plan) =>
    [lintReferences(plan), lintRedirects(plan), twins.get(plan) ?? []].flat().map((problem) => ({
      file: shown,
      line: plan.line,
      col: 1,
      ...problem,
      message: `${plan.id.split('/').slice(2).join('/')}: ${problem.message}`,
    })),
  );
  return { plans, problems: [...parsed.problems, ...problems, ...linted] };
}

/** Hash of anything that serialises, short enough to read. */
export function hashOf(value: unknown): string {
  return hashOfText(JSON.stringify(value));
}

export function hashOfText(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}

/** The scenario files in files and folders, in a stable order. */
export function scenarioFiles(places: readonly string[]): string[] {
  return [...new Set(places.flatMap(filesIn))].sort();
}

function filesIn(place: string): string[] {
  const path = resolve(place);
  const stats = statSync(path, { throwIfNoEntry: false });
  if (!stats) return [];
  if (stats.isFile()) return [path];
  return readdirSync(path, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.ya?ml$/.test(name))
    .map((name) => join(path, name));
}
