/** A run -> what the page is handed: an index, and a part for every scenario file. */
import { VERDICTS } from '../../judge/verdict.ts';
import { specLink } from '../../judge/spec.ts';
import type { PlanFinder } from '../../plan/sheet.ts';
import type { Assembled, CaseLine } from '../assemble.ts';
import { failuresOf, type Failure } from '../failures.ts';
import { groupBy } from '../group.ts';
import { placesOf } from '../places.ts';
import { explain } from './explained.ts';
import { targetsOf, type PlacedResult } from './targets.ts';
import type { Column, Divergence, Explained, FileIndex, Part, Payload, Row } from './types.ts';

export interface PayloadInput {
  assembled: Assembled;
  plans: PlanFinder;
  /** The text of a scenario file; null if it is not at hand. */
  readSource: (file: string) => string | null;
}

export function payloadOf({ assembled, plans, readSource }: PayloadInput): Payload {
  const { run, end } = assembled;
  const columns = columnsOf(assembled);
  const columnOf = new Map(columns.map((column, index) => [columnKey(column), index]));
  const results = assembled.results.map((line) => ({
    line,
    column: columnOf.get(columnKey({ ...line, name: line.project ?? line.engine })) ?? 0,
  }));
  const byFile = groupBy(results, ({ line }) => line.file);
  const files = [...byFile].sort(([a], [b]) => (a < b ? -1 : 1));
  const failures = failuresOf(assembled.results, plans);
  const changes = new Map(failures.map(({ id, change }) => [id, change]));
  const index: Payload['index'] = {
    run,
    end,
    verdicts: VERDICTS,
    columns,
    files: files.map(([file, own]) => fileIndex(file, own)),
    failures,
    divergences: divergencesOf(assembled.results),
    targets: targetsOf(results, plans, failures, (file) => files.findIndex(([name]) => name === file)),
  };
  const parts = files.map(
    ([file, own]) =>
      () =>
        partOf(own, readSource(file), explainer(plans, changes)),
  );
  return { index, parts };
}

function columnsOf({ results, engines }: Assembled): Column[] {
  const columns = new Map<string, Column>();
  for (const { engine, build, version, project } of results) {
    const known = engines.find(
      (one) => one.engine === engine && one.build === build && one.version === version,
    );
    const { driver = 'unknown', thirdPartyCookies = 'unknown' } = known ?? {};
    const column = { name: project ?? engine, engine, build, version, driver, thirdPartyCookies };
    columns.set(columnKey(column), column);
  }
  return [...columns.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

function columnKey({ name, build, version }: Pick<Column, 'name' | 'build' | 'version'>): string {
  return `${name} ${build} ${version}`;
}

function fileIndex(file: string, results: readonly PlacedResult[]): FileIndex {
  const rows = new Map<string, Row>();
  for (const { line, column } of results) {
    const { id, title } = line;
    const row = rows.get(id) ?? { id, title, line: line.line, cells: [] };
    row.cells.push([column, line.via, VERDICTS.indexOf(line.verdict), line.repeat ?? 0]);
    rows.set(id, row);
  }
  const [area = '', name = ''] = results[0]?.line.id.split('/') ?? [];
  return { file, area, name, rows: [...rows.values()].sort((a, b) => a.line - b.line) };
}

type Explain = (line: CaseLine) => Explained | undefined;

/** Explains every case once per client. */
function explainer(plans: PlanFinder, changes: ReadonlyMap<string, Failure['change']>): Explain {
  const known = new Map<string, Explained>();
  return ({ id, via }) => {
    const key = `${id} via ${via}`;
    const before = known.get(key);
    if (before) return before;
    const plan = plans.get(id);
    const explained = plan && explain(plan, via, changes.get(id) ?? []);
    if (explained) known.set(key, explained);
    return explained;
  };
}

function partOf(results: readonly PlacedResult[], source: string | null, explained: Explain): Part {
  const part: Part = { source, results: [], explained: {}, links: {} };
  const sorted = [...results].sort((a, b) => (a.line.id < b.line.id ? -1 : a.line.id > b.line.id ? 1 : 0));
  for (const { line, column } of sorted) {
    part.results.push({ ...line, column, repeat: line.repeat ?? 0 });
    const said = explained(line);
    if (said) part.explained[`${line.id} via ${line.via}`] = said;
    for (const short of line.spec) part.links[short] = specLink(short);
  }
  return part;
}

function divergencesOf(results: readonly CaseLine[]): Divergence[] {
  const diverging = results.filter(({ verdict }) => verdict === 'diverges');
  const groups = groupBy(diverging, ({ divergence }) =>
    JSON.stringify([divergence?.reason, divergence?.bug]),
  );
  return [...groups.values()]
    .sort((a, b) => b.length - a.length)
    .map((group) => ({
      reason: group[0]?.divergence?.reason ?? '',
      bug: group[0]?.divergence?.bug ?? null,
      where: placesOf(group),
      cases: [...groupBy(group, ({ id }) => id).values()].flatMap(([one]) =>
        one ? [{ id: one.id, title: one.title, via: one.via, project: one.project ?? one.engine }] : [],
      ),
    }));
}
