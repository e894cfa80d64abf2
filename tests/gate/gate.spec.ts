/** The policy gate on real servers: right ones are green, known mistakes red for the right reason, their twins green. */
import { expect, test } from '@playwright/test';
import { ENGINES } from '../../src/browser/engine.ts';
import { expectedFindings, unmatched } from './expected.ts';
import { runGate, type GateResult, type GateResults } from './run.ts';
import { gateTargets } from './targets.ts';

/** Names that no DNS holds, at which an engine has no page or sends nothing; every other check has to conform. */
const NO_PAGE = { chromium: 0, firefox: 9, webkit: 1 };

const all = gateTargets();
let gate: GateResults | undefined;

test.describe('the policy gate', () => {
  test.describe.configure({ mode: 'default' });

  test.beforeAll(async () => {
    test.setTimeout(1_200_000);
    gate = await runGate(all);
  });

  for (const engine of ENGINES) {
    for (const { name, variant, plans, folder } of all) {
      const own = () =>
        (gate?.[engine].results ?? []).filter((one) => one.target === name && one.variant === variant);
      const entries = plans[engine].flatMap(({ via }) => via).length;
      if (variant === 'wrong')
        test(`${name} is found wrong for what is wrong in ${engine}`, () => {
          const results = own();
          expect(results).toHaveLength(entries);
          expect(unmatched(results, expectedFindings(folder, engine))).toEqual([]);
        });
      else
        test(`${name}${variant === 'fixed' ? ', mended,' : ''} is green in ${engine}`, () => {
          const results = own();
          expect(results).toHaveLength(entries);
          expect(results.filter((one) => !isGreen(one)).map(describe)).toEqual([]);
          const conforming = results.filter(({ judgement }) => judgement.verdict === 'conforms').length;
          expect(conforming).toBeGreaterThanOrEqual(entries - NO_PAGE[engine]);
        });
    }
  }

  test.afterAll(() => {
    if (!gate) return;
    const lines = Object.entries(gate).map(([engine, { results, seconds }]) => {
      const count = (verdict: string) => results.filter((one) => one.judgement.verdict === verdict).length;
      return `${engine}: ${results.length} checks of ${all.length} targets in ${seconds} s, ${count('conforms')} conform, ${count('violates')} violate, ${count('unsupported')} unsupported`;
    });
    console.log(`the policy gate\n  ${lines.join('\n  ')}`);
  });
});

function isGreen({ judgement: { verdict }, reach }: GateResult): boolean {
  return verdict === 'conforms' || (verdict === 'unsupported' && reach === 'proxy-only');
}

function describe({ check, judgement }: GateResult): string {
  return `${check}: ${judgement.verdict}: ${judgement.differences.join('; ')}`;
}
