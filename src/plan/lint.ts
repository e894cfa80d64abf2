/** Rules over planned cases: unknown references, and that every block has its allow twin. */
import { didYouMean } from '../scenario/problems.ts';
import { tellsNothing } from './clients.ts';
import { referencesIn } from './refs.ts';
import type { CasePlan, HeaderPairs, StepPlan } from './types.ts';

type RequestStep = Extract<StepPlan, { kind: 'request' }>;

export interface LintProblem {
  message: string;
  hint?: string;
}

/** Texts of a plan that may hold `$name`, and whose names no origin has. */
export function lintReferences(plan: CasePlan): LintProblem[] {
  const texts = JSON.stringify([plan.routes, plan.steps]);
  const known = Object.keys(plan.origins);
  const unknown = [...new Set(referencesIn(texts))].filter((name) => !known.includes(name));
  return unknown.map((name) => ({
    message: `$${name} is not an origin of this file`,
    hint: didYouMean(name, known),
  }));
}

/** A redirect can lead anywhere, so its case says what the whole traffic is. */
export function lintRedirects(plan: CasePlan): LintProblem[] {
  const redirects = Object.values(plan.routes).some(({ response }) =>
    response.some(
      ({ status, headers }) => status >= 300 && status < 400 && headers.some(([name]) => name === 'location'),
    ),
  );
  const silent = requestsOf(plan).some(
    ({ expect }) => expect.wire === undefined && expect.at !== 'request' && expect.at !== 'preflight',
  );
  if (!redirects || !silent) return [];
  return [
    {
      message: 'a case with a redirect does not say its traffic',
      hint: 'add wire: [GET api/item, GET other/next]',
    },
  ];
}

/** Every expected block needs an allowed case of its file that differs in one fact. */
export function lintTwin(plan: CasePlan, siblings: readonly CasePlan[]): LintProblem[] {
  const outcomes = requestsOf(plan).map(({ expect }) => expect.outcome);
  if (!outcomes.includes('blocked') || outcomes.includes('allowed')) return [];
  const allowed = siblings.filter((sibling) => {
    const steps = requestsOf(sibling);
    const blocked = steps.some(({ expect }) => expect.outcome === 'blocked');
    return !blocked && steps.some((step) => isLetThrough(sibling, step));
  });
  if (plan.twin !== undefined) {
    const named = allowed.find(({ id }) => id.split('/').slice(2).join('/') === plan.twin);
    if (named) return [];
    const ids = allowed.map(({ id }) => id.split('/').slice(2).join('/'));
    return [
      {
        message: `its twin ${plan.twin} is not an allowed case of this file`,
        hint: didYouMean(plan.twin, ids),
      },
    ];
  }
  const ranked = allowed
    .map((twin) => ({ twin, facts: differences(plan, twin) }))
    .sort((a, b) => a.facts.length - b.facts.length);
  const best = ranked[0];
  if (best && best.facts.length <= 1) return [];
  const message = 'the block has no allow twin that differs in one fact';
  if (!best) return [{ message, hint: 'add a case that is allowed' }];
  const hint = `the nearest, ${best.twin.id}, differs in ${best.facts.slice(0, 4).join(', ')}; add a nearer one, or name one with twin:`;
  return [{ message, hint }];
}

/** Of a client whose page learns nothing, all that is not blocked is opaque. */
function isLetThrough(plan: CasePlan, { request, expect: { outcome }, via }: RequestStep): boolean {
  const clients = via ? [via] : plan.via;
  return (
    outcome === 'allowed' || (outcome === 'opaque' && clients.some((client) => tellsNothing(client, request)))
  );
}

/** The facts in which two cases differ: paths into caller, requests and routes. */
export function differences(a: CasePlan, b: CasePlan): string[] {
  return compare(factsOf(a), factsOf(b), '');
}

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

function compare(a: unknown, b: unknown, path: string): string[] {
  if (JSON.stringify(a) === JSON.stringify(b)) return [];
  const inside = typeof a === 'object' && typeof b === 'object' && a !== null && b !== null;
  if (!inside || Array.isArray(a) !== Array.isArray(b)) return [path.slice(1)];
  const keys = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...keys].flatMap((key) =>
    compare((a as Record<string, unknown>)[key], (b as Record<string, unknown>)[key], `${path}.${key}`),
  );
}

function requestsOf(plan: CasePlan): RequestStep[] {
  return plan.steps.filter((step) => step.kind === 'request');
}
