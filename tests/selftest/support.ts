/** Runs plans through lab and judge in this process, without Playwright tests: for what must go red. */
import type { EngineName, LaunchOptions } from '../../src/browser/engine.ts';
import { launchEngine } from '../../src/browser/launch.ts';
import { judge } from '../../src/judge/judge.ts';
import type { Judgement } from '../../src/judge/verdict.ts';
import { Lab, type LabOptions } from '../../src/lab/lab.ts';
import type { Observation } from '../../src/lab/observation.ts';
import { groupVisits, type Entry } from '../../src/lab/visits.ts';
import { loadCorpus } from '../../src/plan/corpus.ts';
import { expandFile } from '../../src/plan/expand.ts';
import type { CasePlan } from '../../src/plan/types.ts';
import { parseScenario } from '../../src/scenario/parse.ts';

export interface Judged {
  entry: Entry;
  observation: Observation;
  judgement: Judgement;
}

export type LabSetup = Partial<LaunchOptions> & Partial<Pick<LabOptions, 'fails'>>;

/** Runs `body` with a lab of `engine`, which is closed afterwards. */
export async function withLab<T>(
  engine: EngineName,
  setup: LabSetup,
  body: (lab: Lab) => Promise<T>,
): Promise<T> {
  const { fails = () => false, ...launch } = setup;
  const lab = new Lab({ launch: (spki) => launchEngine(engine, { spki, headless: true, ...launch }), fails });
  try {
    return await body(lab);
  } finally {
    await lab.close();
  }
}

/** Observes and judges `plans`, visit by visit. */
export async function runPlans(lab: Lab, plans: readonly CasePlan[]): Promise<Judged[]> {
  const judged: Judged[] = [];
  for (const visit of groupVisits(plans)) {
    await lab.run(visit, (entry, observation) =>
      judged.push({
        entry,
        observation,
        judgement: { verdict: 'inconclusive', seen: null, differences: [], notes: [] },
      }),
    );
  }
  const { info } = await lab.engine();
  return judged.map(({ entry, observation }) => ({
    entry,
    observation,
    judgement: judge(entry.plan, entry.via, observation, info),
  }));
}

export function corpusPlans(): CasePlan[] {
  return loadCorpus(['scenarios']).plans;
}

/** Plans of a scenario given as text; throws if it has a problem. */
export function plansOf(source: string): CasePlan[] {
  const parsed = parseScenario(source, 'selftest/inline.yaml');
  const { plans, problems } = expandFile(parsed);
  const all = [...parsed.problems, ...problems];
  if (all.length > 0) throw new Error(all.map(({ message }) => message).join('\n'));
  return plans;
}

/** A page and a server with one route that allows the page, answering after `delay` milliseconds. */
export function scenario(cases: string, delay = 0): string {
  return `title: A self-test
why: A harness that cannot fail proves nothing.
spec: [fetch#cors-check]
origins: { app: http://app.example.com, api: http://api.example.com:8080 }
defaults:
  request: { url: api/item }
  routes:
    api/item: { response: { headers: { access-control-allow-origin: $app }, body: ok, delay: ${delay} } }
cases:
${cases}
`;
}
