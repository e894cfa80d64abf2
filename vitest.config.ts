import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['tests/unit/**/*.test.ts', 'tests/fuzz/*.test.ts'],
    // Some tests walk the whole corpus: a second when it is quiet, ten on a loaded machine.
    testTimeout: 60_000,
    // For `npm run coverage`: the model of the standard, without turning.ts, which only `explain` uses.
    coverage: {
      provider: 'v8',
      include: ['src/fetch/**'],
      exclude: ['src/fetch/turning.ts'],
      reporter: ['json'],
    },
  },
});
