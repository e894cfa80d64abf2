/** Scenario file -> cases: the only place that applies defaults, merges `each`, multiplies `matrix` and names both. */
import { basename, dirname } from 'node:path';
import picomatch from 'picomatch';
import { didYouMean, type DocumentPath, type Problem } from '../scenario/problems.ts';
import type { Parsed } from '../scenario/parse.ts';
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
import { cellsOf, type Cell } from './matrix.ts';
import { mergeAll, prune, type Data } from './merge.ts';
import { cannotSay, planExpectation, planRequest } from './request.ts';
import { planRoute, toPairs, type ToUrl } from './routes.ts';
import {
  CLIENTS,
  type CallerPlan,
  type CasePlan,
  type Client,
  type DivergencePlan,
  type Expectation,
  type OriginPlan,
  type RoutePlan,
  type StepPlan,
} from './types.ts';

const DEFAULT_LIMIT = 10_000;
const OPAQUE = new Set(['sandboxed-iframe', 'data-iframe', 'data-worker']);

export interface Expanded {
  plans: CasePlan[];
  problems: Problem[];
}

/** Collects problems at places of one file. */
export type Report = (path: DocumentPath, message: string, hint?: string) => void;

type Variant = { path: DocumentPath; id: string; data: ScenarioRow | ScenarioCase; cell: Cell };

export function expandFile({ file, data, locate }: Parsed<ScenarioFile>): Expanded {
  const problems: Problem[] = [];
  const report: Report = (path, message, hint) =>
    void problems.push({ file, ...locate(path), message, ...(hint === undefined ? {} : { hint }) });
  if (!data) return { plans: [], problems };
  const origins = planOrigins(data, report);
  const used = new Set<ScenarioDivergence>();
  const plans: CasePlan[] = [];
  const ids = new Map<string, DocumentPath>();
  data.cases.forEach((testCase, index) => {
    const path = ['cases', index];
    for (const variant of variantsOf(testCase, path, report)) {
      const prefix = `${basename(dirname(file))}/${basename(file).replace(/\.ya?ml$/, '')}`;
      const id = `${prefix}/${variant.id}`;
      if (ids.has(id))
        report([...variant.path, 'id'], `the id ${id} stands twice`, 'ids are public and must be unique');
      ids.set(id, variant.path);
      const plan = planCase({
        id,
        file,
        line: locate(variant.path).line,
        testCase,
        variant,
        data,
        origins,
        used,
        report,
      });
      if (plan) plans.push(plan);
    }
  });
  reportUnusedDivergences(data, used, report);
  return { plans, problems };
}

function planOrigins(data: ScenarioFile, report: Report): Record<string, OriginPlan> {
  const origins: Record<string, OriginPlan> = {};
  for (const [name, written] of Object.entries(data.origins)) {
    const { origin, headers } = typeof written === 'string' ? { origin: written } : { ...written };
    const path = ['origins', name];
    if (name === 'caller') report(path, 'the name caller is taken: $caller is the origin of whoever calls');
    const url = URL.canParse(origin) ? new URL(origin) : null;
    if (!url || !/^https?:$/.test(url.protocol)) {
      report(
        path,
        `${name} is ${JSON.stringify(origin)}, not an http or https origin`,
        'for example http://api.example.com:8080',
      );
      continue;
    }
    if (url.origin !== origin)
      report(path, `${name} is ${JSON.stringify(origin)}, not a serialised origin`, `write ${url.origin}`);
    const same = Object.entries(origins).find(([, other]) => other.origin === url.origin);
    if (same)
      report(
        path,
        `${name} and ${same[0]} are the same origin, ${url.origin}`,
        'give one of them another host or port',
      );
    origins[name] = { origin: url.origin, pageHeaders: toPairs(headers) };
  }
  return origins;
}

function variantsOf(testCase: ScenarioCase, path: DocumentPath, report: Report): Variant[] {
  const cells = cellsOf(testCase.matrix, path, report);
  const rows: { path: DocumentPath; id: string; data: ScenarioRow | ScenarioCase }[] = testCase.each
    ? testCase.each.map((row, i) => ({
        path: [...path, 'each', i],
        id: `${testCase.id}/${row.id}`,
        data: row,
      }))
    : [{ path, id: testCase.id, data: testCase }];
  return rows.flatMap((row) =>
    cells.map((cell) => ({ ...row, id: [row.id, ...cell.names].join('/'), cell })),
  );
}

interface CaseInput {
  id: string;
  file: string;
  line: number;
  testCase: ScenarioCase;
  variant: Variant;
  data: ScenarioFile;
  origins: Record<string, OriginPlan>;
  used: Set<ScenarioDivergence>;
  report: Report;
}

