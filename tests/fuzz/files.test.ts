/** Scenario and policy files: whatever stands in them, every problem is told with its place, and nothing is obeyed. */
import { stringify } from 'yaml';
import type fc from 'fast-check';
import { afterEach, expect, test } from 'vitest';
import { predict } from '../../src/fetch/predict.ts';
import { mountOf } from '../../src/lab/prepare.ts';
import { loadSource } from '../../src/plan/corpus.ts';
import type { CasePlan } from '../../src/plan/types.ts';
import { loadPolicy } from '../../src/policy/suite.ts';
import { parseScenario } from '../../src/scenario/parse.ts';
import { formatProblem, type Problem } from '../../src/scenario/problems.ts';
import { parse } from 'yaml';
import { edited } from './edits.ts';
import { TEST_LIMIT, holds, isPrintable } from './harness.ts';
import { YAML } from './nasty.ts';
import { textsOf } from './sources.ts';
import { editedTree } from './trees.ts';

const scenarios = textsOf('scenarios', /^cases:/m);
const policies = textsOf('examples', /^target:/m);

afterEach(() => {
  expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
});

test('a scenario file of any text', { timeout: TEST_LIMIT }, () =>
  holds('scenario texts', edited(scenarios, YAML), (text) => checkScenario(text)),
);

test('a scenario file of any tree', { timeout: TEST_LIMIT }, () =>
  holds('scenario trees', treesOf(scenarios), (text) => checkScenario(text)),
);

test('a policy file of any text', { timeout: TEST_LIMIT }, () =>
  holds('policy texts', edited(policies, YAML), (text) => checkPolicy(text)),
);

test('a policy file of any tree', { timeout: TEST_LIMIT }, () =>
  holds('policy trees', treesOf(policies), (text) => checkPolicy(text)),
);

test('a bomb of aliases is refused at its first alias, in no time', () => {
  const levels = Array.from({ length: 30 }, (_, i) => `l${i + 1}: &l${i + 1} [${`*l${i},`.repeat(9)}]`);
  const { problems } = parseScenario(`l0: &l0 boom\n${levels.join('\n')}\n`, 'area/bomb.yaml');
  expect(problems[0]).toMatchObject({ line: 1, message: 'anchors and aliases are not part of the language' });
});

function treesOf(sources: readonly string[]): fc.Arbitrary<string> {
  const trees = sources.map((source): unknown => parse(source));
  return editedTree(trees).map((tree) => stringify(tree, { aliasDuplicateObjects: false }));
}

function checkScenario(text: string): void {
  const { plans, problems } = loadSource(text, 'area/file.yaml');
  checkProblems(text, problems);
  if (problems.length === 0) for (const plan of plans.slice(0, 5)) run(plan);
}

function checkPolicy(text: string): void {
  const { plans, problems } = loadPolicy(text, `${process.cwd()}/policies/file.yaml`);
  checkProblems(text, problems);
  for (const { file } of plans) expect(file).not.toContain('..');
}

/** What a run would do with it, up to the first byte that is sent. */
function run(plan: CasePlan): void {
  for (const via of plan.via) predict(plan, via);
  mountOf(plan, 't1', null);
}

function checkProblems(text: string, problems: readonly Problem[]): void {
  const lines = text.split(/\r\n|\r|\n/);
  for (const problem of problems) {
    const { line, col, message } = problem;
    const told = formatProblem(problem);
    isPrintable(told);
    if (message.trim() === '') throw new Error('a problem without words');
    if (told.length > 12_000)
      throw new Error(`a problem of ${told.length} characters: ${told.slice(0, 200)}`);
    if (!Number.isInteger(line) || line < 1 || line > lines.length + 1)
      throw new Error(`line ${line} of ${lines.length}: ${told}`);
    if (!Number.isInteger(col) || col < 1) throw new Error(`column ${col}: ${told}`);
  }
}
