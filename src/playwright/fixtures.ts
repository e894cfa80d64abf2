/** Fixtures: the lab of a worker, and the `cors` of a hand-written test. */
import * as playwright from '@playwright/test';
import type { Fixtures, TestType } from '@playwright/test';
import type { EngineName } from '../browser/engine.ts';
import { judge } from '../judge/judge.ts';
import { isFailing } from '../judge/verdict.ts';
import type { Lab } from '../lab/lab.ts';
import type { Cors } from './cors.ts';
import { runFolder } from './run.ts';
import { sharedSelection } from './selection.ts';
import type { VisitRunner } from './visit-runner.ts';
import { WorkerResults } from './worker-results.ts';

export interface CorsWorkerOptions {
  /** Which engine a project drives. */
  corsEngine: EngineName;
}

export interface CorsWorkerFixtures extends CorsWorkerOptions {
  /** The lab of this worker, made when it is first asked for. */
  corsLab: () => Promise<Lab>;
  corsRunner: VisitRunner;
}

export interface CorsFixtures {
  /** Origins with routes, pages at them in the project's engine, and calls whose traffic is known. */
  cors: Cors;
}

/** What `--headed` and a project's `use` say to every worker. */
interface Shown {
  headless: boolean;
}

const workers: Fixtures<object, CorsWorkerFixtures, object, Shown> = {
  corsEngine: ['chromium', { scope: 'worker', option: true }],
  corsLab: [
    async ({ corsEngine, headless }, use) => {
      let made: Promise<Lab> | undefined;
      await use(() => (made ??= makeLab(corsEngine, headless)));
      await (await made)?.close();
    },
    { scope: 'worker', timeout: 60_000 },
  ],
  corsRunner: [
    async ({ corsEngine, corsLab }, use, workerInfo) => {
      const { VisitRunner } = await import('./visit-runner.ts');
      const { name } = workerInfo.project;
      const runner = new VisitRunner({
        lab: corsLab,
        results: new WorkerResults(runFolder(), name, workerInfo.workerIndex),
        folder: runFolder(),
        project: name,
        engine: corsEngine,
        prefetch: workerInfo.config.workers === 1 && sharedSelection().kind === 'whole',
      });
      await use(runner);
      await runner.close();
    },
    { scope: 'worker', timeout: 60_000 },
  ],
};

/**
 * Loaded here, because the runner's own process, `--list`, and a worker that takes over from one which a failing test
 * has ended, and only reports what that one observed, need none of it.
 */
async function makeLab(engine: EngineName, headless: boolean): Promise<Lab> {
  const [{ launchEngine }, { Lab: Made }] = await Promise.all([
    import('../browser/launch.ts'),
    import('../lab/lab.ts'),
  ]);
  return new Made({
    launch: (spki) => launchEngine(engine, { spki, headless }),
    screens: runFolder(),
    fails: ({ plan, via }, observation, info) => isFailing(judge(plan, via, observation, info).verdict),
  });
}

export const test = playwright.test.extend<CorsFixtures, CorsWorkerFixtures>({
  ...workers,
  cors: async ({ corsLab }, use) => {
    const { Cors: Fixture } = await import('./cors.ts');
    const cors = new Fixture(await corsLab());
    await use(cors);
    await cors.close();
  },
});

/**
 * What one test for each case is declared with. Playwright sets up and ends pages, traces and requests around every
 * test, whether it asks for them or not: 4.5 ms each, against 0.9 ms without. Cases have no use for them.
 */
export const caseTest = bareTest()
  .extend<object, Shown>({ headless: [true, { scope: 'worker', option: true }] })
  .extend<object, CorsWorkerFixtures>(workers);

/** Playwright's test without fixtures, where it lets us have it. */
function bareTest(): TestType<object, object> {
  return (playwright as { _baseTest?: TestType<object, object> })._baseTest ?? playwright.test;
}