function planCase({
  id,
  file,
  line,
  testCase,
  variant,
  data,
  origins,
  used,
  report,
}: CaseInput): CasePlan | null {
  const { path, cell } = variant;
  const row = variant.data;
  const layered = <K extends 'from' | 'routes' | 'request' | 'expect'>(key: K, top?: Data) =>
    prune(mergeAll(data.defaults?.[key], testCase[key], row === testCase ? undefined : row[key], top));
  const known = Object.keys(origins);
  const originName = (name: string, at: DocumentPath): string => {
    if (!origins[name]) report(at, `${name} is not an origin of this file`, didYouMean(name, known));
    return name;
  };
  const toUrl: ToUrl = (written) => toReference(written, known, path, report);
  const from = planCaller(
    layered('from', cell.from) as Partial<CallerPlan>,
    known[0] ?? '',
    originName,
    path,
  );
  const caller = OPAQUE.has(from.context) ? 'null' : `$${from.origin}`;
  const routes = planRoutes(layered('routes') as Record<string, ScenarioRoute>, toUrl);
  const baseRequest = layered('request', cell.request) as ScenarioRequest;
  const baseExpect = layered('expect') as ScenarioExpectation;
  const steps = planSteps({ row, testCase, path, baseRequest, baseExpect, from, toUrl, originName, report });
  if (!steps) return null;
  const written = row.via ?? testCase.via ?? data.defaults?.via;
  const via = planClients(written, steps, from, path, report);
  const plan = {
    id,
    title: [row.title ?? testCase.title ?? testCase.id, ...cell.names].join(', '),
    why: row.why ?? testCase.why ?? data.why,
    spec: row.spec ?? testCase.spec ?? data.spec,
    area: basename(dirname(file)),
    file,
    line,
    via,
    from,
    origins,
    routes,
    steps,
    divergences: planDivergences({ testCase, row, data, id, cell, via, toUrl, steps, used }),
    ...((row.twin ?? testCase.twin) === undefined ? {} : { twin: row.twin ?? testCase.twin }),
    limit: row.limit ?? testCase.limit ?? DEFAULT_LIMIT,
  };
  const spoken = replaceCaller(plan, caller) as typeof plan;
  const raw = needsRawServer(spoken);
  const exclusive = exclusiveReason(spoken, raw);
  return {
    ...spoken,
    raw,
    attribution: exclusive === null ? 'token' : 'exclusive',
    ...(exclusive === null ? {} : { exclusiveBecause: exclusive }),
  };
}

/** `$caller` is the serialised origin of whoever calls: `null` for an opaque one. */
function replaceCaller(value: unknown, caller: string): unknown {
  if (typeof value === 'string') return value.replace(/\$caller(?![a-z0-9])/g, () => caller);
  if (Array.isArray(value)) return value.map((item) => replaceCaller(item, caller));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, replaceCaller(inner, caller)]));
}

function toReference(written: string, known: string[], path: DocumentPath, report: Report): string {
  const [, name, rest] = /^([a-z][a-z0-9]*)(\/.*)?$/s.exec(written) ?? [];
  if (name === undefined) return written;
  if (known.includes(name)) return `$${name}${rest ?? '/'}`;
  report(
    path,
    `${JSON.stringify(written)} begins with ${name}, which is not an origin of this file`,
    didYouMean(name, known),
  );
  return written;
}

function planCaller(
  from: Partial<CallerPlan> | undefined,
  first: string,
  originName: (name: string, at: DocumentPath) => string,
  path: DocumentPath,
): CallerPlan {
  const at = [...path, 'from'];
  return {
    origin: originName(from?.origin ?? first, at),
    context: from?.context ?? 'document',
    ...(from?.top === undefined ? {} : { top: originName(from.top, at) }),
  };
}

function planRoutes(
  routes: Record<string, ScenarioRoute> | undefined,
  toUrl: ToUrl,
): Record<string, RoutePlan> {
  return Object.fromEntries(
    Object.entries(routes ?? {}).map(([place, route]) => [toUrl(place), planRoute(route, toUrl)]),
  );
}

interface StepsInput {
  row: ScenarioRow | ScenarioCase;
  testCase: ScenarioCase;
  path: DocumentPath;
  baseRequest: ScenarioRequest;
  baseExpect: ScenarioExpectation;
  from: CallerPlan;
  toUrl: ToUrl;
  originName: (name: string, at: DocumentPath) => string;
  report: Report;
}

