// What Playwright's runner costs.
import { test } from '@playwright/test';
import { emptyTests } from './groups.mjs';

emptyTests(test);
