// The least that a test with a browser does.
import { test } from '@playwright/test';

test('a page is opened', async ({ page }) => {
  await page.goto('data:text/html,<title>page</title>');
});
