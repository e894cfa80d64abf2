/** The configuration helpers: what a user's `playwright.config.ts` spreads. */
import type { Project } from '@playwright/test';
import { fileURLToPath } from 'node:url';
import { ENGINES, type EngineName } from '../browser/engine.ts';
import type { CorsWorkerOptions } from './fixtures.ts';
import { runId } from './run.ts';

export interface CorsproofOptions {
  /** Folder of scenario files, unless CORSPROOF_SCENARIOS names another. */
  scenarios?: string;
  /** Engines to run; all three unless told. */
  engines?: readonly EngineName[];
  /** Put before the engine in the name of each project; two projects of one name run together silently. */
  prefix?: string;
}

/** Arguments of Playwright that select a part of the tests. */
const PARTIAL =
  /^(-g|-G|-x|--grep|--shard|--last-failed|--only-changed|--test-list|--max-failures|--ui|.*\.spec\.)/;

/** Milliseconds for one test: the first test of a visit waits for the browser and for its case. */
const TEST_TIMEOUT = 180_000;

/** One Playwright project per engine. */
export function corsproofProjects(options: CorsproofOptions = {}): Project[] {
  runId();
  // With part of the tests selected, the lab does not run ahead of what it is asked for.
  if (process.argv.some((argument) => PARTIAL.test(argument))) process.env.CORSPROOF_PARTIAL = '1';
  if (options.scenarios !== undefined) process.env.CORSPROOF_SCENARIOS ??= options.scenarios;
  return (options.engines ?? ENGINES).map((engine) => ({
    name: `${options.prefix ?? ''}${engine}`,
    timeout: TEST_TIMEOUT,
    use: { corsEngine: engine } satisfies CorsWorkerOptions,
  }));
}

const place = (file: string) => fileURLToPath(new URL(file, import.meta.url));
const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';

/** Everything a configuration needs: spread it, and override what you like. */
export function corsproof(options: CorsproofOptions = {}) {
  return {
    fullyParallel: true,
    projects: corsproofProjects(options),
    globalSetup: place(`./global-setup.${extension}`),
    globalTeardown: place(`./global-teardown.${extension}`),
  };
}
