/** A Playwright route hides preflights and lets blocked calls pass: nothing is run while one is active. */
import { chromium, expect, test } from '@playwright/test';
import { plansOf, runPlans, scenario, withLab } from './support.ts';

test('a page with a route is refused, with what takes its place', async () => {
  const launch = chromium.launch.bind(chromium);
  // As tools that mock the network do.
  chromium.launch = async (options) => {
    const browser = await launch(options);
    const open = browser.newContext.bind(browser);
    browser.newContext = async (settings) => {
      const context = await open(settings);
      await context.route('**/nothing', (route) => route.fallback());
      return context;
    };
    return browser;
  };
  try {
    const plans = plansOf(scenario('  - id: allowed\n    expect: { outcome: allowed }'));
    const judged = await withLab('chromium', {}, (lab) => runPlans(lab, plans));
    for (const { judgement } of judged) {
      expect(judgement.verdict).toBe('inconclusive');
      expect(judgement.differences.join()).toContain('a route is active on the page of this test');
    }
  } finally {
    chromium.launch = launch;
  }
});
