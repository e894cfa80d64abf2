import { defineConfig } from 'vitest/config';

// Some tests walk the whole corpus: a second when it is quiet, ten on a loaded machine.
export default defineConfig({ test: { include: ['tests/unit/**/*.test.ts'], testTimeout: 60_000 } });
