/** Which tests of a visit this worker was given, so that `-g ID` runs one case and not its whole visit. */
import type { TestInfo } from '@playwright/test';

interface InternalSuite {
  tests?: { title: string }[];
}

/**
 * Playwright's worker removes what it was not given from the suite that it loads, and has no public way to ask; without
 * it (null) a visit runs whole, which is slower and just as right.
 */
export function selectedTests(testInfo: TestInfo): Set<string> | null {
  const internal = testInfo as unknown as { _test?: { parent?: InternalSuite } };
  const tests = internal._test?.parent?.tests;
  return Array.isArray(tests) && tests.length > 0 ? new Set(tests.map(({ title }) => title)) : null;
}
