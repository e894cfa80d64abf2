// For the runs that corsproof's are compared with: its reporter, and nothing else of it.
import { defineConfig } from '@playwright/test';

export default defineConfig({
  testMatch: process.env.BENCH_SPEC,
  fullyParallel: true,
  reporter: [['../../../src/playwright/live.ts']],
  use: JSON.parse(process.env.BENCH_USE),
});
