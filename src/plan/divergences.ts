/** Divergences as written -> those that apply to a case; one that applies to none is reported. */
import picomatch from 'picomatch';
import type { DocumentPath, ReportProblem } from '../scenario/problems.ts';
import type {
  ScenarioCase,
  ScenarioDivergence,
  ScenarioExpectation,
  ScenarioFile,
  ScenarioRow,
} from '../scenario/schema.ts';
import type { Cell } from './matrix.ts';
import { prune } from './merge.ts';
import type { OriginNames } from './origins.ts';
import { planExpectation } from './request.ts';
import type { Client, DivergencePlan, StepPlan } from './types.ts';

export interface DivergencesInput {
  testCase: ScenarioCase;
  row: ScenarioRow | undefined;
  data: ScenarioFile;
  id: string;
  cell: Cell;
  via: Client[];
  names: OriginNames;
  path: DocumentPath;
  steps: StepPlan[];
  /** Gets every divergence that applied. */
  used: Set<ScenarioDivergence>;
}

export function planDivergences(input: DivergencesInput): DivergencePlan[] {
  const { testCase, row, data, id, cell, via, names, path, steps, used } = input;
  const inFile = id.split('/').slice(2).join('/');
  const ofFile = (data.divergences ?? []).filter((divergence) => matcherOf(divergence)(inFile));
  const last = steps.filter((step) => step.kind === 'request').at(-1);
  return [...ofFile, ...(testCase.divergences ?? []), ...(row?.divergences ?? [])].flatMap((divergence) => {
    const { engine, build, versions, seen, bug, note, reason, when = {}, expect } = divergence;
    const clients = via.filter((client) => when.via === undefined || listed(when.via).includes(client));
    const applies = Object.entries(when).every(
      ([axis, value]) => axis === 'via' || listed(value).includes(String(cell.values[axis])),
    );
    if (!applies || clients.length === 0) return [];
    used.add(divergence);
    const planned = planExpectation(
      prune(expect) as ScenarioExpectation,
      (url) => names.toUrl(url, path),
      last?.request.method ?? 'GET',
    );
    return [
      { engine, build, versions, bug, note, reason, seen: seen.map(String), via: clients, expect: planned },
    ];
  });
}

/** Compiling a pattern takes longer than planning a case. */
const matchers = new WeakMap<ScenarioDivergence, (id: string) => boolean>();

function matcherOf(divergence: ScenarioDivergence): (id: string) => boolean {
  const known = matchers.get(divergence) ?? picomatch(divergence.cases ?? ['**']);
  matchers.set(divergence, known);
  return known;
}

export function reportUnusedDivergences(
  data: ScenarioFile,
  used: Set<ScenarioDivergence>,
  report: ReportProblem,
): void {
  const look = (list: ScenarioDivergence[] | undefined, path: DocumentPath) =>
    list?.forEach((divergence, i) => {
      if (divergence.bug === undefined && divergence.note === undefined) {
        report(
          [...path, i],
          'the divergence has neither a bug nor a note',
          'link the public bug, or say in a note that none is known',
        );
      }
      if (!used.has(divergence))
        report([...path, i], 'the divergence applies to no case', 'check when: and cases:');
    });
  look(data.divergences, ['divergences']);
  data.cases.forEach((testCase, i) => {
    look(testCase.divergences, ['cases', i, 'divergences']);
    testCase.each?.forEach((row, j) => look(row.divergences, ['cases', i, 'each', j, 'divergences']));
  });
}

function listed(value: unknown): string[] {
  return (Array.isArray(value) ? value : [value]).map(String);
}
