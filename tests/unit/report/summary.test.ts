import { expect, test } from 'vitest';
import { failuresOf } from '../../../src/report/failures.ts';
import { summaryOf } from '../../../src/report/summary.ts';
import type { CaseLine } from '../../../src/report/assemble.ts';
import { HOSTILE, assembled, hostile, resultLine } from '../../report/made.ts';
import { madeCause, mixed, reflecting } from '../../report/made-policy.ts';
import { planOf } from '../support.ts';

const summary = (results: CaseLine[], plans = new Map<string, never>()) => {
  const run = assembled(results);
  return summaryOf(run, failuresOf(run.results, plans));
};

test('a green run is a line and a table', () => {
  expect(summary([resultLine(), resultLine({ engine: 'firefox', verdict: 'diverges' })]))
    .toBe(`## ✓ corsproof: 2 tests held

| engine | conforms | diverges |
| --- | ---: | ---: |
| chromium 1.2.3 (chromium) | 1 | 0 |
| firefox 1.2.3 (firefox) | 0 | 1 |
| webkit 1.2.3 (webkit) | 0 | 0 |
`);
});

test('an interrupted run is not told as one that held', () => {
  const heading = (...results: CaseLine[]) => {
    const run = assembled(results);
    run.end.interrupted = true;
    return summaryOf(run, []).split('\n')[0];
  };
  expect(heading(resultLine())).toBe('## ✕ corsproof: interrupted, 1 tests held until then');
  expect(heading(resultLine(), resultLine({ via: 'xhr', verdict: 'violates' }))).toBe(
    '## ✕ corsproof: interrupted, 1 of 2 tests failed until then',
  );
});

test('a failure is told once, with where, what and why', () => {
  const failing = {
    verdict: 'violates' as const,
    differences: ['outcome is blocked, not allowed'],
  };
  const text = summary([
    resultLine(failing),
    resultLine({ ...failing, via: 'xhr', differences: [...failing.differences, 'status is 0, not 200'] }),
  ]);
  expect(text).toContain(`### ✕ A fact about a case

\`area/file/case\` violates in chromium 1.2 (fetch, xhr), scenarios/area/file.yaml:3

- outcome is blocked, not allowed
- status is 0, not 200 (xhr)`);
});

test('a cause is told once for all rules, questions and engines, and its tests are not repeated', () => {
  const text = summary(reflecting());
  expect(text.match(/^### /gm)).toHaveLength(1);
  expect(text).toContain(`### ✕ critical: The server admits whatever origin asks.

- Where: items and orders (hostile, refused)
- Engines: chromium 1.2, firefox 1.2, webkit 1.2
- Seen in 684 of 684 tries

**How to fix**

- compare Origin with a list`);
});

test('tests of a policy without evidence are told once for one reason; causes that pass come last', () => {
  const text = summary(mixed());
  expect(text.match(/the server answered 429 to trusted pages/g)).toHaveLength(1);
  expect(text).toContain('`policies/api/items/caches` inconclusive in chromium 1.2, firefox 1.2, webkit 1.2');
  expect(text).toContain(
    'For the same reason: `policies/api/orders/caches`, `policies/api/rule-1/caches` and `policies/api/rule-2/caches`',
  );
  expect(text).toMatch(/\*\*Seen, and no failure\*\*\n\n- low: Access-Control-Max-Age is missing\. /);
});

test('what the plain client alone saw is said, and so is the target where there are several', () => {
  const shown = {
    verdict: 'violates' as const,
    rule: 'items',
    check: 'hostile',
    causes: [madeCause({ proof: 'screen', seen: 1, of: 2 })],
  };
  const text = summary([
    resultLine({ ...shown, id: 'policies/a/items/hostile', target: 'https://a.example.com' }),
    resultLine({ ...shown, id: 'policies/b/items/hostile', target: 'https://b.example.com' }),
  ]);
  expect(text).toContain('- Where: items (hostile) of https://b.example.com');
  expect(text).toContain('- Seen in 1 of 2 tries by the plain client, in no browser');
});

test('the fix of a case is searched in its plan; if the standard agrees with it, the engine departs', () => {
  const wrong = planOf(`- id: c
  request: { method: PUT }
  expect: { outcome: allowed }`);
  const right = planOf(`- id: c
  expect: { outcome: allowed }`);
  const change = (plan: typeof wrong) =>
    failuresOf([resultLine({ id: plan.id, verdict: 'violates' })], new Map([[plan.id, plan]]))[0]?.change;
  expect(change(wrong)?.join()).toMatch(/preflight/);
  expect(change(right)).toEqual([
    'the standard requires what the case expects: if chromium is known to differ, record it under divergences',
  ]);
});

test('many failures are cut, and hostile text stays text', () => {
  const failing = { verdict: 'violates' as const };
  const many = Array.from({ length: 30 }, (_, index) =>
    resultLine({ ...failing, id: `a/b/c${index}`, title: HOSTILE }),
  );
  const text = summary([...many, ...hostile()]);
  expect(text.match(/^### /gm)).toHaveLength(21);
  expect(text).toMatch(/^The report has \d+ more failing cases\.$/m);
  expect(text).not.toMatch(/(?<!\\)<(?:script|img)/);
});