function planSteps({
  row,
  testCase,
  path,
  baseRequest,
  baseExpect,
  from,
  toUrl,
  originName,
  report,
}: StepsInput): StepPlan[] | null {
  const written = row.steps ?? testCase.steps ?? [{ expect: {} }];
  let complete = true;
  const steps = written.map((step, index): StepPlan => {
    if ('reload' in step) return { kind: 'reload' };
    if ('wait-max-age' in step) return { kind: 'wait', maxAge: step['wait-max-age'] };
    const request = planRequest(prune(mergeAll(baseRequest, step.request)) as ScenarioRequest, toUrl);
    const merged = prune(mergeAll(baseExpect, step.expect)) as ScenarioExpectation;
    const expect = { preflight: 'none', ...planExpectation(merged, toUrl, request.method) } as Expectation;
    const at = row.steps || testCase.steps ? [...path, 'steps', index] : path;
    complete = checkStep(request, expect, at, report) && complete;
    return {
      kind: 'request',
      request,
      expect,
      ...(step.from ? { from: planCaller({ ...from, ...step.from }, from.origin, originName, at) } : {}),
    };
  });
  return complete ? steps : null;
}

function checkStep(
  request: RequestStep['request'],
  expect: Partial<Expectation>,
  at: DocumentPath,
  report: Report,
): boolean {
  if (request.url === '')
    report(at, 'the request has no url', 'give request: { url: api/path } here or in defaults');
  if (expect.outcome === undefined)
    report(at, 'the expectation has no outcome', 'one of allowed, blocked, opaque');
  if (expect.outcome === 'blocked' && expect.at === undefined)
    report(at, 'a block is expected and not where', 'add at: request, preflight, redirect or response');
  if (expect.outcome !== 'blocked' && expect.at !== undefined)
    report(at, `at: ${expect.at} is said of a request that is not blocked`);
  if (expect.at === 'preflight' && expect.preflight === 'none')
    report(
      at,
      'a block at the preflight is expected without a preflight',
      'add preflight: { method, headers }',
    );
  return request.url !== '' && expect.outcome !== undefined;
}

type RequestStep = Extract<StepPlan, { kind: 'request' }>;

function planClients(
  written: Client[] | undefined,
  steps: StepPlan[],
  from: CallerPlan,
  path: DocumentPath,
  report: Report,
): Client[] {
  const asked = written ?? CLIENTS.filter((client) => client !== 'http');
  const reasons = asked.map((client) => {
    const request = steps.filter((step) => step.kind === 'request');
    const reason = request
      .map((step) => cannotSay(client, step.request, (step.from ?? from).context))
      .find((found) => found !== null);
    if (reason !== undefined && written) report(path, `via: ${client} is asked for, but ${reason}`);
    return reason;
  });
  const via = asked.filter((_, i) => reasons[i] === undefined);
  if (via.length === 0 && !written)
    report(path, `no client can make this request: ${[...new Set(reasons)].join('; ')}`);
  return via;
}

interface DivergencesInput {
  testCase: ScenarioCase;
  row: ScenarioRow | ScenarioCase;
  data: ScenarioFile;
  id: string;
  cell: Cell;
  via: Client[];
  toUrl: ToUrl;
  steps: StepPlan[];
  used: Set<ScenarioDivergence>;
}

function planDivergences({
  testCase,
  row,
  data,
  id,
  cell,
  via,
  toUrl,
  steps,
  used,
}: DivergencesInput): DivergencePlan[] {
  const ofFile = (data.divergences ?? []).filter(({ cases }) =>
    (cases ?? ['**']).some((glob) => picomatch(glob)(id.split('/').slice(2).join('/'))),
  );
  const ofCase = [...(testCase.divergences ?? []), ...(row === testCase ? [] : (row.divergences ?? []))];
  const last = steps.filter((step) => step.kind === 'request').at(-1);
  return [...ofFile, ...ofCase].flatMap((divergence) => {
    const { when = {}, cases: _cases, seen, expect, ...rest } = divergence;
    const listed = (value: unknown) => (Array.isArray(value) ? value : [value]).map(String);
    const clients = when.via === undefined ? via : via.filter((client) => listed(when.via).includes(client));
    const applies = Object.entries(when).every(
      ([axis, value]) => axis === 'via' || listed(value).includes(String(cell.values[axis])),
    );
    if (!applies || clients.length === 0) return [];
    used.add(divergence);
    const planned = planExpectation(expect, toUrl, last?.request.method ?? 'GET');
    return [{ ...rest, seen: seen.map(String), via: clients, expect: planned }];
  });
}

function reportUnusedDivergences(data: ScenarioFile, used: Set<ScenarioDivergence>, report: Report): void {
  const unused = (list: ScenarioDivergence[] | undefined, path: DocumentPath) =>
    list?.forEach((divergence, i) => {
      if (!divergence.bug && !divergence.note)
        report(
          [...path, i],
          'the divergence has neither a bug nor a note',
          'link the public bug, or say in a note that none is known',
        );
      if (!used.has(divergence))
        report([...path, i], 'the divergence applies to no case', 'check when: and cases:');
    });
  unused(data.divergences, ['divergences']);
  data.cases.forEach((testCase, i) => {
    unused(testCase.divergences, ['cases', i, 'divergences']);
    testCase.each?.forEach((row, j) => unused(row.divergences, ['cases', i, 'each', j, 'divergences']));
  });
}
