import { defineConfig } from '@playwright/test';
import { corsproof } from './src/playwright/config.ts';

const { projects, ...settings } = corsproof({ scenarios: 'scenarios' });

export default defineConfig({
  ...settings,
  testDir: 'tests',
  projects: [
    ...projects.map((project) => ({ ...project, testMatch: ['corpus.spec.ts', 'fixture/*.spec.ts'] })),
    { name: 'practice', testMatch: 'practice/*.spec.ts', timeout: 180_000 },
    { name: 'report', testMatch: 'report/*.spec.ts', timeout: 180_000 },
    { name: 'gate', testMatch: 'gate/*.spec.ts', timeout: 480_000 },
    { name: 'selftest', testMatch: 'selftest/*.spec.ts', timeout: 180_000 },
  ],
  reporter: [
    ['./src/playwright/live.ts'],
    ['allure-playwright', { resultsDir: 'allure-results', detail: false }],
  ],
});
