/** Scenario file -> cases: the only place that applies defaults, merges `each`, multiplies `matrix` and names both. */
import { basename, dirname } from 'node:path';
import type { Parsed } from '../scenario/parse.ts';
import type { DocumentPath, Problem, ReportProblem } from '../scenario/problems.ts';
import type {
  ScenarioCase,
  ScenarioDivergence,
  ScenarioExpectation,
  ScenarioFile,
  ScenarioRequest,
  ScenarioRoute,
  ScenarioRow,
} from '../scenario/schema.ts';
import { exclusiveReason, needsRawServer } from './attribution.ts';
import { planCaller, planClients, serialisedCaller } from './caller.ts';
import { planDivergences, reportUnusedDivergences } from './divergences.ts';
import { cellsOf, type Cell } from './matrix.ts';
import { mergeAll, prune } from './merge.ts';
import { originNames, planOrigins, type OriginNames } from './origins.ts';
import { lacksOf, planRoute } from './routes.ts';
import { planSteps } from './steps.ts';
import type { CallerPlan, CasePlan, OriginPlan, RoutePlan } from './types.ts';

const DEFAULT_LIMIT = 10_000;

export interface Expanded {
  plans: CasePlan[];
  problems: Problem[];
}

/** Expands a parsed file into plans, and reports every mistake that the schema cannot see. */
export function expandFile({ file, data, locate }: Parsed<ScenarioFile>): Expanded {
  const problems: Problem[] = [];
  const report: ReportProblem = (path, message, hint) =>
    void problems.push({ file, ...locate(path), message, ...(hint === undefined ? {} : { hint }) });
  if (!data) return { plans: [], problems };
  const context: FileContext = { file, data, origins: planOrigins(data, report), used: new Set(), report };
  const plans: CasePlan[] = [];
  const ids = new Set<string>();
  data.cases.forEach((testCase, index) => {
    for (const variant of variantsOf(testCase, ['cases', index], context)) {
      if (ids.has(variant.id))
        report(
          [...variant.path, 'id'],
          `the id ${variant.id} stands twice`,
          'ids are public and must be unique',
        );
      ids.add(variant.id);
      const plan = planVariant(variant, testCase, locate(variant.path).line, context);
      if (plan) plans.push(plan);
    }
  });
  reportUnusedDivergences(data, context.used, report);
  return { plans, problems };
}

interface FileContext {
  file: string;
  data: ScenarioFile;
  origins: Record<string, OriginPlan>;
  /** Divergences that applied to some case. */
  used: Set<ScenarioDivergence>;
  report: ReportProblem;
}

/** A case, or a row of it, in one cell of its matrix. */
interface Variant {
  path: DocumentPath;
  id: string;
  row: ScenarioRow | ScenarioCase;
  cell: Cell;
}

function variantsOf(testCase: ScenarioCase, path: DocumentPath, { file, report }: FileContext): Variant[] {
  const prefix = `${basename(dirname(file))}/${basename(file).replace(/\.ya?ml$/, '')}/${testCase.id}`;
  const cells = cellsOf(testCase.matrix, path, report);
  const rows = testCase.each
    ? testCase.each.map((row, i) => ({ path: [...path, 'each', i], id: `${prefix}/${row.id}`, row }))
    : [{ path, id: prefix, row: testCase }];
  return rows.flatMap((row) =>
    cells.map((cell) => ({ ...row, id: [row.id, ...cell.names].join('/'), cell })),
  );
}

function planVariant(
  { path, id, row, cell }: Variant,
  testCase: ScenarioCase,
  line: number,
  context: FileContext,
): CasePlan | null {
  const { data, origins, report, file } = context;
  const own = row === testCase ? undefined : row;
  const names = originNames(origins, report);
  const layers = (key: 'from' | 'routes' | 'request' | 'expect', top?: unknown) =>
    prune(mergeAll(data.defaults?.[key], testCase[key], own?.[key], top));
  const from = planCaller(layers('from', cell.from) as Partial<CallerPlan> | undefined, names, path);
  const steps = planSteps({
    written: row.steps ?? testCase.steps,
    path,
    request: layers('request', cell.request) as ScenarioRequest,
    expect: layers('expect') as ScenarioExpectation,
    from,
    names,
    report,
  });
  if (!steps) return null;
  const twin = row.twin ?? testCase.twin;
  const via = planClients(row.via ?? testCase.via ?? data.defaults?.via, steps, from, path, report);
  const plan = {
    id,
    title: [own?.title ?? testCase.title ?? testCase.id, ...cell.names].join(', '),
    why: row.why ?? testCase.why ?? data.why,
    spec: row.spec ?? testCase.spec ?? data.spec,
    covers: row.covers ?? testCase.covers ?? data.covers ?? [],
    area: basename(dirname(file)),
    file,
    line,
    via,
    from,
    origins,
    routes: planRoutes(layers('routes') as Record<string, ScenarioRoute> | undefined, names, path, report),
    steps,
    divergences: planDivergences({
      testCase,
      row: own,
      data,
      id,
      cell,
      via,
      names,
      path,
      steps,
      used: context.used,
    }),
    ...(twin === undefined ? {} : { twin }),
    limit: row.limit ?? testCase.limit ?? DEFAULT_LIMIT,
  };
  const spoken = replaceCaller(plan, serialisedCaller(from)) as typeof plan;
  const raw = needsRawServer(spoken);
  const reason = exclusiveReason(spoken, raw);
  return reason === null
    ? { ...spoken, raw, attribution: 'token' }
    : { ...spoken, raw, attribution: 'exclusive', exclusiveBecause: reason };
}

function planRoutes(
  routes: Record<string, ScenarioRoute> | undefined,
  names: OriginNames,
  path: DocumentPath,
  report: ReportProblem,
): Record<string, RoutePlan> {
  const toUrl = (written: string) => names.toUrl(written, path);
  const plans: Record<string, RoutePlan> = {};
  for (const [place, route] of Object.entries(routes ?? {})) {
    const lacks = lacksOf(route);
    if (lacks !== null) report([...path, 'routes', place], `in the route ${place}, ${lacks}`);
    const url = toUrl(place);
    const [, name = ''] = /^\$(.+?)\//.exec(url) ?? [];
    // A name that is none has been reported.
    if (!names.known.includes(name) && !/^[a-z][a-z0-9]*(\/|$)/.test(place))
      report([...path, 'routes', place], `the route ${place} is not that of an origin: name/path`);
    plans[url] = planRoute(route, toUrl);
  }
  return plans;
}

/** `$caller` is the serialised origin of whoever calls. What does not speak of it is the same object afterwards. */
function replaceCaller(value: unknown, caller: string): unknown {
  if (typeof value === 'string')
    return value.includes('$caller') ? value.replace(/\$caller(?![a-z0-9])/g, () => caller) : value;
  if (typeof value !== 'object' || value === null) return value;
  let replaced: Record<string, unknown> | undefined;
  for (const [key, inner] of Object.entries(value)) {
    const now = replaceCaller(inner, caller);
    if (now === inner) continue;
    replaced ??= (Array.isArray(value) ? [...(value as unknown[])] : { ...value }) as Record<string, unknown>;
    replaced[key] = now;
  }
  return replaced ?? value;
}
