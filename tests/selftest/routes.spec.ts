/** Playwright's routes hide preflights and let blocked calls pass: they cannot reach our pages, or nothing is run. */
import { chromium, expect, test, type Browser } from '@playwright/test';
import { findBrowser, isMissing } from '../../src/browser/find.ts';
import { playwrightEngine } from '../../src/browser/playwright-engine.ts';
import { judge } from '../../src/judge/judge.ts';
import { Lab } from '../../src/lab/lab.ts';
import { plansOf, runPlans, scenario, withLab } from './support.ts';

const plans = plansOf(
  scenario(`  - id: allowed
    request: { method: PUT }
    routes: { api/item: { preflight: { headers: { access-control-allow-origin: $app, access-control-allow-methods: PUT } } } }
    expect: { outcome: allowed, preflight: { method: PUT } }
  - id: blocked
    routes: { api/item: { response: { headers: { access-control-allow-origin: null } } } }
    expect: { outcome: blocked, at: response }`),
);
const verdicts = async (lab: Lab) => (await runPlans(lab, plans)).map(({ judgement }) => judgement.verdict);
const conforming = ['conforms', 'conforms', 'conforms', 'conforms'];

test('pages of Chromium are out of reach for routes', async () => {
  const launch = chromium.launch.bind(chromium);
  chromium.launch = async (options) => routed(await launch(options));
  try {
    expect(await withLab('chromium', {}, verdicts)).toEqual(conforming);
  } finally {
    chromium.launch = launch;
  }
});

test('a page that Playwright drives is refused with a route, with what takes its place', async () => {
  await withPlaywright(routed, async (lab) => {
    for (const { judgement } of await runPlans(lab, plans)) {
      expect(judgement.verdict).toBe('inconclusive');
      expect(judgement.differences.join()).toContain('a route is active on the page of this test');
    }
  });
});

test('without one it shows what a page of ours does', async () => {
  await withPlaywright(
    (browser) => browser,
    async (lab) => expect(await verdicts(lab)).toEqual(conforming),
  );
});

/** A lab whose browser is driven by Playwright alone, as its own Firefox and WebKit are. */
async function withPlaywright(change: (browser: Browser) => Browser, body: (lab: Lab) => Promise<void>) {
  const found = findBrowser('chromium');
  if (isMissing(found)) throw new Error(found.missing);
  const lab = new Lab({
    launch: async () => {
      const args = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
      const place = found.executable === null ? {} : { executablePath: found.executable };
      return playwrightEngine(change(await chromium.launch({ args, ...place })), found);
    },
    fails: ({ plan, via }, observation, info) => judge(plan, via, observation, info).verdict === 'violates',
  });
  await body(lab).finally(() => lab.close());
}

/** With a route on every context that Playwright makes, as tools that mock the network put one there. */
function routed(browser: Browser): Browser {
  const open = browser.newContext.bind(browser);
  browser.newContext = async (settings) => {
    const context = await open(settings);
    await context.route('**/nothing', (route) => route.fallback());
    return context;
  };
  return browser;
}
