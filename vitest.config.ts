import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    maxWorkers: availableParallelism(),
    projects: [
      // Half of the time would be the same modules, loaded once for each file.
      { extends: true, test: { name: 'unit', include: ['tests/unit/**/*.test.ts'], isolate: false } },
      // The gate against servers and policies that are drawn at random.
      { extends: true, test: { name: 'truth', include: ['tests/gate/truth/*.test.ts'] } },
      { extends: true, test: { name: 'fuzz', include: ['tests/fuzz/*.test.ts'] } },
    ],
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
