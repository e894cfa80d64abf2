/** What the generators make: the part of a scenario that is free. What must happen is the standard's to say. */
import type { ScenarioCase, ScenarioFile, ScenarioRequest, ScenarioRoute } from '../scenario/schema.ts';

export type DraftRequest = Partial<ScenarioRequest>;
export type DraftStep = { request: DraftRequest } | { 'wait-max-age': number };

/** Serialisable, and cut down key by key when it is shrunk. */
export interface Draft {
  area: string;
  via: 'fetch' | 'xhr';
  from?: NonNullable<ScenarioCase['from']>;
  routes: Record<string, ScenarioRoute>;
  steps: DraftStep[];
}

/** The origins of every draft: the page, a cross-origin server of its site, and one of another site. */
export const ORIGINS = {
  app: 'http://app.example.com',
  api: 'http://api.example.com:8080',
  other: 'http://other.example.org',
} as const;
export type OriginName = keyof typeof ORIGINS;

export type StepExpectation = NonNullable<ScenarioCase['expect']>;
type Divergences = NonNullable<ScenarioCase['divergences']>;

export interface Wording {
  title: string;
  why: string;
  spec: string[];
}

/** A draft as a scenario file of one case; `expects` holds one expectation for every request. */
export function fileOf(
  draft: Draft,
  expects: StepExpectation[],
  { title, why, spec }: Wording,
  divergences: Divergences = [],
): ScenarioFile {
  const { routes, steps, via, from } = draft;
  const written = JSON.stringify([routes, steps, from, expects]);
  const used = Object.entries(ORIGINS).filter(
    ([name]) => name === 'app' || new RegExp(`\\b${name}/|\\$${name}\\b|"${name}"`).test(written),
  );
  const remaining = expects.values();
  const next = () => remaining.next().value ?? { outcome: 'allowed' as const };
  const [only] = steps;
  const said: Pick<ScenarioCase, 'request' | 'expect' | 'steps'> =
    only && steps.length === 1 && 'request' in only
      ? { request: only.request, expect: next() }
      : { steps: steps.map((step) => ('request' in step ? { ...step, expect: next() } : step)) };
  return {
    title,
    why,
    spec,
    origins: Object.fromEntries(used),
    cases: [
      {
        id: 'found',
        title,
        via: [via],
        ...(from ? { from } : {}),
        routes,
        ...said,
        ...(divergences.length > 0 ? { divergences } : {}),
      },
    ],
  };
}
