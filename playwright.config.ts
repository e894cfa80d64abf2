import { defineConfig } from '@playwright/test';
import { corsproof } from './src/playwright/index.ts';

export default defineConfig({
  ...corsproof({ scenarios: 'scenarios' }),
  testDir: 'tests',
  testMatch: '**/*.spec.ts',
  reporter: [['line'], ['allure-playwright', { resultsDir: 'allure-results', detail: false }]],
});
