/** Fixtures: the lab of a worker, and the `cors` of a hand-written test. */
import { test as base } from '@playwright/test';
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
  corsLab: Lab;
  corsRunner: VisitRunner;
}

export interface CorsFixtures {
  /** Origins with routes, pages at them in the project's engine, and calls whose traffic is known. */
  cors: Cors;
}

export const test = base.extend<CorsFixtures, CorsWorkerFixtures>({
  corsEngine: ['chromium', { scope: 'worker', option: true }],
  corsLab: [
    async ({ corsEngine, headless }, use) => {
      // Loaded here, because the runner's own process and `--list` need none of it.
      const [{ launchEngine }, { Lab }] = await Promise.all([
        import('../browser/launch.ts'),
        import('../lab/lab.ts'),
      ]);
      const lab = new Lab({
        launch: (spki) => launchEngine(corsEngine, { spki, headless }),
        fails: ({ plan, via }, observation, engine) =>
          isFailing(judge(plan, via, observation, engine).verdict),
      });
      await use(lab);
      await lab.close();
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
  cors: async ({ corsLab }, use) => {
    const { Cors: Fixture } = await import('./cors.ts');
    const cors = new Fixture(corsLab);
    await use(cors);
    await cors.close();
  },
});
