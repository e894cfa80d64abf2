import { defineConfig } from '@playwright/test';
import { availableParallelism } from 'node:os';
import { corsproof } from './src/playwright/config.ts';

const { projects, ...settings } = corsproof({ scenarios: 'scenarios' });

export default defineConfig({
  ...settings,
  testDir: 'tests',
  // One lab leaves a core idle while its browser is at work, and the other way round.
  workers: Math.max(2, Math.floor(availableParallelism() / 2)),
  projects: [
    ...projects.map((project) => ({ ...project, testMatch: 'corpus.spec.ts' })),
    ...projects.map((project) => ({
      ...project,
      name: `fixture-${project.name}`,
      testMatch: 'fixture/*.spec.ts',
      workers: 1,
    })),
    { name: 'practice', testMatch: 'practice/*.spec.ts', timeout: 180_000, workers: 1 },
    // Not fully parallel: the tests of a file have one browser.
    {
      name: 'report',
      testMatch: 'report/*.spec.ts',
      timeout: 180_000,
      workers: 1,
      fullyParallel: false,
    },
    { name: 'gate', testMatch: 'gate/*.spec.ts', timeout: 480_000, workers: 1 },
    { name: 'trust', testMatch: 'trust/**/*.spec.ts', timeout: 180_000, fullyParallel: false },
    { name: 'selftest', testMatch: 'selftest/*.spec.ts', timeout: 180_000, fullyParallel: false },
  ],
  // allure-playwright waits for the disk after each of its three files a test: three times as long as the tests take.
  reporter: [
    ['./src/playwright/live.ts'],
    ...(process.env.ALLURE_RESULTS === undefined
      ? []
      : [['allure-playwright', { resultsDir: process.env.ALLURE_RESULTS, detail: false }] as const]),
  ],
});
