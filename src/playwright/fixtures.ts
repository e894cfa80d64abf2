/** Fixtures: the lab of a worker. */
import { test as base } from '@playwright/test';
import type { EngineName } from '../browser/engine.ts';
import { judge } from '../judge/judge.ts';
import { isFailing } from '../judge/verdict.ts';
import { runFolder } from './run.ts';
import { sharedSelection } from './selection.ts';
import type { VisitRunner } from './visit-runner.ts';
import { WorkerResults } from './worker-results.ts';

export interface CorsWorkerOptions {
  /** Which engine a project drives. */
  corsEngine: EngineName;
}

export interface CorsWorkerFixtures extends CorsWorkerOptions {
  corsRunner: VisitRunner;
}

export const test = base.extend<object, CorsWorkerFixtures>({
  corsEngine: ['chromium', { scope: 'worker', option: true }],
  corsRunner: [
    async ({ corsEngine, headless }, use, workerInfo) => {
      // Loaded here, because the runner's own process and `--list` need none of it.
      const [{ launchEngine }, { Lab }, { VisitRunner }] = await Promise.all([
        import('../browser/launch.ts'),
        import('../lab/lab.ts'),
        import('./visit-runner.ts'),
      ]);
      const results = new WorkerResults(runFolder(), workerInfo.project.name, workerInfo.workerIndex);
      const lab = new Lab({
        launch: (spki) => launchEngine(corsEngine, { spki, headless }),
        fails: ({ plan, via }, observation, engine) =>
          isFailing(judge(plan, via, observation, engine).verdict),
      });
      const prefetch = workerInfo.config.workers === 1 && sharedSelection().kind === 'whole';
      const runner = new VisitRunner({
        lab,
        results,
        folder: runFolder(),
        project: workerInfo.project.name,
        engine: corsEngine,
        prefetch,
      });
      await use(runner);
      await runner.close();
    },
    { scope: 'worker', timeout: 60_000 },
  ],
});
