// What is left of that for tests that are declared as cases are: without fixtures of Playwright's own.
import { caseTest } from '../../../src/playwright/fixtures.ts';
import { dropPlaywrightFrames } from '../../../src/playwright/stack-frames.ts';
import { emptyTests } from './groups.mjs';

dropPlaywrightFrames();
emptyTests(caseTest);
