/** Files and folders of scenarios and policies -> all plans and all problems, in a stable order. */
import { readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { loadSource, scenarioFiles, type Corpus } from '../plan/corpus.ts';
import { KeptPlans } from '../plan/kept-plans.ts';
import { parseYaml } from '../scenario/parse.ts';
import type { Problem } from '../scenario/problems.ts';
import type { CasePlan } from '../plan/types.ts';
import { expandPolicy } from './expand.ts';
import { policyFile } from './schema.ts';

/**
 * Loads files and folders; places in problems are relative to the working directory. With `keep`, plans of files that are
 * as they were when they were read last are taken from there.
 */
export function loadSuite(places: readonly string[], { keep = false } = {}): Corpus {
  const files = scenarioFiles(places);
  const plans: CasePlan[] = [];
  const problems: Problem[] = [];
  const kept = keep ? new KeptPlans(places) : null;
  for (const file of files) {
    const source = readFileSync(file, 'utf8');
    const shown = relative(process.cwd(), file) || file;
    const loaded = isPolicy(source)
      ? loadPolicy(source, file)
      : (kept?.load(source, shown) ?? loadSource(source, shown));
    plans.push(...loaded.plans);
    problems.push(...loaded.problems);
  }
  kept?.keep();
  if (files.length === 0)
    problems.push({
      file: places.join(', '),
      line: 1,
      col: 1,
      message: 'no scenario or policy file (*.yaml) is here',
    });
  return { plans, problems, files };
}

/** Parses and expands a policy. `file` is absolute. */
export function loadPolicy(source: string, file: string): { plans: CasePlan[]; problems: Problem[] } {
  const shown = relative(process.cwd(), file) || file;
  const parsed = parseYaml(source, shown, policyFile);
  const { plans, problems } = expandPolicy(parsed, new Date().toISOString().slice(0, 10));
  return { plans, problems: [...parsed.problems, ...problems] };
}

/** A policy has a target, which no scenario file has. */
function isPolicy(source: string): boolean {
  return /^target:/m.test(source);
}
