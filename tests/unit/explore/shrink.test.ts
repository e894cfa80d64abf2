/** A stand-in for an engine that departs in one way is found out, and the scenario that shows it is small. */
import { describe, expect, test } from 'vitest';
import { drawCases } from '../../../src/explore/draw.ts';
import { explore } from '../../../src/explore/explore.ts';
import { tellFinding } from '../../../src/explore/told.ts';
import { everyAnswer, starCoversAuthorization } from '../../../src/explore/translations.ts';
import { predict } from '../../../src/fetch/predict.ts';
import { expand } from '../support.ts';
import { stubRunner } from './support.ts';

/** An engine for which Access-Control-Allow-Credentials may be written in any case. */
const anyCase = everyAnswer('response', (headers) =>
  headers.map(([name, value]) => [
    name,
    name === 'access-control-allow-credentials' ? value.toLowerCase() : value,
  ]),
);
const { cases } = drawCases(['check', 'safelist'], 240, 1);

describe('exploring', { timeout: 60_000 }, () => {
  test('finds nothing in an engine that does what the standard says', async () => {
    const explored = await explore(
      stubRunner('chromium', (plan) => plan),
      { cases },
    );
    expect(explored).toMatchObject({ run: 240, conforms: 240, found: [], known: [], inconclusive: [] });
  });

  test('cuts what is new down to what it needs', async () => {
    const { found, known } = await explore(stubRunner('firefox', anyCase), { cases });
    expect(known).toEqual([]);
    expect(found.length).toBeGreaterThan(0);
    const draft = found[0]?.smallest.case.draft;
    expect(draft).toEqual({
      area: 'check',
      via: 'fetch',
      routes: {
        'api/a': {
          response: {
            headers: {
              'access-control-allow-origin': '$app',
              'access-control-allow-credentials': expect.stringMatching(/^true$/i) as string,
            },
          },
        },
      },
      steps: [{ request: { url: 'api/a', credentials: 'include' } }],
    });
  });

  test(
    'prints it as a scenario that is valid and says what the standard asks for',
    { timeout: 60_000 },
    async () => {
      const runner = stubRunner('firefox', anyCase);
      const { found } = await explore(runner, { cases });
      const { info } = await runner.engine();
      const yaml = found[0] ? tellFinding(found[0].smallest, info) : '';
      const { plans, problems } = expand(yaml);
      expect(problems.filter((problem) => !problem.includes('twin'))).toEqual([]);
      expect(plans.map((plan) => predict(plan, plan.via[0]).steps[0]?.outcome)).toEqual(['blocked']);
      expect(plans[0]?.steps).toMatchObject([{ expect: { outcome: 'blocked', at: 'response' } }]);
      expect(plans[0]?.divergences).toMatchObject([{ engine: 'firefox', expect: { outcome: 'allowed' } }]);
    },
  );

  test('knows a departure that the corpus has pinned, and after how many cases it was met', async () => {
    const drawn = drawCases(['preflight'], 400, 1).cases;
    const { found, known } = await explore(stubRunner('webkit', starCoversAuthorization), { cases: drawn });
    expect(found).toEqual([]);
    expect(known).toMatchObject([
      {
        name: 'a star covers Authorization',
        pinned: ['preflight/wildcards/authorization/star', 'cache/entries/wildcard-header'],
      },
    ]);
    expect(known[0]?.first).toBeGreaterThan(0);
    expect(known[0]?.times).toBeGreaterThan(0);
  });

  test('ends early when it is told to', async () => {
    const control = new AbortController();
    control.abort();
    const { run } = await explore(
      stubRunner('chromium', (plan) => plan),
      { cases, signal: control.signal },
    );
    expect(run).toBe(0);
  });
});
