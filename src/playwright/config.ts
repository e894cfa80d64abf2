/** The configuration helpers: what a user's `playwright.config.ts` spreads. */
import type { PlaywrightWorkerOptions, Project } from '@playwright/test';
import { fileURLToPath } from 'node:url';
import { ENGINES, type EngineName } from '../browser/engine.ts';
import type { Severity } from '../plan/causes.ts';
import { setFailOn } from '../policy/fail-on.ts';
import type { CorsWorkerOptions } from './fixtures.ts';
import { runId } from './run.ts';
import { shareSelection } from './selection.ts';

export interface CorsproofOptions {
  /** Folder of scenario files, unless CORSPROOF_SCENARIOS names another. */
  scenarios?: string;
  /** Engines to run (default: all three). */
  engines?: readonly EngineName[];
  /** Put before the engine in the name of each project; two projects of one name run together silently. */
  prefix?: string;
  /** Which spec files the projects run (default: all in `testDir`). */
  testMatch?: Project['testMatch'];
  /** Causes below this severity are reported and pass, whatever the policies say, unless CORSPROOF_FAIL_ON says otherwise. */
  failOn?: Severity;
}

/** Milliseconds for one test: the first test of a visit waits for the browser and for its case. */
const TEST_TIMEOUT = 180_000;

/** One Playwright project per engine. */
export function corsproofProjects(options: CorsproofOptions = {}): Project[] {
  runId();
  shareSelection();
  if (options.scenarios !== undefined) process.env.CORSPROOF_SCENARIOS ??= options.scenarios;
  if (options.failOn !== undefined) setFailOn(options.failOn);
  return (options.engines ?? ENGINES).map((engine) => ({
    name: `${options.prefix ?? ''}${engine}`,
    timeout: TEST_TIMEOUT,
    ...(options.testMatch === undefined ? {} : { testMatch: options.testMatch }),
    use: optionsOf(engine),
  }));
}

/** What crosses the wire is in the report; a trace would hold the cookies of a target as well. */
function optionsOf(
  corsEngine: EngineName,
): CorsWorkerOptions & Pick<PlaywrightWorkerOptions, 'trace' | 'video' | 'screenshot'> {
  return { corsEngine, trace: 'off', video: 'off', screenshot: 'off' };
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
