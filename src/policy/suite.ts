/** Files and folders of scenarios and policies -> all plans and all problems, in a stable order. */
import { readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { loadSource, scenarioFiles, type Corpus } from '../plan/corpus.ts';
import { KeptPlans } from '../plan/kept-plans.ts';
import { joinSheets, sheetOf, type Sheet } from '../plan/sheet.ts';
import { parseYaml } from '../scenario/parse.ts';
import type { Problem } from '../scenario/problems.ts';
import type { CasePlan } from '../plan/types.ts';
import { expandPolicy } from './expand.ts';
import { policyFile } from './schema.ts';
import { failOnOverride } from './fail-on.ts';

/** A corpus whose plans are text. */
export interface SheetCorpus extends Omit<Corpus, 'plans'> {
  sheet: Sheet;
}

/** Loads files and folders; places in problems are relative to the working directory. */
export function loadSuite(places: readonly string[]): Corpus {
  const { loaded, problems, files } = load(places, loadSource);
  return { plans: loaded.flatMap(({ plans }) => plans), problems, files };
}

/** Likewise as sheets; those of files that are as they were when they were read last are taken from there. */
export function loadSheets(places: readonly string[]): SheetCorpus {
  const kept = new KeptPlans(places);
  const read = load<{ sheet: Sheet } | { plans: CasePlan[] }>(places, (source, shown) =>
    kept.load(source, shown),
  );
  kept.tidy();
  const sheets = read.loaded.map((one) => ('sheet' in one ? one.sheet : sheetOf(one.plans)));
  return { sheet: joinSheets(sheets), problems: read.problems, files: read.files };
}

/** What `loadScenario` or, of a policy, `loadPolicy` makes of each file. */
function load<Loaded extends object>(
  places: readonly string[],
  loadScenario: (source: string, shown: string) => Loaded & { problems: Problem[] },
) {
  const files = scenarioFiles(places);
  const loaded = files.map((file) => {
    const source = readFileSync(file, 'utf8');
    return isPolicy(source)
      ? loadPolicy(source, file)
      : loadScenario(source, relative(process.cwd(), file) || file);
  });
  const problems = loaded.flatMap((one) => one.problems);
  if (files.length === 0)
    problems.push({
      file: places.join(', '),
      line: 1,
      col: 1,
      message: 'no scenario or policy file (*.yaml) is here',
    });
  return { loaded, problems, files };
}

/** Parses and expands a policy. `file` is absolute. */
export function loadPolicy(source: string, file: string): { plans: CasePlan[]; problems: Problem[] } {
  const shown = relative(process.cwd(), file) || file;
  const parsed = parseYaml(source, shown, policyFile);
  const failOn = failOnOverride();
  const { plans, problems } = expandPolicy(parsed, {
    today: new Date().toISOString().slice(0, 10),
    ...(failOn === undefined ? {} : { failOn }),
  });
  return { plans, problems: [...parsed.problems, ...problems] };
}

/** A policy has a target, which no scenario file has. */
function isPolicy(source: string): boolean {
  return /^target:/m.test(source);
}
