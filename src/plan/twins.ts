/** Every expected block has its twin: an allowed case of its file that differs in one fact. */
import { didYouMean } from '../scenario/problems.ts';
import { tellsNothing } from './clients.ts';
import { requestsOf, type LintProblem, type RequestStep } from './lint.ts';
import type { CasePlan, HeaderPairs } from './types.ts';

interface Twin {
  plan: CasePlan;
  /** Its place among the cases of the file. */
  index: number;
}

/** What is wrong with the blocks among the cases of one file. */
export function lintTwins(plans: readonly CasePlan[]): Map<CasePlan, LintProblem> {
  const allowed = plans.flatMap((plan, index) => (isAllowed(plan) ? [{ plan, index }] : []));
  const facts = new Map<CasePlan, unknown>();
  const known = (plan: CasePlan) => {
    if (!facts.has(plan)) facts.set(plan, factsOf(plan));
    return facts.get(plan);
  };
  const problems = new Map<CasePlan, LintProblem>();
  for (const [index, plan] of plans.entries()) {
    if (!isBlock(plan)) continue;
    const problem =
      plan.twin === undefined
        ? withoutTwin(outwards(allowed, index), (twin) => compare(known(plan), known(twin)))
        : wrongName(plan.twin, allowed);
    if (problem) problems.set(plan, problem);
  }
  return problems;
}

/** Whoever writes a block writes its twin beside it: the allowed cases, the nearest first. */
function* outwards(allowed: readonly Twin[], index: number): Generator<CasePlan> {
  let after = allowed.findIndex((twin) => twin.index > index);
  if (after < 0) after = allowed.length;
  for (let before = after - 1; before >= 0 || after < allowed.length; before--, after++) {
    const both = [allowed[before], allowed[after]];
    for (const twin of both) if (twin) yield twin.plan;
  }
}

function withoutTwin(
  candidates: Iterable<CasePlan>,
  differences: (twin: CasePlan) => string[],
): LintProblem | null {
  let best: { id: string; facts: string[] } | undefined;
  for (const twin of candidates) {
    const facts = differences(twin);
    if (facts.length <= 1) return null;
    if (!best || facts.length < best.facts.length) best = { id: twin.id, facts };
  }
  const message = 'the block has no allow twin that differs in one fact';
  if (!best) return { message, hint: 'add a case that is allowed' };
  const hint = `the nearest, ${best.id}, differs in ${best.facts.slice(0, 4).join(', ')}; add a nearer one, or name one with twin:`;
  return { message, hint };
}

function wrongName(name: string, allowed: readonly Twin[]): LintProblem | null {
  const ids = allowed.map(({ plan }) => plan.id.split('/').slice(2).join('/'));
  if (ids.includes(name)) return null;
  return { message: `its twin ${name} is not an allowed case of this file`, hint: didYouMean(name, ids) };
}

function isBlock(plan: CasePlan): boolean {
  const outcomes = requestsOf(plan).map(({ expect }) => expect.outcome);
  return outcomes.includes('blocked') && !outcomes.includes('allowed');
}

function isAllowed(plan: CasePlan): boolean {
  const steps = requestsOf(plan);
  return (
    steps.every(({ expect }) => expect.outcome !== 'blocked') &&
    steps.some((step) => isLetThrough(plan, step))
  );
}

/** Of a client whose page learns nothing, all that is not blocked is opaque. */
function isLetThrough(plan: CasePlan, { request, expect: { outcome }, via }: RequestStep): boolean {
  const clients = via ? [via] : plan.via;
  return (
    outcome === 'allowed' || (outcome === 'opaque' && clients.some((client) => tellsNothing(client, request)))
  );
}

/** What makes two cases differ: caller, requests and routes. */
function factsOf(plan: CasePlan): unknown {
  const pages = Object.fromEntries(
    Object.entries(plan.origins).map(([name, { pageHeaders }]) => [name, byName(pageHeaders)]),
  );
  const routes = Object.fromEntries(
    Object.entries(plan.routes).map(([place, { preflight, response }]) => {
      const answers = (list: typeof preflight) =>
        list.map((answer) => ({ ...answer, headers: byName(answer.headers) }));
      return [place, { preflight: answers(preflight), response: answers(response) }];
    }),
  );
  const steps = plan.steps.map((step) =>
    step.kind === 'request'
      ? {
          ...step.request,
          headers: byName(step.request.headers),
          body: JSON.stringify(step.request.body),
          from: step.from,
        }
      : step,
  );
  return { from: plan.from, pages, routes, steps };
}

function byName(pairs: HeaderPairs): Record<string, string> {
  const record: Record<string, string> = {};
  for (const [name, value] of pairs)
    record[name] = record[name] === undefined ? value : `${record[name]}\n${value}`;
  return record;
}

/** Paths to the facts in which `a` and `b` differ, added to `facts`. */
function compare(a: unknown, b: unknown, path = '', facts: string[] = []): string[] {
  if (a === b) return facts;
  const inside = typeof a === 'object' && typeof b === 'object' && a !== null && b !== null;
  if (!inside || Array.isArray(a) !== Array.isArray(b)) {
    facts.push(path.slice(1));
    return facts;
  }
  const [one, other] = [a as Record<string, unknown>, b as Record<string, unknown>];
  for (const key of Object.keys(one)) compare(one[key], other[key], `${path}.${key}`, facts);
  for (const key of Object.keys(other))
    if (!Object.hasOwn(one, key)) compare(undefined, other[key], `${path}.${key}`, facts);
  return facts;
}
